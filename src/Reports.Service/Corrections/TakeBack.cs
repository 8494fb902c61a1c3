using MediatR;
using Reports.Domain.Events;
using Reports.Domain.Policies;
using Reports.Domain.Time;
using Reports.EventStore.Events;
using Reports.EventStore.Log;
using Reports.Projections.Changes;
using Reports.Projections.Ledger;
using Reports.Service.Ingest;
using Reports.Service.Ledgers;
using Reports.Service.Queries;

namespace Reports.Service.Corrections;

/// <summary>Takes one fact back, with a reason; it stays readable at older cuts.</summary>
/// <param name="Fact"><c>source/fact</c>.</param>
public sealed record RetractFact(Ledger Ledger, string Fact, string Reason, string Author, Day On, Policy Policy) : IRequest<TakenBack>;

/// <summary>Takes a source back with all of its facts, with a reason.</summary>
public sealed record WithdrawSource(Ledger Ledger, string Source, string Reason, string Author, Day On, Policy Policy) : IRequest<TakenBack>;

/// <param name="Position">Where it was recorded.</param>
/// <param name="Changes">The views that it changed.</param>
public sealed record TakenBack(long Position, ViewChanges Changes);

internal sealed class TakeBackHandler(TimeProvider time) : IRequestHandler<RetractFact, TakenBack>, IRequestHandler<WithdrawSource, TakenBack>
{
    private const int ReasonCharacters = Coding.CodingLimits.NoteCharacters;

    public async Task<TakenBack> Handle(RetractFact request, CancellationToken cancellationToken)
    {
        var slash = request.Fact.IndexOf('/', StringComparison.Ordinal);
        if (slash < 1) throw new RefusedException($"'{Domain.Text.SafeText.Show(request.Fact)}' is not a fact's id: write source/fact");
        var (source, key) = (request.Fact[..slash], request.Fact[(slash + 1)..]);
        return await RecordAsync(
            request.Ledger, source, new FactRetracted(key, Reason(request.Reason)), request.Author, request.On, request.Policy,
            recorded =>
            {
                if (!recorded.Facts.TryGetValue(key, out var fact)) throw new RefusedException($"source '{source}' has no fact '{Domain.Text.SafeText.Show(key)}'");
                if (fact.Retracted is { } why) throw new RefusedException($"'{request.Fact}' was retracted already: {why}");
                return fact.Event;
            },
            cancellationToken);
    }

    public async Task<TakenBack> Handle(WithdrawSource request, CancellationToken cancellationToken) => await RecordAsync(
        request.Ledger, request.Source, new SourceWithdrawn(Reason(request.Reason)), request.Author, request.On, request.Policy,
        recorded => recorded.HeaderEvent, cancellationToken);

    private async Task<TakenBack> RecordAsync(
        Ledger ledger, string source, LedgerEvent @event, string author, Day on, Policy policy, Func<RecordedSource, Guid> replaces, CancellationToken cancellation)
    {
        await ledger.WriteGate.WaitAsync(cancellation);
        try
        {
            await ledger.CatchUpAsync(cancellation);
            var from = ledger.Views.Position;
            var isKnown = Domain.Text.Slug.TryParse(source, out _) && ledger.Views.IsSource(source);
            if (!isKnown || await RecordedSource.ReadAsync(ledger.Log, source, cancellation) is not { } recorded)
                throw new RefusedException($"unknown source '{Domain.Text.SafeText.Show(source)}'");
            if (recorded.Withdrawn is { } why) throw new RefusedException($"source '{source}' was withdrawn already: {why}");

            var cause = replaces(recorded);
            var stream = StreamName.Source(source);
            using var serializer = new EventSerializer();
            var (type, data) = (EventTypes.NameOf(@event), serializer.Serialize(@event));
            var metadata = new EventMetadata(
                await ledger.NextRecordedTimeAsync(cancellation), author, EventIds.OfRun(type, time.GetUtcNow()), cause);
            await ledger.Log.AppendAsync(
                stream, ExpectedRevision.Exactly(recorded.Revision),
                [new EventToAppend(EventIds.Of(stream, type, data, cause), type, data, metadata.ToJson())], cancellation);
            var affected = await ledger.CatchUpAndTrackAsync(null, cancellation);
            var to = ledger.Views.Position;
            await ledger.SaveCheckpointIfDueAsync(cancellation);
            return new TakenBack(to, ViewComparison.Compare(
                ledger.Views, affected, new Viewpoint(new Cut(on, At: from), policy), new Viewpoint(new Cut(on, At: to), policy)));
        }
        finally
        {
            ledger.WriteGate.Release();
        }
    }

    private static string Reason(string reason)
    {
        if (reason.Length == 0) throw new RefusedException("a reason is needed");
        return Domain.Text.SafeText.TryCheck(reason, ReasonCharacters, out var problem)
            ? reason
            : throw new RefusedException($"the reason has {problem}");
    }
}
