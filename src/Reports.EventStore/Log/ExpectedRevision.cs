namespace Reports.EventStore.Log;

/// <summary>What a writer expects of a stream (the expected version of EventStoreDB). Revisions count from 0.</summary>
public readonly record struct ExpectedRevision
{
    private const long NoStreamValue = -1;
    private const long AnyValue = -2;
    private const long StreamExistsValue = -4;

    private ExpectedRevision(long value) => Value = value;

    /// <summary>The last event's revision, or −1 no stream, −2 any, −4 stream exists.</summary>
    public long Value { get; }

    public static ExpectedRevision NoStream => new(NoStreamValue);

    public static ExpectedRevision Any => new(AnyValue);

    public static ExpectedRevision StreamExists => new(StreamExistsValue);

    public bool IsAny => Value == AnyValue;

    public bool IsStreamExists => Value == StreamExistsValue;

    public bool IsNoStream => Value == NoStreamValue;

    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public static ExpectedRevision Exactly(long revision)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(revision);
        return new ExpectedRevision(revision);
    }

    public override string ToString() => Value switch
    {
        NoStreamValue => "no stream",
        AnyValue => "any",
        StreamExistsValue => "stream exists",
        _ => Value.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };
}
