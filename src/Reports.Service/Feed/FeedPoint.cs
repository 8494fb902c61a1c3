using System.Globalization;

namespace Reports.Service.Feed;

/// <summary>A point of the feed: a change, or the end of an event that changed nothing more. What comes after it is what a follower lacks.</summary>
/// <param name="Position">The position of the event; 0 before the first.</param>
/// <param name="Index">The change of the event; <see cref="int.MaxValue"/> for all of them.</param>
public readonly record struct FeedPoint(long Position, int Index)
{
    /// <summary>Everything up to and with a position.</summary>
    public static FeedPoint At(long position) => new(position, int.MaxValue);

    public bool IsBefore(FeedPoint other) => (Position, Index).CompareTo((other.Position, other.Index)) < 0;

    /// <summary>A position alone stands for everything up to and with it.</summary>
    public static bool TryParse(string text, out FeedPoint point)
    {
        point = default;
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (!long.TryParse(dot < 0 ? text : text[..dot], NumberStyles.None, CultureInfo.InvariantCulture, out var position)) return false;
        var index = int.MaxValue;
        if (dot >= 0 && !int.TryParse(text[(dot + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out index)) return false;
        point = new FeedPoint(position, index);
        return true;
    }

    public override string ToString() => Index == int.MaxValue
        ? Position.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{Position}.{Index}");
}
