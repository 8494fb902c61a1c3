using System.Text;
using Reports.Domain.Events;
using Reports.Domain.Facts;
using Reports.Domain.Gazetteer;
using Reports.Projections.Ledger;
using Reports.Projections.Symbols;

namespace Reports.Projections.Changes;

/// <summary>Which views one event of the log may have changed, found from the event alone, however long ago it was recorded.</summary>
internal sealed class EventSubjects(LedgerState state)
{
    /// <param name="event">The event.</param>
    /// <param name="source">The source to whose stream it belongs; null for events of other streams.</param>
    /// <param name="position">Where it stands.</param>
    public Touched Of(LedgerEvent @event, string? source, long position)
    {
        var touched = new Touched();
        switch (@event)
        {
            case { Reported: { } fact }:
                // A correction changes what the fact spoke of before as well.
                if (@event is FactCorrected) Versions(source!, fact.Key, position, touched);
                Reported(fact, touched);
                break;
            case FactRetracted e: Versions(source!, e.Fact, position, touched); break;
            case FactRegraded e: Versions(source!, e.Fact, position, touched); break;
            case SourceWithdrawn: Versions(source!, null, position, touched); break;
            case PolicyAdopted: touched.PolicyChanged(); break;
            case { Reconciled: not null }: touched.Reconciled(); break;
            // What is defined for the first time nothing that was recorded can name.
            case PlaceDefined e when IsAgain(e.Place.Id, position): touched.GazetteerChanged(); break;
            case ActorDefined e when IsAgain(e.Actor.Id, position): touched.GazetteerChanged(); break;
        }

        return touched;
    }

    private bool IsAgain(string id, long position)
    {
        foreach (var (at, definition) in state.Gazetteer.Definitions)
        {
            if (at >= position) return false;
            if ((definition as Place)?.Id == id || (definition as Actor)?.Id == id) return true;
        }

        return false;
    }

    private void Reported(Fact fact, Touched touched)
    {
        switch (fact)
        {
            case ControlFact control: Place(control.Place, touched); break;
            case FigureFact figure: touched.Series.UnionWith(state.SeriesAbout(state.Names.Find(figure.About))); break;
            case IncidentFact incident:
                // One that nobody recorded yet has no view that could change.
                if (state.Names.Find(incident.Key) is var known and not Utf8Symbols.None) touched.Incidents.Add(known);
                foreach (var place in incident.From) Place(place, touched);
                break;
        }
    }

    private void Place(string id, Touched touched)
    {
        if (state.Names.Find(id) is var place and not Utf8Symbols.None) touched.Places.Add(place);
    }

    /// <summary>Every version of a fact that was recorded by then, or of every fact of the source.</summary>
    private void Versions(string source, string? key, long position, Touched touched)
    {
        var id = state.SourceIds.Find(source);
        if (id == Utf8Symbols.None || id >= state.LatestVersion.Count) return;
        var utf8 = key is null ? null : Encoding.UTF8.GetBytes(key);
        for (var version = state.LatestVersion[id]; version != LedgerState.None; version = state.Sources[version].Corrects)
            for (var fact = state.Sources[version].FirstFact; fact != LedgerState.None; fact = state.NextInSource(new FactRef(fact)))
            {
                var reference = new FactRef(fact);
                if (state.PositionOf(reference) > position || (utf8 is not null && !state.KeyOf(reference).SequenceEqual(utf8))) continue;
                switch (reference.Kind)
                {
                    case FactKind.Control: touched.Places.Add(state.Controls[reference.Index].Place); break;
                    case FactKind.Figure: touched.Series.Add(state.Figures[reference.Index].Series); break;
                    default:
                        touched.Incidents.Add(state.Incidents[reference.Index].Incident);
                        foreach (var place in state.Lists[state.Incidents[reference.Index].From]) touched.Places.Add(place);
                        break;
                }
            }
    }
}
