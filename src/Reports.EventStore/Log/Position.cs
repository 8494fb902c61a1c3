using System.Globalization;

namespace Reports.EventStore.Log;

/// <summary>
/// A place in the log. In the embedded log commit and prepare are equal, the first event is at 1 and there are no gaps;
/// EventStoreDB gives both numbers, and a checkpoint keeps both.
/// </summary>
public readonly record struct Position(long Commit, long Prepare) : IComparable<Position>
{
    /// <summary>Before the first event.</summary>
    public static readonly Position Start;

    public static readonly Position End = new(long.MaxValue, long.MaxValue);

    /// <summary>A position of the embedded log.</summary>
    public static Position At(long number) => new(number, number);

    public int CompareTo(Position other)
    {
        var byCommit = Commit.CompareTo(other.Commit);
        return byCommit != 0 ? byCommit : Prepare.CompareTo(other.Prepare);
    }

    public static bool operator <(Position left, Position right) => left.CompareTo(right) < 0;

    public static bool operator >(Position left, Position right) => left.CompareTo(right) > 0;

    public static bool operator <=(Position left, Position right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Position left, Position right) => left.CompareTo(right) >= 0;

    public override string ToString() => Commit == Prepare
        ? Commit.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{Commit}/{Prepare}");
}
