using CsCheck;
using NodaTime;
using Reports.Domain.Time;

namespace Reports.Domain.Tests.Time;

public sealed class DayTests
{
    private static readonly Gen<Day> AnyDay = Gen.Int[Day.Parse("0001-01-01").Number, Day.Parse("9999-12-31").Number].Select(n => new Day(n));

    [Theory]
    [InlineData("1970-01-01", 0)]
    [InlineData("2018-03-14", 17_604)]
    [InlineData("1969-12-31", -1)]
    public void Days_are_counted_from_1970(string text, int number) => Assert.Equal(number, Day.Parse(text).Number);

    [Fact]
    public void A_printed_day_parses_back() => AnyDay.Sample(day => Day.Parse(day.ToString()) == day && Day.FromDate(day.ToDate()) == day);

    [Fact]
    public void Days_order_as_their_dates_do() =>
        AnyDay.Select(AnyDay).Sample((a, b) => (a < b) == (a.ToDate() < b.ToDate()) && string.CompareOrdinal(a.ToString(), b.ToString()) < 0 == a < b);

    [Theory]
    [InlineData("2018-02-29")]
    [InlineData("2018-03-00")]
    [InlineData("2018-3-14")]
    [InlineData("2018-03")]
    [InlineData("2018/03/14")]
    [InlineData("+018-03-14")]
    [InlineData("2018-03-1 ")]
    [InlineData("0000-00-00")]
    [InlineData("")]
    public void What_is_no_calendar_date_is_refused(string text)
    {
        Assert.False(Day.TryParse(text, out _));
        Assert.Contains("is not a calendar date", Assert.Throws<FormatException>(() => Day.Parse(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_day_moved_past_the_last_date_is_unbounded()
    {
        Assert.Equal(Day.Max, Day.Parse("9999-12-31").PlusDays(1));
        Assert.Equal(Day.Max, Day.Parse("2018-03-14").PlusDays(int.MaxValue));
        Assert.Equal(Day.Min, Day.FromDate(new LocalDate(-9998, 1, 1)).PlusDays(-1));
        Assert.Equal("9999-12-31", Day.Parse("9999-12-30").PlusDays(1).ToString());
    }

    [Fact]
    public void A_leap_day_is_a_day() => Assert.Equal(new LocalDate(2016, 2, 29), Day.Parse("2016-02-29").ToDate());

    [Fact]
    public void Unbounded_days_stay_unbounded_and_have_no_date()
    {
        Assert.Equal(Day.Max, Day.Max.PlusDays(1));
        Assert.Equal(Day.Min, Day.Min.PlusDays(-1));
        Assert.Equal("..", Day.Max.ToString());
        Assert.True(Day.Min < Day.Parse("0001-01-01") && Day.Parse("9999-12-31") < Day.Max);
        Assert.Throws<InvalidOperationException>(() => Day.Min.ToDate());
    }
}
