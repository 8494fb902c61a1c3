using System.Text;
using Reports.Domain.Events;
using Reports.Domain.Facts;
using Reports.Domain.Gazetteer;
using Reports.Domain.Grades;
using Reports.Domain.Policies;
using Reports.EventStore.Events;
using Reports.EventStore.Log;

namespace Reports.EventStore.Tests.Events;

/// <summary>Writes down, as one text a call, what a decoder hands over, and what it should hand over for an event.</summary>
internal sealed class SinkCalls : IFactSink
{
    private readonly List<string> _calls = [];

    public static string Of(in RecordedEvent stored, Upcasters? upcasters = null)
    {
        var sink = new SinkCalls();
        new EventDecoder(upcasters ?? Upcasters.None).Decode(stored, sink);
        return string.Join('\n', sink._calls);
    }

    public static string Expected(LedgerEvent ledgerEvent) => ledgerEvent switch
    {
        SourceReported e => Header(e.Source.Outlet, e.Source.Published.ToDateOnly().DayNumber - Epoch, false),
        SourceCorrected e => Header(e.Source.Outlet, e.Source.Published.ToDateOnly().DayNumber - Epoch, true),
        ControlReported e => Expected(e.Fact) + NoCorrection,
        FigureReported e => Expected(e.Fact) + NoCorrection,
        IncidentReported e => Expected(e.Fact) + NoCorrection,
        FactCorrected e => Expected(e.Replacement) + $" correction True by '{e.CorrectedBy}'",
        FactRetracted e => $"{Where} retracted '{e.Fact}' correction True by '{e.CorrectedBy}'",
        Reports.Domain.Events.FactRegraded e => $"{Where} graded '{e.Fact}' {e.Grade?.ToByte() ?? 0}",
        Reports.Domain.Events.SourceWithdrawn => $"{Where} withdrawn",
        PlaceDefined e => $"{Where} place {e.Place.Id} {e.Place.Name} {string.Join(',', e.Place.Aliases)}",
        PlaceBounded e => Where + Of(e.Boundary),
        ActorDefined e => $"{Where} actor {e.Actor.Id} {e.Actor.Name} {string.Join(',', e.Actor.Aliases)}",
        PersonProtected e => $"{Where} actor {e.Person.Id} {e.Person.Role} ",
        PersonForgotten e => $"{Where} actor {e.Id} {e.Role} ",
        { Reconciled: { } e } => Where + Of(e),
        OutletDefined e => $"{Where} outlet {e.Outlet.Id} {e.Outlet.Name} {string.Join(',', e.Outlet.Aliases)}",
        Reports.Domain.Events.PolicyAdopted e => $"{Where} policy {e.Policy.Digest} {e.Policy.Description}",
        _ => throw new ArgumentOutOfRangeException(nameof(ledgerEvent)),
    };

    public void Source(in EventHead head, in SourceSlice source, bool isCorrection) =>
        _calls.Add(Header(Text(source.Outlet), source.Published, isCorrection, At(head)));

    public void Control(in EventHead head, in FactSlice fact, in ControlSlice control, in CorrectionSlice correction) => _calls.Add(
        At(head) + Fact(fact) + $" control '{Text(control.Place)}' '{Text(control.Actor)}' {control.Relation} {control.Extent}"
        + $" '{Text(control.On)}'" + Correction(correction));

    public void Figure(in EventHead head, in FactSlice fact, in FigureSlice figure, in CorrectionSlice correction) => _calls.Add(
        At(head) + Fact(fact) + $" figure '{Text(figure.About)}' {figure.Measure} {figure.Population} {figure.Modality} {figure.Scope}"
        + $" '{Text(figure.Quantity)}' '{Text(figure.Window)}' '{Text(figure.Rounds)}'" + Correction(correction));

