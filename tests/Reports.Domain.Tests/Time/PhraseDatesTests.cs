using CsCheck;
using NodaTime;
using Reports.Domain.Time;

namespace Reports.Domain.Tests.Time;

/// <summary>DOMAIN.md, What the field teaches: the phrase dates of UCDP.</summary>
public sealed class PhraseDatesTests
{
    // 2018-03-14 is a Wednesday, 2018-03-19 a Monday, 2018-03-18 a Sunday.
    [Theory]
    [InlineData("last week", "2018-03-14", "2018-03-05/2018-03-11")]
    [InlineData("last week", "2018-03-19", "2018-03-12/2018-03-18")]
    [InlineData("last week", "2018-03-18", "2018-03-05/2018-03-11")]
    [InlineData("late last week", "2018-03-14", "2018-03-09/2018-03-11")]
    [InlineData("late last week", "2018-03-18", "2018-03-09/2018-03-11")]
    [InlineData("around 2 July", "2018-07-05", "2018-07-01/2018-07-03")]
    [InlineData("around July 2", "2018-07-05", "2018-07-01/2018-07-03")]
    [InlineData("around 2 July", "2018-07-01", "2017-07-01/2017-07-03")]
    [InlineData("around 1 January 2018", "2018-07-05", "2017-12-31/2018-01-02")]
    [InlineData("around March 1, 2016", "2018-07-05", "2016-02-29/2016-03-02")]
    [InlineData("2 July", "2018-07-02", "2018-07-02")]
    [InlineData("29 February", "2018-07-02", "2016-02-29")]
    [InlineData("29 February", "1903-07-02", "1896-02-29")]
    [InlineData("Monday", "2018-03-14", "2018-03-12")]
    [InlineData("Wednesday", "2018-03-14", "2018-03-14")]
    [InlineData("Thursday", "2018-03-14", "2018-03-08")]
    [InlineData("on Sunday", "2018-03-18", "2018-03-18")]
    [InlineData("Sunday", "2018-03-19", "2018-03-18")]
    [InlineData("last Friday", "2018-03-14", "2018-03-09")]
    [InlineData("last Wednesday", "2018-03-14", "2018-03-14")]
    [InlineData("overnight", "2018-03-01", "2018-02-28/2018-03-01")]
    [InlineData("around 31 December", "9999-12-31", "9999-12-30/..")]
    [InlineData("yesterday", "2018-03-01", "2018-02-28")]
    [InlineData("today", "2018-03-14", "2018-03-14")]
    [InlineData("  Late   LAST week ", "2018-03-14", "2018-03-09/2018-03-11")]
    public void A_date_in_words_is_counted_from_the_day_of_publication(string phrase, string published, string expected)
    {
        Assert.True(PhraseDates.TryResolve(phrase, Day.Parse(published), out var time, out var error), error);
        Assert.Equal(expected, time.Text);
        Assert.Empty(error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("on")]
    [InlineData("around")]
    [InlineData("around last week")]
    [InlineData("around 2")]
    [InlineData("next week")]
    [InlineData("2 Juli")]
    [InlineData("-2 July")]
    [InlineData("2 July 18")]
    [InlineData("2 July 2018 sharp")]
    public void Other_words_are_refused_with_the_ones_that_are_read(string phrase)
    {
        Assert.False(PhraseDates.TryResolve(phrase, Day.Parse("2018-03-14"), out var time, out var error));
        Assert.Null(time);
        Assert.Contains("late last week", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("31 June", "june has no day 31")]
    [InlineData("0 June", "june has no day 0")]
    [InlineData("29 February 2018", "february of 2018 has no day 29")]
    public void Days_that_no_calendar_has_are_refused(string phrase, string reason)
    {
        Assert.False(PhraseDates.TryResolve(phrase, Day.Parse("2018-03-14"), out _, out var error));
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_day_of_publication_nothing_is_resolved() => Assert.False(PhraseDates.TryResolve("today", Day.Max, out _, out _));

    [Fact]
    public void Last_week_is_a_monday_to_sunday_before_this_week_and_late_last_week_its_end() =>
        Gen.Int[0, 30_000].Select(n => new Day(n)).Sample(published =>
        {
            Assert.True(PhraseDates.TryResolve("last week", published, out var week, out _));
            Assert.True(PhraseDates.TryResolve("late last week", published, out var late, out _));
            Assert.Equal((IsoDayOfWeek.Monday, IsoDayOfWeek.Sunday), (week.Begin.ToDate().DayOfWeek, week.End.ToDate().DayOfWeek));
            Assert.Equal((IsoDayOfWeek.Friday, week.End), (late.Begin.ToDate().DayOfWeek, late.End));
            Assert.InRange(published.Number - week.End.Number, 1, 7);
        });

    [Fact]
    public void A_weekday_lies_in_the_seven_days_up_to_publication() =>
        Gen.Int[0, 30_000].Select(Gen.Enum<DayOfWeek>()).Sample((number, weekday) =>
        {
            Assert.True(PhraseDates.TryResolve(weekday.ToString(), new Day(number), out var time, out _));
            Assert.InRange(number - time.Begin.Number, 0, 6);
            Assert.Equal(weekday.ToString(), time.Begin.ToDate().DayOfWeek.ToString());
        });
}
