using System.Collections.Immutable;
using MediatR;
using Reports.Domain.Events;
using Reports.Domain.Gazetteer;
using Reports.Domain.Policies;
using Reports.Domain.Text;
using Reports.Domain.Time;
using Reports.EventStore.Log;
using Reports.Service.Access;
using Reports.Service.Ledgers;
using Reports.Service.Queries;

namespace Reports.Service.Corrections;

/// <summary>Two names of the gazetteer mean the same: what was recorded of one reads as said of the other from here on.</summary>
/// <param name="Name">A place or an actor, by any spelling, that is merged.</param>
/// <param name="Into">The one that stays.</param>
/// <param name="Kind">Null where the names tell.</param>
[Needs(Permission.Append)]
public sealed record MergeNames(Ledger Ledger, string Name, string Into, ReconciledKind? Kind, string Reason, string Author, Day On, Policy? Policy)
    : IRequest<RecordedChange>, IChecked
{
    void IChecked.Check() => Corrections.Reason.Require(Reason);
}

/// <summary>One name meant two: some of the facts that read as about it read as about another one from here on.</summary>
/// <param name="Name">The place or actor that is split.</param>
/// <param name="Into">What the facts are about.</param>
/// <param name="Facts"><c>source/fact</c>, or a source's id for all of its facts that name <paramref name="Name"/>; none to undo a merge.</param>
/// <param name="Kind">Null where the names tell.</param>
[Needs(Permission.Append)]
public sealed record SplitName(
    Ledger Ledger, string Name, string Into, ImmutableArray<string> Facts, ReconciledKind? Kind, string Reason, string Author, Day On, Policy? Policy)
    : IRequest<RecordedChange>, IChecked
{
    void IChecked.Check() => Corrections.Reason.Require(Reason);
}

internal sealed class ReconcileNamesHandler(TimeProvider time) : IRequestHandler<MergeNames, RecordedChange>, IRequestHandler<SplitName, RecordedChange>
{
    public Task<RecordedChange> Handle(MergeNames request, CancellationToken cancellationToken)
    {
        return new LedgerChange(request.Ledger, time, request.Author, request.On, request.Policy).RecordAsync(
            ledger =>
            {
                var kind = request.Kind ?? KindOf(ledger.Gazetteer, request.Name, request.Into);
                var (id, into) = (Find(ledger.Gazetteer, kind, request.Name), Find(ledger.Gazetteer, kind, request.Into));
                var merged = Reconciliation.Merge(kind, id, into);
                return PlanAsync(
                    ledger, merged, kind == ReconciledKind.Place ? new PlaceMerged(id, into, request.Reason) : new ActorMerged(id, into, request.Reason), cancellationToken);
            },
            cancellationToken);
    }

    public Task<RecordedChange> Handle(SplitName request, CancellationToken cancellationToken)
    {
        return new LedgerChange(request.Ledger, time, request.Author, request.On, request.Policy).RecordAsync(
            ledger =>
            {
                var kind = request.Kind ?? KindOf(ledger.Gazetteer, request.Name, request.Into);
                var id = Find(ledger.Gazetteer, kind, request.Name);
                // What was merged away is a spelling of what it was merged into: here it is meant itself.
                var into = ledger.Gazetteer.Reconciliations.IsMergedInto(kind, request.Into, id) ? request.Into : Find(ledger.Gazetteer, kind, request.Into);
                ImmutableArray<string> facts = [.. request.Facts.SelectMany(f => FactsOf(ledger, kind, id, f)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
                return PlanAsync(
                    ledger, Reconciliation.Split(kind, id, into, facts),
                    kind == ReconciledKind.Place ? new PlaceSplit(id, into, facts, request.Reason) : new ActorSplit(id, into, facts, request.Reason), cancellationToken);
            },
            cancellationToken);
    }

    private static async Task<PlannedChange> PlanAsync(Ledger ledger, Reconciliation reconciliation, LedgerEvent @event, CancellationToken cancellation)
    {
        ReconciliationRules.Check(ledger.Gazetteer, ledger.Views, reconciliation);
        var stream = reconciliation.Kind == ReconciledKind.Place ? StreamName.Place(reconciliation.Id) : StreamName.Actor(reconciliation.Id);
        var (revision, last) = (-1L, (Guid?)null);
        await foreach (var page in ledger.Log.ReadStreamAsync(stream, default, cancellation))
            if (page.Events.Length > 0)
                (revision, last) = (page.Events.Span[^1].Revision, page.Events.Span[^1].Id);
        return new PlannedChange(stream, revision, @event, last);
    }

    private static List<string> FactsOf(Ledger ledger, ReconciledKind kind, string id, string text)
    {
        if (text.Contains('/', StringComparison.Ordinal)) return [text];
        if (!ledger.Views.IsSource(text)) throw new RefusedException($"unknown source '{SafeText.Show(text)}'");
        var named = ledger.Views.FactsOf(text, new Projections.Ledger.Cut(Day.Max)).Select(f => f.Id).Distinct(StringComparer.Ordinal)
            .Where(f => ledger.Views.NamedBy(text, f[(text.Length + 1)..], kind)!.Contains(id)).ToList();
        return named.Count > 0 ? named : throw new RefusedException($"no fact of '{text}' names the {ReconciliationRules.Word(kind)} '{id}'");
    }

    private static ReconciledKind KindOf(GazetteerTree gazetteer, params ReadOnlySpan<string> names)
    {
        var (arePlaces, areActors) = (true, true);
        foreach (var name in names)
        {
            arePlaces &= gazetteer.PlaceNames.TryFind(name, out _);
            areActors &= gazetteer.ActorNames.TryFind(name, out _);
        }

        if (arePlaces && areActors) throw new RefusedException("the names mean places as well as actors: say which with --kind");
        return areActors ? ReconciledKind.Actor : ReconciledKind.Place;
    }

    private static string Find(GazetteerTree gazetteer, ReconciledKind kind, string name) =>
        (kind == ReconciledKind.Place ? gazetteer.PlaceNames : gazetteer.ActorNames).TryFind(name, out var id, out var problem)
            ? id
            : throw new RefusedException(SafeText.Show(problem));
}
