namespace Reports.Service.Protocol.PersistentSubscriptions.Groups;

/// <summary>How a group delivers. The defaults are those of the protocol's clients.</summary>
internal sealed record GroupSettings
{
    public const int MostBuffered = 100_000;
    public const int MostSubscribers = 10_000;
    public const int MostRetries = 1_000_000;

    public bool ResolvesLinks { get; init; }

    /// <summary>Whether how long consumers take is measured.</summary>
    public bool HasExtraStatistics { get; init; }

    /// <summary>How long a consumer may take over an event before it is delivered again; zero for as long as it likes.</summary>
    public TimeSpan MessageTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Deliveries after the first one before an event is parked.</summary>
    public int MaxRetryCount { get; init; } = 10;

    /// <summary>How long a checkpoint may wait once <see cref="MinCheckpointCount"/> events are done.</summary>
    public TimeSpan CheckpointAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Fewer events than these are not worth a checkpoint.</summary>
    public int MinCheckpointCount { get; init; } = 10;

    /// <summary>So many events are worth a checkpoint at once.</summary>
    public int MaxCheckpointCount { get; init; } = 1000;

    /// <summary>Consumers at once; 0 for any number (of at most <see cref="MostSubscribers"/>).</summary>
    public int MaxSubscriberCount { get; init; }

    /// <summary>Events that wait in memory once the group has caught up with its source.</summary>
    public int LiveBufferSize { get; init; } = 500;

    /// <summary>Events that are read from the source at a time.</summary>
    public int ReadBatchSize { get; init; } = 20;

    /// <summary>Events that wait in memory while the group catches up with its source.</summary>
    public int HistoryBufferSize { get; init; } = 500;

    public ConsumerStrategy Strategy { get; init; } = ConsumerStrategy.RoundRobin;

    /// <summary>What is wrong with these settings, for whoever gave them; null when nothing is.</summary>
    public string? Problem() =>
        Beyond("message_timeout_ms", (long)MessageTimeout.TotalMilliseconds, 0, int.MaxValue)
        ?? Beyond("max_retry_count", MaxRetryCount, 0, MostRetries)
        ?? Beyond("checkpoint_after_ms", (long)CheckpointAfter.TotalMilliseconds, 0, int.MaxValue)
        ?? Beyond("min_checkpoint_count", MinCheckpointCount, 0, int.MaxValue)
        ?? Beyond("max_checkpoint_count", MaxCheckpointCount, MinCheckpointCount, int.MaxValue)
        ?? Beyond("max_subscriber_count", MaxSubscriberCount, 0, MostSubscribers)
        ?? Beyond("live_buffer_size", LiveBufferSize, 1, MostBuffered)
        ?? Beyond("read_batch_size", ReadBatchSize, 1, MostBuffered)
        ?? Beyond("history_buffer_size", HistoryBufferSize, ReadBatchSize, MostBuffered);

    private static string? Beyond(string name, long value, long least, long most) =>
        value >= least && value <= most ? null : $"{name} is {value}; it is from {least} to {most}";
}