    public void Incident(in EventHead head, in FactSlice fact, in IncidentSlice incident, in CorrectionSlice correction) => _calls.Add(
        At(head) + Fact(fact) + $" incident {incident.Kind} '{Text(incident.On)}' {Text(incident.From)} {Text(incident.To)}"
        + $" {Text(incident.Participants)} '{Text(incident.PartOf)}'" + Correction(correction));

    public void FactRetracted(in EventHead head, ReadOnlySpan<byte> key, in CorrectionSlice correction) =>
        _calls.Add(At(head) + $" retracted '{Text(key)}'" + Correction(correction));

    public void FactRegraded(in EventHead head, ReadOnlySpan<byte> key, byte grade) => _calls.Add(At(head) + $" graded '{Text(key)}' {grade}");

    public void SourceWithdrawn(in EventHead head) => _calls.Add(At(head) + " withdrawn");

    public void Place(in EventHead head, Place place) =>
        _calls.Add(At(head) + $" place {place.Id} {place.Name} {string.Join(',', place.Aliases)}");

    public void Bounded(in EventHead head, PlaceBoundary boundary) => _calls.Add(At(head) + Of(boundary));

    public void Actor(in EventHead head, Actor actor) =>
        _calls.Add(At(head) + $" actor {actor.Id} {actor.Name} {string.Join(',', actor.Aliases)}");

    public void Outlet(in EventHead head, Outlet outlet) =>
        _calls.Add(At(head) + $" outlet {outlet.Id} {outlet.Name} {string.Join(',', outlet.Aliases)}");

    public void Reconciled(in EventHead head, Reconciliation reconciliation) => _calls.Add(At(head) + Of(reconciliation));

    public void PolicyAdopted(in EventHead head, Policy policy) => _calls.Add(At(head) + $" policy {policy.Digest} {policy.Description}");

    private static string Of(PlaceBoundary e) =>
        $" bounds {e.Place} {e.Source} {e.Licence} {e.ValidOn} {string.Join(' ', e.Geometry.Polygons.Select(p => string.Join(';', p.Select(r => string.Join(',', r.Coordinates)))))}";

    private static string Of(Reconciliation e) => $" reads {e.Kind} {e.Form} {e.Id} {e.Into} {string.Join(',', e.Facts)}";

    private static readonly int Epoch = new DateOnly(1970, 1, 1).DayNumber;

    private const string Where = "7 example-2018-03-14";

    private const string NoCorrection = " correction False by ''";

    private static string Expected(Fact fact)
    {
        var common = $"{Where} fact '{fact.Key}' {Array(fact.By.Speakers)} {fact.By.Lost} {fact.Stance} {fact.Grade}";
        return common + fact switch
        {
            ControlFact c => $" control '{c.Place}' '{c.Actor}' {c.Relation} {c.Extent} '{c.On.Text}'",
            FigureFact f => $" figure '{f.About}' {f.Measure} {f.Population} {f.Modality} {f.Scope} '{f.Quantity}' '{f.Window.Text}' '{f.Rounds}'",
            IncidentFact i => $" incident {i.Kind} '{i.On.Text}' {Array(i.From)} {Array(i.To)} {Array(i.Participants)} '{i.PartOf}'",
            _ => throw new ArgumentOutOfRangeException(nameof(fact)),
        };
    }

    private static string Array(IReadOnlyCollection<string> ids) => ids.Count == 0 ? "" : $"[\"{string.Join("\",\"", ids)}\"]";

    private static string At(in EventHead head) => $"{head.Position} {Text(head.Source)}";

    private static string Header(string outlet, int published, bool isCorrection, string where = Where) =>
        $"{where} source '{outlet}' {published} {isCorrection}";

    private static string Fact(in FactSlice fact)
    {
        var grade = Grade.FromByte(fact.Grade);
        return $" fact '{Text(fact.Key)}' {Text(fact.By)} {fact.AttributionLost} {fact.Stance} {grade}";
    }

    private static string Correction(in CorrectionSlice correction) =>
        $" correction {correction.IsCorrection} by '{Text(correction.CorrectedBy)}'";

    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);
}
