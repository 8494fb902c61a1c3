using Reports.EventStore.Log;

namespace Reports.Service.Appending;

/// <summary>An event as a writer outside proposes it.</summary>
/// <param name="Id">The writer's own; a retry has the same.</param>
/// <param name="Type">The event type.</param>
/// <param name="Data">JSON of that type.</param>
/// <param name="Metadata">What the writer says beside it; may be empty.</param>
public readonly record struct ProposedEvent(Guid Id, string Type, ReadOnlyMemory<byte> Data, ReadOnlyMemory<byte> Metadata);

/// <summary>What a writer outside wants to append to a stream, all of it or nothing.</summary>
/// <param name="Stream">The stream's name, as it came.</param>
/// <param name="Expected">Where the writer believes the stream to be.</param>
/// <param name="Events">In their order.</param>
/// <param name="Author">Who appends.</param>
/// <param name="Deadline">When the writer stops waiting.</param>
public sealed record ProposedAppend(
    string Stream, ExpectedRevision Expected, IReadOnlyList<ProposedEvent> Events, string Author, DateTimeOffset Deadline);

/// <summary>Takes appends from outside.</summary>
public interface IAppender
{
    /// <summary>
    /// Appends all of the events of all appends, side by side in the log, or none; when the task completes they are durable and every
    /// view knows them. They are one change: definitions may name each other.
    /// </summary>
    /// <returns>
    /// For each append where its last event stands; revision −1 and position 0 for no event of a stream that does not exist.
    /// </returns>
    /// <exception cref="Queries.RefusedException">Something is not what this ledger takes: the message says what and where.</exception>
    /// <exception cref="WrongExpectedRevisionException">A stream is not where the writer believes.</exception>
    /// <exception cref="LimitExceededException">Too large.</exception>
    /// <exception cref="TimeoutException">The deadline passed; nothing was written.</exception>
    /// <exception cref="LogException">The log refuses or cannot be written.</exception>
    Task<IReadOnlyList<AppendResult>> AppendTogetherAsync(IReadOnlyList<ProposedAppend> appends, CancellationToken cancellation = default);
}

/// <summary>One append alone.</summary>
public static class SingleAppend
{
    /// <inheritdoc cref="IAppender.AppendTogetherAsync"/>
    public static async Task<AppendResult> AppendAsync(this IAppender appender, ProposedAppend append, CancellationToken cancellation = default) =>
        (await appender.AppendTogetherAsync([append], cancellation))[0];
}
