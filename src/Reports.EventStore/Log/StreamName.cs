using System.Text;

namespace Reports.EventStore.Log;

/// <summary>
/// A stream's name: 1 to <see cref="MaxLength"/> printable ASCII characters, in this project <c>source-…</c>, <c>place-…</c>,
/// <c>actor-…</c>, <c>outlet-…</c>, <c>ledger-policy</c>.
/// </summary>
public readonly record struct StreamName
{
    public const int MaxLength = 200;

    /// <exception cref="ArgumentException">Empty, too long, or a character that is not printable ASCII.</exception>
    public StreamName(string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        if (value.Length > MaxLength)
            throw new ArgumentException($"a stream name has at most {MaxLength} characters, this one {value.Length}", nameof(value));
        foreach (var c in value)
            if (c is <= ' ' or > '~')
                throw new ArgumentException($"a stream name is printable ASCII, not U+{(int)c:X4}", nameof(value));
        Value = value;
    }

    public string Value { get; }

    /// <summary>False for a name that no stream can have.</summary>
    public static bool TryParse(string value, out StreamName stream)
    {
        stream = default;
        if (value.Length is 0 or > MaxLength || value.AsSpan().ContainsAnyExceptInRange('!', '~')) return false;
        stream = new StreamName(value);
        return true;
    }

    /// <summary>
    /// Which policy is in force: one stream for all of them, because adoptions follow one another, and an append to it expects the
    /// one before.
    /// </summary>
    public static readonly StreamName Policy = new("ledger-policy");

    public static StreamName Source(string id) => new("source-" + id);

    public static StreamName Place(string id) => new("place-" + id);

    public static StreamName Actor(string id) => new("actor-" + id);

    public static StreamName Outlet(string id) => new("outlet-" + id);

    public byte[] ToUtf8() => Encoding.ASCII.GetBytes(Value);

    public override string ToString() => Value;
}
