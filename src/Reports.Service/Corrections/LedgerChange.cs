using Reports.Domain.Events;
using Reports.Domain.Policies;
using Reports.Domain.Time;
using Reports.EventStore.Events;
using Reports.EventStore.Log;
using Reports.Projections.Changes;
using Reports.Projections.Ledger;
using Reports.Service.Ledgers;

namespace Reports.Service.Corrections;

/// <summary>What a correction did, or in a dry run would have done.</summary>
/// <param name="Position">Where it was recorded, or would have been.</param>
/// <param name="Changes">The views that it changes.</param>
public sealed record RecordedChange(long Position, ViewChanges Changes);

/// <summary>One event to record.</summary>
/// <param name="Stream">Where.</param>
/// <param name="Revision">The stream's last revision as it was read; −1 for none. An append of somebody else's in between is refused.</param>
/// <param name="Event">What.</param>
/// <param name="Follows">The event that it replaces or follows from; null for none.</param>
internal sealed record PlannedChange(StreamName Stream, long Revision, LedgerEvent Event, Guid? Follows);

/// <summary>Records one event that changes how a ledger reads, and tells which views it changed.</summary>
/// <param name="ledger">Open for writing.</param>
/// <param name="time">The clock that stamps it.</param>
/// <param name="author">Who records.</param>
/// <param name="on">The valid date at which views are compared.</param>
/// <param name="policy">The policy under which views are compared; null for the one in force before and after.</param>
internal sealed class LedgerChange(Ledger ledger, TimeProvider time, string author, Day on, Policy? policy)
{
    /// <param name="plan">Looks at the ledger, which nobody else writes meanwhile, and says what to record.</param>
    public async Task<RecordedChange> RecordAsync(Func<Ledger, Task<PlannedChange>> plan, CancellationToken cancellation)
    {
        await ledger.WriteGate.WaitAsync(cancellation);
        try
        {
            await ledger.CatchUpAsync(cancellation);
            var from = ledger.Views.Position;
            var (stream, revision, @event, follows) = await plan(ledger);
            using var serializer = new EventSerializer();
            var (type, data) = (EventTypes.NameOf(@event), serializer.Serialize(@event));
            var run = EventIds.OfRun(type, time.GetUtcNow());
            var metadata = new EventMetadata(await ledger.NextRecordedTimeAsync(cancellation), author, run, follows ?? run);
            await ledger.Log.AppendAsync(
                stream, revision < 0 ? ExpectedRevision.NoStream : ExpectedRevision.Exactly(revision),
                [new EventToAppend(EventIds.Of(stream, type, data, follows), type, data, metadata.ToJson())], cancellation);
            var affected = await ledger.CatchUpAndTrackAsync(null, cancellation);
            var to = ledger.Views.Position;
            await ledger.SaveCheckpointIfDueAsync(cancellation);
            return new RecordedChange(to, ViewComparison.Compare(
                ledger.Views, affected, Viewpoint.At(ledger.Views, new Cut(on, At: from), policy), Viewpoint.At(ledger.Views, new Cut(on, At: to), policy)));
        }
        finally
        {
            ledger.WriteGate.Release();
        }
    }
}
