namespace Reports.EventStore.Log;

/// <summary>Something that a log refuses or cannot do. The message says what, where, and what to do.</summary>
public abstract class LogException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The stream is not where the writer expected it.</summary>
public sealed class WrongExpectedRevisionException(StreamName stream, ExpectedRevision expected, long? actual)
    : LogException($"stream '{stream}' is at {(actual is { } a ? $"revision {a}" : "no stream")}, not at {expected}: it changed since it was read")
{
    public StreamName Stream { get; } = stream;

    public ExpectedRevision Expected { get; } = expected;

    /// <summary>The last revision, or null when the stream does not exist.</summary>
    public long? Actual { get; } = actual;
}

/// <summary>Larger than the log takes.</summary>
public sealed class LimitExceededException(string message) : LogException(message);

/// <summary>The store refuses what was appended; nothing of it was written. The message has its reason.</summary>
public sealed class LogRefusedException(string message, Exception? inner = null) : LogException(message, inner);

/// <summary>The log was opened for reading, or is on media that cannot be written.</summary>
public sealed class LogReadOnlyException(string message) : LogException(message);

/// <summary>Another process writes this ledger; the message names it.</summary>
public sealed class WriterExistsException(string message) : LogException(message);

/// <summary>What is stored is not what was written. The message names the place. Exit code 3.</summary>
public sealed class LogDamagedException(string message, Exception? inner = null) : LogException(message, inner);

/// <summary>Not a ledger, or one that a newer version wrote.</summary>
public sealed class LogForeignException(string message) : LogException(message);

/// <summary>The store cannot be reached, is full, or failed to write. Exit code 4.</summary>
public sealed class LogUnavailableException(string message, Exception? inner = null) : LogException(message, inner);
