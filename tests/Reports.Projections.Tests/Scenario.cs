using System.Text;
using System.Text.Json;
using Reports.Domain.Events;
using Reports.Domain.Facts;
using Reports.Domain.Gazetteer;
using Reports.Domain.Policies;
using Reports.Domain.Quantities;
using Reports.Domain.Time;
using Reports.Projections.ControlStatus;
using Reports.Projections.Figures;
using Reports.Projections.Ledger;

namespace Reports.Projections.Tests;

/// <summary>Given these sources, when asked at a cut, then this view: facts are fed as the decoder would feed them.</summary>
internal sealed class Scenario : IDisposable
{
    private long _position;
    private string _source = "";
    private int _fact;

    public Scenario()
    {
        foreach (var (id, within) in (ReadOnlySpan<(string, string?)>)
                 [
                     ("syrian-government", null), ("syrian-opposition", null), ("isil", null),
                     ("hts", "syrian-opposition"), ("ajnad-al-sham", "syrian-opposition"), ("jaish-al-islam", "syrian-opposition"),
                     ("sohr", null), ("reuters", null), ("sana", "syrian-government"), ("afp", null),
                 ])
            Apply(s => s.Actor(Head(), new Actor { Id = id, Name = id, Kind = "armed-group", Within = within }));
        foreach (var (id, within) in (ReadOnlySpan<(string, string?)>)[("syria", null), ("damascus", "syria"), ("qadam", "damascus"), ("yarmouk", "damascus")])
            Apply(s => s.Place(Head(), new Place { Id = id, Name = id, Kind = "area", Within = within }));
    }

    public Views Views { get; private set; } = new();

    /// <summary>What a place or an actor is called in facts; itself, unless a test says otherwise.</summary>
    public Func<string, string> Said { get; init; } = id => id;

    /// <summary>Moves on by some events that say nothing.</summary>
    public void Pads(int events)
    {
        for (var i = 0; i < events; i++) Defines(new Actor { Id = "nobody", Name = "Nobody", Kind = "person" });
    }

    public long Position => _position;

    /// <summary>Goes on with other views of the same log.</summary>
    public Scenario With(Views views)
    {
        Views.Dispose();
        Views = views;
        return this;
    }

    public static Day D(string date) => Day.Parse(date);

    public Scenario Source(string id, string published, string outlet = "outlet")
    {
        _source = id;
        _fact = 0;
        Apply(s => s.Source(Head(), new SourceSlice { Outlet = Utf8(outlet), Published = D(published).Number }, isCorrection: false));
        return this;
    }

    /// <summary>Goes on with a source that was reported already.</summary>
    public Scenario Again(string id)
    {
        _source = id;
        return this;
    }

    public Scenario Says(
        string actor, Relation relation, string on, string place = "qadam", Extent extent = Extent.Unstated, string? by = null,
        Stance stance = Stance.Asserted, string? key = null, bool lost = false, bool corrects = false, string correctedBy = "", byte grade = 0)
    {
        Apply(s => s.Control(
            Head(), Fact(key, by, stance, lost, grade),
            new ControlSlice { Place = Utf8(Said(place)), Actor = Utf8(Said(actor)), Relation = relation, Extent = extent, On = Utf8(on) },
            Correction(corrects, correctedBy)));
        return this;
    }

    public Scenario Counts(
        string quantity, string window, string about = "evac", Measure measure = Measure.PeopleEvacuated,
        Population population = Population.All, Modality modality = Modality.Actual, Scope scope = Scope.Total, string? by = null,
        Stance stance = Stance.Asserted, string? key = null, bool corrects = false, string rounds = "", bool lost = false)
    {
        Apply(s => s.Figure(
            Head(), Fact(key, by, stance, lost, 0),
            new FigureSlice
            {
                About = Utf8(Said(about)),
                Measure = measure,
                Population = population,
                Modality = modality,
                Scope = scope,
                Quantity = Utf8(Quantity.Parse(quantity).ToString()),
                Window = Utf8(window),
                Rounds = Utf8(rounds),
            },
            Correction(corrects, "")));
        return this;
    }

