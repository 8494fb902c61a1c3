using Reports.Domain.Events;
using Reports.Domain.Gazetteer;
using Reports.Projections.Changes;
using Reports.Projections.Evidence;
using Reports.Projections.Ledger;

namespace Reports.Projections;

/// <summary>What is needed to see what events would change, without a ledger that has them.</summary>
public sealed partial class Views
{
    /// <summary>What some events that are not recorded may change of what is.</summary>
    /// <param name="events">Each with the source to whose stream it would belong; null for other streams.</param>
    public Affected AffectedBy(IEnumerable<(LedgerEvent Event, string? Source)> events) => Read(() =>
    {
        var subjects = new EventSubjects(_state);
        var touched = new Touched();
        foreach (var (@event, source) in events) touched.Add(subjects.Of(@event, source, long.MaxValue));
        return new Affected(touched);
    });

    /// <summary>
    /// The positions of every fact that bears on what may change, and of everything of some sources: fed in their order to
    /// <see cref="WithDefinitions"/>, they make the same views of it.
    /// </summary>
    public IReadOnlyList<long> BearingOn(Affected affected, IEnumerable<string> sources) => Read(() =>
    {
        var bearing = new Bearing(_state, _state.Position);
        foreach (var place in PlacesTouched(affected)) bearing.Add(place, new Cut(Domain.Time.Day.Max, At: _state.Position));
        foreach (var about in FiguresTouched(affected).Select(f => f.About).Distinct(StringComparer.Ordinal)) bearing.AddAbout(about);
        foreach (var incident in IncidentsTouched(affected)) bearing.AddIncident(incident);
        foreach (var source in sources) bearing.AddFactsOf(source);
        return bearing.Positions;
    });

    /// <summary>Views of the same gazetteer, at each of its positions, and of some facts: those of which it depends nothing else is known.</summary>
    /// <param name="facts">By position, ascending; each feeds one event of that position.</param>
    public Views WithDefinitions(IEnumerable<(long Position, Action<IFactSink> Feed)> facts)
    {
        var definitions = Read(() => (IReadOnlyList<(long, Action<IFactSink>)>)
        [
            .. _state.Gazetteer.Definitions.Select(d => (d.Position, (Action<IFactSink>)(sink => Feed(sink, d.Position, d.Definition)))),
            .. _state.Policies.Adopted.Select(a => (a.Position, (Action<IFactSink>)(sink => sink.PolicyAdopted(Head(a.Position), a.Policy)))),
        ]);
        var views = new Views();
        views.Apply(sink =>
        {
            foreach (var (_, feed) in definitions.Concat(facts).OrderBy(d => d.Item1)) feed(sink);
        });
        views.Pass(Position);
        return views;

        static EventHead Head(long position) => new() { Position = position, Source = default };

        static void Feed(IFactSink sink, long position, object definition)
        {
            switch (definition)
            {
                case Place place: sink.Place(Head(position), place); break;
                case Actor actor: sink.Actor(Head(position), actor); break;
                case Outlet outlet: sink.Outlet(Head(position), outlet); break;
                case Reconciliation reconciliation: sink.Reconciled(Head(position), reconciliation); break;
            }
        }
    }
}
