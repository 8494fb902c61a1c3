using CsCheck;
using Reports.Domain.Time;

namespace Reports.Domain.Tests.Time;

/// <summary>The examples of the Library of Congress specification of 4 February 2019, level by level.</summary>
public sealed class EdtfTests
{
    private const string Unbounded = "..";

    [Theory]
    [InlineData("1985-04-12", "1985-04-12", "1985-04-12", DatePrecision.Day)]
    [InlineData("1985-04", "1985-04-01", "1985-04-30", DatePrecision.Month)]
    [InlineData("1985", "1985-01-01", "1985-12-31", DatePrecision.Year)]
    [InlineData("1985-04-12T23:20:30", "1985-04-12", "1985-04-12", DatePrecision.Instant)]
    [InlineData("1985-04-12T23:20:30Z", "1985-04-12", "1985-04-12", DatePrecision.Instant)]
    [InlineData("1985-04-12T23:20:30-04", "1985-04-12", "1985-04-12", DatePrecision.Instant)]
    [InlineData("1985-04-12T23:20:30+04:30", "1985-04-12", "1985-04-12", DatePrecision.Instant)]
    [InlineData("1964/2008", "1964-01-01", "2008-12-31", DatePrecision.Year)]
    [InlineData("2004-06/2006-08", "2004-06-01", "2006-08-31", DatePrecision.Month)]
    [InlineData("2004-02-01/2005-02-08", "2004-02-01", "2005-02-08", DatePrecision.Day)]
    [InlineData("2004-02-01/2005-02", "2004-02-01", "2005-02-28", DatePrecision.Day)]
    [InlineData("2004-02-01/2005", "2004-02-01", "2005-12-31", DatePrecision.Day)]
    [InlineData("2005/2006-02", "2005-01-01", "2006-02-28", DatePrecision.Year)]
    public void Level_0_is_read(string text, string begin, string end, DatePrecision precision) => Expect(text, begin, end, precision);

    [Theory]
    [InlineData("Y170000002", Unbounded, Unbounded, DatePrecision.Year)]
    [InlineData("Y-170000002", Unbounded, Unbounded, DatePrecision.Year)]
    [InlineData("2001-21", "2001-03-01", "2001-05-31", DatePrecision.Season)]
    [InlineData("2001-22", "2001-06-01", "2001-08-31", DatePrecision.Season)]
    [InlineData("2001-23", "2001-09-01", "2001-11-30", DatePrecision.Season)]
    [InlineData("2003-24", "2003-12-01", "2004-02-29", DatePrecision.Season)]
    [InlineData("1984?", "1984-01-01", "1984-12-31", DatePrecision.Year)]
    [InlineData("2004-06~", "2004-06-01", "2004-06-30", DatePrecision.Month)]
    [InlineData("2004-06-11%", "2004-06-11", "2004-06-11", DatePrecision.Day)]
    [InlineData("201X", "2010-01-01", "2019-12-31", DatePrecision.Decade)]
    [InlineData("20XX", "2000-01-01", "2099-12-31", DatePrecision.Century)]
    [InlineData("2004-XX", "2004-01-01", "2004-12-31", DatePrecision.Month)]
    [InlineData("1985-04-XX", "1985-04-01", "1985-04-30", DatePrecision.Day)]
    [InlineData("1985-XX-XX", "1985-01-01", "1985-12-31", DatePrecision.Day)]
    [InlineData("1985-04-12/..", "1985-04-12", Unbounded, DatePrecision.Day)]
    [InlineData("1985-04/..", "1985-04-01", Unbounded, DatePrecision.Month)]
    [InlineData("1985/..", "1985-01-01", Unbounded, DatePrecision.Year)]
    [InlineData("../1985-04-12", Unbounded, "1985-04-12", DatePrecision.Day)]
    [InlineData("../1985-04", Unbounded, "1985-04-30", DatePrecision.Month)]
    [InlineData("../1985", Unbounded, "1985-12-31", DatePrecision.Year)]
    [InlineData("1985-04-12/", "1985-04-12", Unbounded, DatePrecision.Day)]
    [InlineData("1985-04/", "1985-04-01", Unbounded, DatePrecision.Month)]
    [InlineData("1985/", "1985-01-01", Unbounded, DatePrecision.Year)]
    [InlineData("/1985-04-12", Unbounded, "1985-04-12", DatePrecision.Day)]
    [InlineData("/1985-04", Unbounded, "1985-04-30", DatePrecision.Month)]
    [InlineData("/1985", Unbounded, "1985-12-31", DatePrecision.Year)]
    [InlineData("-1985", "-1985-01-01", "-1985-12-31", DatePrecision.Year)]
    [InlineData("1984~/2004-06", "1984-01-01", "2004-06-30", DatePrecision.Year)]
    [InlineData("1984-06-02?/2004-08-08~", "1984-06-02", "2004-08-08", DatePrecision.Day)]
    public void Level_1_is_read(string text, string begin, string end, DatePrecision precision) => Expect(text, begin, end, precision);

