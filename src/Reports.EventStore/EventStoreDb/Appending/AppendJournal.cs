using Reports.EventStore.EventStoreDb.Connection;
using Reports.EventStore.EventStoreDb.Reading;
using Reports.EventStore.Log;

namespace Reports.EventStore.EventStoreDb.Appending;

/// <summary>
/// The stream in which appends that a server takes only in parts are announced and ended. An append in parts counts from the moment
/// at which its end is written, which the expected revision of this stream makes one step: completed, or abandoned, and never both.
/// Readers end before one that is open and leave out what was abandoned. Thread safe.
/// </summary>
internal sealed class AppendJournal(Cluster cluster, ServerReads reads)
{
    public static readonly StreamName Stream = new("reports-appends");

    private const string Begun = "AppendBegun";
    private const string Completed = "AppendCompleted";
    private const string AbandonedType = "AppendAbandoned";
    private const int MostAbandoned = 5000;

    public static bool IsOf(in RecordedEvent recorded) => recorded.Stream.Span.SequenceEqual("reports-appends"u8);

    public static bool IsBegin(in RecordedEvent recorded) => recorded.Type.Span.SequenceEqual("AppendBegun"u8);

    /// <summary>What it says now.</summary>
    public async Task<JournalState> LookAsync(CancellationToken cancellation)
    {
        var last = await reads.LastAsync(Stream, cancellation);
        return last is { } recorded ? JournalState.Read(recorded) : JournalState.Empty;
    }

    /// <summary>Announces an append in parts. Null when the journal is not where it was: look again.</summary>
    /// <exception cref="LogUnavailableException">Too many appends were abandoned.</exception>
    public async Task<JournalState?> BeginAsync(JournalState state, StreamRun run, ReadOnlyMemory<byte> ids, CancellationToken cancellation)
    {
        if (state.Abandoned.Length >= MostAbandoned)
            throw new LogUnavailableException($"{cluster.Name}: {MostAbandoned} appends in parts were abandoned in this ledger; copy it to a new one");
        return await WriteAsync(state, state with { Open = new OpenAppend(run, ids, Position.Start) }, Begun, cancellation);
    }

    /// <summary>The step from which the append counts. Null when somebody else ended it.</summary>
    public Task<JournalState?> CompleteAsync(JournalState begun, CancellationToken cancellation) =>
        WriteAsync(begun, begun with { Open = null }, Completed, cancellation);

    /// <summary>The step from which it will never count. Null when somebody else ended it.</summary>
    /// <param name="begun">With the append that is open.</param>
    /// <param name="written">The events of it that are there, which readers leave out; null for none.</param>
    /// <param name="cancellation">Ends it.</param>
    public Task<JournalState?> AbandonAsync(JournalState begun, StreamRun? written, CancellationToken cancellation) => WriteAsync(
        begun, begun with { Open = null, Abandoned = written is { } run ? begun.Abandoned.Add(run) : begun.Abandoned }, AbandonedType, cancellation);

    private async Task<JournalState?> WriteAsync(JournalState before, JournalState after, string type, CancellationToken cancellation)
    {
        var data = after.ToJson();
        // The id follows from place and content: two that join in the same append take the same step, and a retry is one.
        var e = new EventToAppend(Events.EventIds.Of(Stream, $"{type}@{before.Revision + 1}", data), type, data, "{}"u8.ToArray());
        var write = new Write(Stream, before.Expected, new[] { e });
        var result = await cluster.AskAsync((node, token) => node.WriteAsync(write, token), (Stream, before.Expected), cancellation);
        if (result.Refusal is not null) return null;
        return after with { Revision = result.Revision, Open = after.Open is { } open ? open with { Begin = result.Position } : null };
    }
}
