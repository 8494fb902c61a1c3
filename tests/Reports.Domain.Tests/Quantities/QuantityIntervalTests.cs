using CsCheck;
using Reports.Domain.Quantities;

namespace Reports.Domain.Tests.Quantities;

public sealed class QuantityIntervalTests
{
    private static readonly Gen<QuantityInterval> AnyInterval = Gen.Int[0, 60].Select(Gen.Int[-5, 40])
        .Select((low, width) => new QuantityInterval(low, width < 0 ? null : low + width, null));

    [Fact]
    public void Intervals_overlap_when_a_number_is_in_both() => AnyInterval.Select(AnyInterval).Sample((a, b) =>
        a.Overlaps(b) == Enumerable.Range(0, 200).Any(n => Holds(a, n) && Holds(b, n)) && a.Overlaps(b) == b.Overlaps(a));

    [Fact]
    public void An_interval_contains_another_when_all_of_its_numbers_are_in_it() => AnyInterval.Select(AnyInterval).Sample((a, b) =>
        a.Contains(b) == Enumerable.Range(0, 200).All(n => !Holds(b, n) || Holds(a, n)));

    [Fact]
    public void Half_of_an_interval_holds_half_of_each_of_its_numbers() => AnyInterval.Sample(a =>
        Enumerable.Range(0, 200).Where(n => Holds(a, n)).All(n => Holds(a.Half(), n / 2) && Holds(a.Half(), (n + 1) / 2)));

    [Theory]
    [InlineData(5L, "[3, 5]")]
    [InlineData(null, "[3, ∞)")]
    public void An_interval_is_printed_as_the_handbook_writes_it(long? high, string expected) =>
        Assert.Equal(expected, new QuantityInterval(3, high, null).ToString());

    [Fact]
    public void Two_closed_intervals_never_overlap_through_an_open_end()
    {
        Assert.False(new QuantityInterval(1, 5, 5).OverlapIsThroughOpenEnd(new QuantityInterval(2, 9, 9)));
        Assert.True(new QuantityInterval(1, null, 1).OverlapIsThroughOpenEnd(new QuantityInterval(2, 9, 9)));
        Assert.False(new QuantityInterval(10, null, 1).OverlapIsThroughOpenEnd(new QuantityInterval(2, 9, 9)));
    }

    private static bool Holds(QuantityInterval interval, int number) => interval.Low <= number && (interval.High is not { } high || number <= high);
}
