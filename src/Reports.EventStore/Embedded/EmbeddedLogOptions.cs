namespace Reports.EventStore.Embedded;

public enum LedgerMode
{
    /// <summary>Opens a ledger that exists, for reading; takes no lock.</summary>
    Read,

    /// <summary>Opens a ledger, or makes a new one, for reading and writing; takes the writer's lock.</summary>
    Write,
}

/// <summary>How an embedded ledger is opened.</summary>
public sealed record EmbeddedLogOptions
{
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>What the writer is, for whoever finds the ledger in use: the command, the service.</summary>
    public string Writer { get; init; } = "reports";

    /// <summary>How often a subscription looks for what other processes appended.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Pages of 8 KiB in the write-ahead log after which they are merged into the file.</summary>
    public int CheckpointPages { get; init; } = 4000;

    /// <summary>
    /// Told, on the writer's thread, what a person should know though nothing failed: that the write-ahead log grows because a reader
    /// stays in an old snapshot. Must not throw.
    /// </summary>
    public Action<string> Notice { get; init; } = static _ => { };

    /// <summary>The file system of SQLite beneath the page checksums, for tests; null for the platform's own.</summary>
    internal string? Files { get; init; }
}