    [Theory]
    [InlineData("Y-17E7")]
    [InlineData("1950S2")]
    [InlineData("Y171010000S3")]
    [InlineData("Y3388E2S3")]
    [InlineData("2001-34")]
    [InlineData("[1667,1668,1670..1672]")]
    [InlineData("[..1760-12-03]")]
    [InlineData("[1760-12..]")]
    [InlineData("{1667,1668,1670..1672}")]
    [InlineData("{1960,1961-12}")]
    [InlineData("{..1984}")]
    [InlineData("2004-06~-11")]
    [InlineData("2004?-06-11")]
    [InlineData("?2004-06-~11")]
    [InlineData("2004-%06-11")]
    [InlineData("156X-12-25")]
    [InlineData("15XX-12-25")]
    [InlineData("XXXX-12-XX")]
    [InlineData("1XXX-XX")]
    [InlineData("1XXX-12")]
    [InlineData("1984-1X")]
    [InlineData("2004-06-~01/2004-06-~20")]
    public void Level_2_is_refused_by_name(string text)
    {
        Assert.False(ValidTime.TryParse(text, out _, out var error));
        Assert.Contains("level 2", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("  ", "empty")]
    [InlineData("..", "open side")]
    [InlineData("/", "neither side")]
    [InlineData("../..", "neither side")]
    [InlineData("2018/2019/2020", "more than one '/'")]
    [InlineData("2019/2018", "ends before it begins")]
    [InlineData("20180314", "not a date")]
    [InlineData("14/03/2018", "more than one '/'")]
    [InlineData("2018-3-14", "not a date")]
    [InlineData("2018-13", "no month 13")]
    [InlineData("2018-00", "no month 00")]
    [InlineData("2018-02-29", "no day 29")]
    [InlineData("2018-04-00", "no day 00")]
    [InlineData("2018-21-01", "a season has no days")]
    [InlineData("~", "qualifies nothing")]
    [InlineData("2018-03-14T12:00:00~", "time of day")]
    [InlineData("2018-03T12:00:00", "whole date")]
    [InlineData("2018-03-14T12:00", "hh:mm:ss")]
    [InlineData("2018-03-14T25:00:00", "hh:mm:ss")]
    [InlineData("2018-03-14T12:00:00+25", "the zone is")]
    [InlineData("2018-03-14T12:00:00Z01:00", "the zone is")]
    [InlineData("2018-03-14T12:00:00Z04", "the zone is")]
    [InlineData("Y2018", "five digits")]
    [InlineData("Y", "five digits")]
    [InlineData("-0000", "no year")]
    [InlineData("yesterday", "not a date")]
    [InlineData("Tuesday", "not a date")]
    [InlineData("T12:00:00", "not a date")]
    [InlineData("2018/Thursday", "not a date")]
    public void What_is_no_date_is_refused_with_the_reason(string text, string reason)
    {
        Assert.False(ValidTime.TryParse(text, out var time, out var error));
        Assert.Null(time);
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_date_longer_than_the_limit_is_refused_before_it_is_read()
    {
        Assert.False(ValidTime.TryParse(new string('9', ValidTime.MaxLength + 1), out _, out var error));
        Assert.Contains("65 characters; at most 64", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1984?", true, false)]
    [InlineData("1984~", false, true)]
    [InlineData("1984%", true, true)]
    [InlineData("1984", false, false)]
    [InlineData("1984/1985?", true, false)]
    [InlineData("1984~/1985", false, true)]
    public void Qualifiers_are_kept_and_widen_nothing(string text, bool uncertain, bool approximate)
    {
        var time = ValidTime.Parse(text);
        Assert.Equal((uncertain, approximate), (time.Uncertain, time.Approximate));
        Assert.Equal("1984-01-01", time.Begin.ToString());
    }

    [Theory]
    [InlineData("../1985", true, false, false, false)]
    [InlineData("/1985", false, true, false, false)]
    [InlineData("1985/..", false, false, true, false)]
    [InlineData("1985/", false, false, false, true)]
    [InlineData("1985", false, false, false, false)]
    public void Open_and_unknown_sides_are_told_apart(string text, bool openStart, bool unknownStart, bool openEnd, bool unknownEnd)
    {
        var time = ValidTime.Parse(text);
        Assert.Equal((openStart, unknownStart, openEnd, unknownEnd), (time.OpenStart, time.UnknownStart, time.OpenEnd, time.UnknownEnd));
    }

    [Theory]
    [InlineData("2018-03", "2018-03-31", true)]
    [InlineData("2018-03", "2018-04", false)]
    [InlineData("2018-03-14/..", "2025", true)]
    [InlineData("2018-03-14/..", "2018-03-13", false)]
    [InlineData("../2018-03-14", "2018-03-14/2018-03-20", true)]
    [InlineData("2017/2018", "2018/2019", true)]
    public void Overlap_is_a_day_in_both(string left, string right, bool overlaps)
    {
        Assert.Equal(overlaps, ValidTime.Parse(left).Overlaps(ValidTime.Parse(right)));
        Assert.Equal(overlaps, ValidTime.Parse(right).Overlaps(ValidTime.Parse(left)));
    }

    [Fact]
    public void White_space_around_an_expression_is_left_out() =>
        Assert.Equal(ValidTime.Parse("2018-03"), ValidTime.Parse(" 2018-03 "));

    [Fact]
    public void Any_text_at_all_is_read_or_refused_with_a_reason() =>
        Gen.Char["0129-XTYZSE:+/.?~%[ au"].Array[0, 14].Select(c => new string(c)).Sample(
            text => ValidTime.TryParse(text, out var time, out var error) ? time.Begin <= time.End : error.Length > 0,
            iter: 20_000);

    [Fact]
    public void Any_two_days_make_an_interval_of_those_days() =>
        Gen.Int[-700_000, 2_900_000].Select(Gen.Int[0, 2000]).Sample((number, length) =>
        {
            var (first, last) = (new Day(number), new Day(number + length));
            var time = ValidTime.Parse($"{first}/{last}");
            return time.Begin == first && time.End == last;
        });

    private static void Expect(string text, string begin, string end, DatePrecision precision)
    {
        var time = ValidTime.Parse(text);
        Assert.Equal((begin, end, precision), (Print(time.Begin), Print(time.End), time.Precision));
        Assert.Equal(text, time.ToString());

        static string Print(Day day) => day.ToString();
    }
}