    public Scenario Tells(
        string incident, string on, IncidentKind kind = IncidentKind.Evacuation, string[]? from = null, string? by = null,
        Stance stance = Stance.Asserted, string partOf = "")
    {
        Apply(s => s.Incident(
            Head(), Fact(incident, by, stance, false, 0),
            new IncidentSlice
            {
                Kind = kind,
                On = Utf8(on),
                From = Json(from?.Select(Said).Distinct().ToArray()),
                To = default,
                Participants = default,
                PartOf = Utf8(partOf),
            },
            Correction(false, "")));
        return this;
    }

    public Scenario Retracts(string key, string correctedBy = "")
    {
        Apply(s => s.FactRetracted(Head(), Utf8(key), Correction(true, correctedBy)));
        return this;
    }

    public Scenario Regrades(string key, string? grade)
    {
        Apply(s => s.FactRegraded(Head(), Utf8(key), grade is null ? (byte)0 : Domain.Grades.Grade.Parse(grade).ToByte()));
        return this;
    }

    public Scenario Withdraws(string source)
    {
        _source = source;
        Apply(s => s.SourceWithdrawn(Head()));
        return this;
    }

    public Scenario Defines(Actor actor)
    {
        Apply(s => s.Actor(Head(), actor));
        return this;
    }

    public Scenario Defines(Place place)
    {
        Apply(s => s.Place(Head(), place));
        return this;
    }

    /// <summary>Draws a place as a triangle of some size.</summary>
    public Scenario Bounds(string place, int size = 1, string? licence = null)
    {
        var (x, y) = (36_00000, 33_00000);
        Assert.True(GeoRing.TryCreate([x, y, x + size, y, x, y + size, x, y], out var ring, out _));
        Assert.True(GeoPolygons.TryCreate([[ring!]], out var geometry, out _));
        Apply(s => s.Bounded(Head(), new PlaceBoundary { Place = place, Source = "OCHA COD-AB", Licence = licence, ValidOn = licence is null ? null : new NodaTime.LocalDate(2020, 12, 17), Geometry = geometry! }));
        return this;
    }

    public Scenario Reads(Reconciliation reconciliation)
    {
        Apply(s => s.Reconciled(Head(), reconciliation));
        return this;
    }

    public Scenario Merges(string id, string into, ReconciledKind kind = ReconciledKind.Place) =>
        Reads(Reconciliation.Merge(kind, id, into));

    public Scenario Splits(string id, string into, params string[] facts) =>
        Reads(Reconciliation.Split(ReconciledKind.Place, id, into, [.. facts]));

    public Scenario Adopts(Policy policy)
    {
        Apply(s => s.PolicyAdopted(Head(), policy));
        return this;
    }

    public ControlStatusView Status(string on, string? publishedBy = null, long? at = null, string place = "qadam", Policy? policy = null) =>
        Views.Status(place, Cut(on, publishedBy, at), policy ?? Policy.Reports1);

    public IReadOnlyList<FigureView> Figures(string on = "2030-01-01", string? publishedBy = null, long? at = null, string about = "evac", Policy? policy = null) =>
        Views.FiguresAbout(about, Cut(on, publishedBy, at), policy ?? Policy.Reports1);

    public FigureView Figure(string on = "2030-01-01", string? publishedBy = null, long? at = null, Policy? policy = null) =>
        Assert.Single(Figures(on, publishedBy, at, policy: policy));

    public static Cut Cut(string on, string? publishedBy = null, long? at = null) =>
        new(D(on), publishedBy is null ? null : D(publishedBy), at);

    public void Dispose() => Views.Dispose();

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Json(string[]? ids) => ids is null ? [] : JsonSerializer.SerializeToUtf8Bytes(ids);

    private FactSlice Fact(string? key, string? by, Stance stance, bool lost, byte grade) => new()
    {
        Key = Utf8(key ?? $"f{++_fact}"),
        By = Json(by is null ? null : [Said(by)]),
        AttributionLost = lost,
        Stance = stance,
        Grade = grade,
    };

    private static CorrectionSlice Correction(bool is_, string by) => new() { IsCorrection = is_, CorrectedBy = Utf8(by) };

    private EventHead Head() => new() { Position = ++_position, Source = Utf8(_source) };

    private void Apply(Action<IFactSink> feed) => Views.Apply(feed);
}
