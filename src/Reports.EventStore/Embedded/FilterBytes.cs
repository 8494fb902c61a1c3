using System.Text;
using Reports.EventStore.Log;

namespace Reports.EventStore.Embedded;

/// <summary>A filter as bytes, applied to a row without a string.</summary>
internal readonly struct FilterBytes
{
    public static readonly FilterBytes None = new(EventFilter.None);

    private readonly byte[][] _prefixes;
    private readonly byte[][] _types;

    public FilterBytes(EventFilter filter)
    {
        _prefixes = filter.StreamPrefixes.IsDefaultOrEmpty ? [] : [.. filter.StreamPrefixes.Select(Encoding.UTF8.GetBytes)];
        _types = filter.Types.IsDefaultOrEmpty ? [] : [.. filter.Types.Select(Encoding.UTF8.GetBytes)];
    }

    public bool Matches(ReadOnlySpan<byte> stream, ReadOnlySpan<byte> type)
    {
        if (_prefixes.Length > 0)
        {
            var isAny = false;
            foreach (var prefix in _prefixes) isAny |= stream.StartsWith(prefix);
            if (!isAny) return false;
        }

        if (_types.Length == 0) return true;
        foreach (var wanted in _types)
            if (type.SequenceEqual(wanted))
                return true;
        return false;
    }
}
