namespace Reports.EventStore.Log;

/// <summary>The sizes that every log keeps to. An append beyond one is refused whole.</summary>
public static class LogLimits
{
    /// <summary>Bytes of one event's data and metadata together; EventStoreDB's default for one append is the same.</summary>
    public const int EventBytes = 1024 * 1024;

    /// <summary>Events of one append.</summary>
    public const int BatchEvents = 100_000;

    /// <summary>Bytes of data and metadata of one append.</summary>
    public const int BatchBytes = 64 * 1024 * 1024;

    /// <summary>Characters of an event type's name.</summary>
    public const int TypeLength = 100;
}
