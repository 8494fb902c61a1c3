namespace Reports.EventStore.EventStoreDb;

/// <summary>What a log on EventStoreDB takes besides its connection string.</summary>
public sealed record EventStoreDbOptions
{
    /// <summary>The clock of waits between tries.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Spreads clients that lost the same node over their waits, and over nodes that are equally good.</summary>
    public int Seed { get; init; } = Environment.ProcessId;

    /// <summary>
    /// An append in parts that has not ended after this time is taken for abandoned by whoever needs its streams. Whoever was only
    /// slow is refused at its last step, and repeats it.
    /// </summary>
    public TimeSpan AbandonAfter { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Bytes of one append that a server is assumed to take, until it says that it takes less. EventStoreDB's default.</summary>
    public int AppendBytes { get; init; } = 1024 * 1024;
}
