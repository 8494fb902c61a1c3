using System.Collections.Immutable;
using NodaTime;
using Reports.Domain.Events;
using Reports.Domain.Facts;
using Reports.Domain.Gazetteer;
using Reports.Domain.Grades;
using Reports.Domain.Policies;
using Reports.Domain.Quantities;
using Reports.Domain.Sources;
using Reports.Domain.Time;

namespace Reports.EventStore.Tests.Events;

/// <summary>One event of every type with as little, and one with as much, as it can have.</summary>
internal static class SampleEvents
{
    private static readonly SourceHeader Header = new()
    {
        Id = "new-arab-2018-03-14",
        Outlet = "new-arab",
        Title = "Rebels leave القدم & \"Qadam\"",
        Published = new LocalDate(2018, 3, 14),
        Language = "en",
        Sha256 = new string('a', 64),
    };

    private static readonly SourceHeader FullHeader = Header with
    {
        Url = "https://example.org/a?b=c&d",
        Retrieved = new LocalDate(2026, 11, 23),
        Archive = "https://archive.example.org/1",
        Note = "The date was inferred.",
    };

    private static readonly ControlFact Control = new()
    {
        Key = "gov-took",
        Place = "qadam",
        Actor = "syrian-government",
        Relation = Relation.Took,
        On = ValidTime.Parse("2018-03-13"),
    };

    private static readonly ControlFact FullControl = Control with
    {
        Extent = Extent.Whole,
        By = new Attribution(["sohr", "afp"]),
        Stance = Stance.Alleged,
        At = new Locator(11, (0, 80)),
        Grade = Grade.Parse("B2"),
        Note = "A note.",
    };

    private static readonly FigureFact Figure = new()
    {
        Key = "people",
        About = "evac-qadam-2018-03-13",
        Measure = Measure.PeopleEvacuated,
        Quantity = Quantity.Parse("at least 1300"),
        Window = ValidTime.Parse("2018-03-13"),
    };

    private static readonly FigureFact FullFigure = Figure with
    {
        Population = Population.FightersAndFamilies,
        Modality = Modality.Planned,
        Scope = Scope.Cumulative,
        Quantity = Quantity.Parse("half of other"),
        Window = ValidTime.Parse("2018-03-13/.."),
        Rounds = "other",
        By = new Attribution([], Lost: true),
        Stance = Stance.Expected,
        At = new Locator(3),
    };

    private static readonly FigureFact FlaggedFigure = Figure with
    {
        Quantity = Quantity.Parse("4, between 2 and 9"),
        Note = "low 5, best 4, high 2",
        Flags = [FactFlag.BestBelowLow, FactFlag.HighBelowBest],
    };

    private static readonly IncidentFact Incident = new() { Key = "evac-qadam-2018-03-13", Kind = IncidentKind.Evacuation, On = ValidTime.Parse("2018-03-13~") };

    private static readonly IncidentFact FullIncident = Incident with
    {
        From = ["qadam"],
        To = ["idlib", "jarablus"],
        Participants = ["hts", "ajnad-al-sham"],
        PartOf = "whole",
        By = new Attribution(["sohr"]),
        Stance = Stance.Denied,
    };

    private static readonly IncidentFact FlaggedIncident = Incident with
    {
        Note = "former codes R1, R2; codes that other incidents have or had too: R2",
        Flags = [FactFlag.BoundsReversed, FactFlag.ReusedCode, FactFlag.MalformedAddress, FactFlag.ImpossibleCoordinate],
    };

