using Reports.Domain.Time;
using Reports.Service.Pages.Figures;

namespace Reports.Service.Tests.Pages;

/// <summary>Where counts stand on the axis of a figure.</summary>
public sealed class IntervalScaleTests
{
    [Fact]
    public void An_axis_begins_at_nothing_and_has_room_for_the_largest_number()
    {
        var scale = new IntervalScale([Row(36, 36), Row(40, 99)]);
        Assert.False(scale.IsLogarithmic);
        Assert.Equal(0, scale.At(0));
        Assert.InRange(scale.At(99), 95, 100);
        Assert.Equal((0, "0"), scale.Ticks[0]);
    }

    [Fact]
    public void An_open_end_leaves_room_for_its_arrow() => Assert.InRange(new IntervalScale([Row(2289, null)]).At(2289), 80, 90);

    [Fact]
    public void Numbers_that_are_far_apart_are_told_apart_on_a_logarithmic_axis()
    {
        var scale = new IntervalScale([Row(3, 3), Row(0, 0), Row(1_000_000, null)]);
        Assert.True(scale.IsLogarithmic);
        Assert.InRange(scale.At(3), 5, 15);
        Assert.Equal(0, scale.At(0));
        Assert.Equal(["1", "100", "10,000", "1 m"], scale.Ticks.Select(t => t.Label));
    }

    [Theory]
    [InlineData(0, 0L)]
    [InlineData(0, null)]
    [InlineData(1, 1L)]
    [InlineData(0, 1_000_000_000_000_000L)]
    [InlineData(1_000_000_000_000_000, null)]
    public void Every_number_that_a_ledger_takes_has_a_place_and_the_axis_few_names(long low, long? high)
    {
        var scale = new IntervalScale([Row(low, high)]);
        Assert.InRange(scale.At(low), 0, 100);
        Assert.InRange(scale.At(high ?? low), 0, 100);
        Assert.InRange(scale.Ticks.Count, 1, 7);
        Assert.All(scale.Ticks, t => Assert.InRange(t.At, 0, 100));
    }

    private static IntervalRow Row(long low, long? high) => new("somebody", "", low, high, null, IntervalKind.Current, Day.Parse("2018-01-01"), "a/f");
}
