using System.Globalization;

namespace Reports.Domain.Quantities;

/// <summary>What a quantity stands for: whole numbers from <paramref name="Low"/> to <paramref name="High"/>, both included.</summary>
/// <param name="Low">0 or more.</param>
/// <param name="High">Null for no upper bound.</param>
/// <param name="Anchor">The stated number, for ratios; null for a phrase that states none.</param>
public readonly record struct QuantityInterval(long Low, long? High, decimal? Anchor)
{
    public bool IsOpen => High is null;

    /// <summary>True when some number is in both.</summary>
    public bool Overlaps(QuantityInterval other) => (other.High is not { } theirs || Low <= theirs) && (High is not { } ours || other.Low <= ours);

    /// <summary>True when they overlap, and only because at least one of them has no upper bound.</summary>
    public bool OverlapIsThroughOpenEnd(QuantityInterval other) => Overlaps(other) && (IsOpen || other.IsOpen);

    /// <summary>True when every number of the other is in this one.</summary>
    public bool Contains(QuantityInterval other) => Low <= other.Low && (High is not { } ours || (other.High is { } theirs && theirs <= ours));

    /// <summary>Half of it, rounded outwards so that no half of a number in it is lost.</summary>
    public QuantityInterval Half() => new(Low / 2, High is { } high ? (high / 2) + (high % 2) : null, Anchor / 2);

    /// <summary><c>[36, 36]</c>, <c>[2289, ∞)</c>.</summary>
    public override string ToString() => High is { } high
        ? string.Create(CultureInfo.InvariantCulture, $"[{Low}, {high}]")
        : string.Create(CultureInfo.InvariantCulture, $"[{Low}, ∞)");
}