    public static IReadOnlyList<(string Name, LedgerEvent Event)> All { get; } =
    [
        ("SourceReported.least", new SourceReported(Header)),
        ("SourceReported.full", new SourceReported(FullHeader)),
        ("SourceReported.characters", new SourceReported(Header with { Title = "😀 \u2028 <&'> \\ \"", Note = "\t\u0001\u007f\ufffd" })),
        ("SourceCorrected.full", new SourceCorrected(FullHeader, "mistyped")),
        ("ControlReported.least", new ControlReported(Control)),
        ("ControlReported.full", new ControlReported(FullControl)),
        ("FigureReported.least", new FigureReported(Figure)),
        ("FigureReported.full", new FigureReported(FullFigure)),
        ("FigureReported.flagged", new FigureReported(FlaggedFigure)),
        ("IncidentReported.least", new IncidentReported(Incident)),
        ("IncidentReported.full", new IncidentReported(FullIncident)),
        ("IncidentReported.flagged", new IncidentReported(FlaggedIncident)),
        ("FactCorrected.control", new FactCorrected(FullControl, "mistyped")),
        ("FactCorrected.figure", new FactCorrected(FullFigure, "mistyped", "other-source")),
        ("FactCorrected.incident", new FactCorrected(FullIncident, "mistyped")),
        ("FactRetracted.own", new FactRetracted("people", "coded twice")),
        ("FactRetracted.by-another", new FactRetracted("people", "taken back", "other-source")),
        ("FactRegraded.grade", new FactRegraded("people", Grade.Parse("C3"), "counted from a distance")),
        ("FactRegraded.none", new FactRegraded("people", null, "not for us to judge")),
        ("SourceWithdrawn.plain", new SourceWithdrawn("taken down")),
        ("PlaceDefined.least", new PlaceDefined(new Place { Id = "qadam", Name = "Qadam", Kind = "neighbourhood" })),
        ("PlaceDefined.full", new PlaceDefined(new Place
        {
            Id = "eastern-ghouta", Name = "Eastern Ghouta", Kind = "area", Within = "rural-damascus", ComposedOf = ["duma"], Aliases = ["الغوطة الشرقية"],
            Point = new GeoPoint(33.5, -36.25), Pcode = "SY03",
        })),
        ("ActorDefined.least", new ActorDefined(new Actor { Id = "isil", Name = "ISIL", Kind = "armed-group" })),
        ("ActorDefined.full", new ActorDefined(new Actor { Id = "hts", Name = "HTS", Kind = "armed-group", Within = "syrian-opposition", Aliases = ["هيئة تحرير الشام"], Affiliation = "syrian-opposition" })),
        ("OutletDefined.least", new OutletDefined(new Outlet { Id = "sana", Name = "SANA" })),
        ("OutletDefined.full", new OutletDefined(new Outlet
        {
            Id = "new-arab", Name = "The New Arab", Aliases = ["Al-Araby"], Country = "gb", Language = "en", Affiliation = "syrian-opposition", Url = "https://example.org",
        })),
        ("PersonProtected.full", new PersonProtected(new ProtectedPerson { Id = "protected-3kq7xw2mz5ahcn4dteb6", Role = "ناشطة في اليرموك", SealedName = string.Concat(Enumerable.Repeat("c2VhbGVk", 90)) })),
        ("PersonForgotten.full", new PersonForgotten("protected-3kq7xw2mz5ahcn4dteb6", "activist", "the person asked for it")),
        ("PlaceBounded.least", new PlaceBounded(new PlaceBoundary { Place = "qadam", Source = "OCHA COD-AB", Geometry = Polygons([[[36_30000, 33_50000, 36_31000, 33_50000, 36_30500, 33_51000, 36_30000, 33_50000]]]) })),
        ("PlaceBounded.full", new PlaceBounded(new PlaceBoundary
        {
            Place = "eastern-ghouta", Source = "OCHA COD-AB v02", Licence = "CC BY-IGO", ValidOn = new LocalDate(2020, 12, 17),
            Geometry = Polygons(
            [
                [[0, 0, 10_00000, 0, 10_00000, 10_00000, 0, 10_00000, 0, 0], [2_00000, 2_00000, 2_00000, 4_50000, 4_00001, 4_00010, 2_00000, 2_00000]],
                [[-180_00000, -90_00000, -179_50000, -90_00000, -179_99999, -1, -180_00000, -90_00000]],
            ]),
        })),
        ("PlaceMerged", new PlaceMerged("al-qadam", "qadam", "one district, two spellings")),
        ("ActorMerged", new ActorMerged("daesh", "isil", "one group")),
        ("PlaceSplit", new PlaceSplit("yarmouk", "yarmouk-basin", ["example-2018-03-14/isil-entered", "example-2018-03-15/f1"], "the basin, not the camp")),
        ("PlaceSplit.undone", new PlaceSplit("qadam", "al-qadam", [], "two districts after all")),
        ("ActorSplit", new ActorSplit("rebels", "hts", ["example-2018-03-14/f1"], "said of one group")),
        ("ActorSplit.undone", new ActorSplit("isil", "daesh", [], "two groups after all")),
        ("PolicyAdopted.built-in", new PolicyAdopted(Policy.Reports1, "the handbook's own")),
        ("PolicyAdopted.full", new PolicyAdopted(
            Policy.Reports1 with
            {
                Name = "field-office-1", Description = "Dozens from 12; no upper bound of thousands.", Tolerance = 1.125m, StalenessDays = 90, AboutPercent = 5,
                Several = new(3, 7, 5), Dozens = new(12, 36, 24.5m), Thousands = new(2000, null, null), LowestOnly = true,
            },
            "the house's practice")),
    ];

    /// <summary>Polygons of rings of longitudes and latitudes in turn, in 0.00001 degree.</summary>
    public static GeoPolygons Polygons(int[][][] polygons) =>
        GeoPolygons.TryCreate([.. polygons.Select(p => (ImmutableArray<GeoRing>)[.. p.Select(r => GeoRing.TryCreate([.. r], out var ring, out var wrong) ? ring! : throw new ArgumentException(wrong))])], out var made, out var problem)
            ? made!
            : throw new ArgumentException(problem);
}
