using Reports.Domain.Events;
using Reports.Domain.Facts;

namespace Reports.EventStore.Tests.Events;

/// <summary>Equality by content: an immutable array equals only itself.</summary>
internal static class SameEvent
{
    public static bool As(LedgerEvent one, LedgerEvent other) => (one, other) switch
    {
        (ControlReported a, ControlReported b) => As(a.Fact, b.Fact),
        (FigureReported a, FigureReported b) => As(a.Fact, b.Fact),
        (IncidentReported a, IncidentReported b) => As(a.Fact, b.Fact),
        (FactCorrected a, FactCorrected b) =>
            As(a.Replacement, b.Replacement) && a.Reason == b.Reason && a.CorrectedBy == b.CorrectedBy,
        (PlaceDefined a, PlaceDefined b) =>
            a.Place.Aliases.SequenceEqual(b.Place.Aliases) && a.Place.ComposedOf.SequenceEqual(b.Place.ComposedOf)
            && a.Place with { Aliases = [], ComposedOf = [] } == b.Place with { Aliases = [], ComposedOf = [] },
        (PlaceBounded a, PlaceBounded b) => a.Boundary.IsSame(b.Boundary),
        (ActorDefined a, ActorDefined b) =>
            a.Actor.Aliases.SequenceEqual(b.Actor.Aliases) && a.Actor with { Aliases = [] } == b.Actor with { Aliases = [] },
        (OutletDefined a, OutletDefined b) =>
            a.Outlet.Aliases.SequenceEqual(b.Outlet.Aliases) && a.Outlet with { Aliases = [] } == b.Outlet with { Aliases = [] },
        (PlaceSplit a, PlaceSplit b) => a.Facts.SequenceEqual(b.Facts) && a with { Facts = [] } == b with { Facts = [] },
        (ActorSplit a, ActorSplit b) => a.Facts.SequenceEqual(b.Facts) && a with { Facts = [] } == b with { Facts = [] },
        _ => one == other,
    };

    private static bool As(Fact one, Fact other) =>
        one.By.Lost == other.By.Lost && one.By.Speakers.SequenceEqual(other.By.Speakers) && one.Flags.SequenceEqual(other.Flags)
        && (one, other) switch
        {
            (IncidentFact a, IncidentFact b) =>
                a.From.SequenceEqual(b.From) && a.To.SequenceEqual(b.To) && a.Participants.SequenceEqual(b.Participants)
                && Bare(a) == Bare(b),
            _ => one with { By = Attribution.OwnVoice, Flags = [] } == other with { By = Attribution.OwnVoice, Flags = [] },
        };

    private static IncidentFact Bare(IncidentFact fact) =>
        fact with { By = Attribution.OwnVoice, From = [], To = [], Participants = [], Flags = [] };
}
