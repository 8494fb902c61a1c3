using Reports.Domain.Facts;
using Reports.Domain.Gazetteer;
using Reports.Domain.Policies;
using Reports.Domain.Quantities;
using Reports.Domain.Sources;
using Reports.Domain.Time;
using Reports.EventStore.Events;
using Reports.Projections.Ledger;

namespace Reports.Service.Output.Tables;

/// <summary>A fact that stands at a cut, as it reads there, with the document that reports it.</summary>
internal sealed record FactRow(SourceHeader Source, Fact Fact, FactView View, EventMetadata Recorded);

/// <summary>
/// Facts as rows that say all that a source file says of them: `import reports-facts` makes the same facts of them again. What follows
/// from the fact (interval, names, coordinates) stands behind and is not read.
/// </summary>
internal static class FactTable
{
    /// <summary>What a source's rows have alike.</summary>
    public static readonly Column<FactRow>[] SourceColumns =
    [
        Text("source", "#meta+source+id", r => r.Source.Id),
        Text("outlet", "#meta+outlet+id", r => r.Source.Outlet),
        Text("title", "#meta+title", r => r.Source.Title),
        Text("published", "#date+published", r => Day.FromDate(r.Source.Published).ToString()),
        Text("language", "#meta+language", r => r.Source.Language),
        Text("url", "#meta+url", r => r.Source.Url),
        Text("retrieved", "#date+retrieved", r => r.Source.Retrieved is { } day ? Day.FromDate(day).ToString() : null),
        Text("archive", "#meta+archive", r => r.Source.Archive),
        Text("sha256", "#meta+sha256", r => r.Source.Sha256),
        Text("sourceNote", "#meta+source+note", r => r.Source.Note),
    ];

    public static readonly Column<FactRow>[] FactColumns =
    [
        Text("fact", "#meta+fact+id", r => r.Fact.Key),
        Text("kind", "#meta+fact+type", r => r.View.Kind),
        Text("place", "#loc+id", r => (r.Fact as ControlFact)?.Place),
        Text("actor", "#group+actor+id", r => (r.Fact as ControlFact)?.Actor),
        Text("relation", "#status+control+relation", r => r.Fact is ControlFact f ? Relations.Vocabulary.Word(f.Relation) : null),
        Text("extent", "#status+extent", r => r.Fact is ControlFact f ? Extents.Vocabulary.Word(f.Extent) : null),
        Text("about", "#event+about+id", r => (r.Fact as FigureFact)?.About),
        Text("measure", "#indicator+name", r => r.Fact is FigureFact f ? Measures.Vocabulary.Word(f.Measure) : null),
        Text("population", "#group+population", r => r.Fact is FigureFact f ? Populations.Vocabulary.Word(f.Population) : null),
        Text("modality", "#indicator+modality", r => r.Fact is FigureFact f ? Modalities.Vocabulary.Word(f.Modality) : null),
        Text("quantity", "#indicator+value+text", r => (r.Fact as FigureFact)?.Quantity.ToString()),
        Text("scope", "#indicator+scope", r => r.Fact is FigureFact f ? Scopes.Vocabulary.Word(f.Scope) : null),
        Text("rounds", "#meta+rounds+id", r => (r.Fact as FigureFact)?.Rounds),
        Text("incidentKind", "#event+type", r => r.Fact is IncidentFact f ? IncidentKinds.Vocabulary.Word(f.Kind) : null),
        Text("from", "#loc+from+id+list", r => r.Fact is IncidentFact f ? ViewTables.Ids(f.From) : null),
        Text("to", "#loc+to+id+list", r => r.Fact is IncidentFact f ? ViewTables.Ids(f.To) : null),
        Text("participants", "#group+participants+id+list", r => r.Fact is IncidentFact f ? ViewTables.Ids(f.Participants) : null),
        Text("partOf", "#event+parent+id", r => (r.Fact as IncidentFact)?.PartOf),
        Text("when", "#date+edtf", r => TimeOf(r.Fact).Text),
        Text("by", "#meta+attribution+id+list", r => ViewTables.Ids(r.Fact.By.Speakers)),
        Text("lost", "#meta+attribution+lost", r => r.Fact.By.Lost ? "true" : null),
        Text("stance", "#status+stance", r => Stances.Vocabulary.Word(r.Fact.Stance)),
        Text("grade", "#meta+grade", r => r.Fact.Grade?.ToString()),
        new WholeColumn<FactRow>("paragraph", "#meta+paragraph", r => r.Fact.At?.Paragraph),
        Text("characters", "#meta+characters", r => r.Fact.At?.Characters is { } range ? $"{range.From}-{range.To}" : null),
        Text("note", "#description+note", r => r.Fact.Note),
        Text("flags", "#meta+flags+list", r => ViewTables.Ids(r.Fact.Flags.Select(FactFlags.Vocabulary.Word))),
    ];

    /// <summary>Columns whose values follow from others: an import does not read them.</summary>
    public static IReadOnlyList<string> Following { get; } =
        ["id", "begin", "end", "origin", "low", "high", "anchor", "hxl", "name", "pcode", "lat", "lon", "says", "recordedBy", "recordedAt", "position"];

    /// <param name="names">The gazetteer at the cut.</param>
    /// <param name="policy">By which phrases become intervals.</param>
    public static Table<FactRow> Of(GazetteerTree names, Policy policy)
    {
        Place? PlaceOf(FactRow row) => row.Fact switch
        {
            ControlFact f => names.Places.GetValueOrDefault(f.Place),
            FigureFact f => names.Places.GetValueOrDefault(f.About),
            IncidentFact { From: [var only] } => names.Places.GetValueOrDefault(only),
            _ => null,
        };
        QuantityInterval? IntervalOf(FactRow row) => row.Fact is FigureFact { Quantity: { Class: not PhraseClass.HalfOf } quantity } ? policy.Convert(quantity) : null;
        return new(
        [
            Text("id", "#meta+id", r => r.View.Id),
            .. SourceColumns,
            .. FactColumns,
            Text("begin", "#date+start", r => ViewTables.Date(TimeOf(r.Fact).Begin)),
            Text("end", "#date+end", r => ViewTables.Date(TimeOf(r.Fact).End)),
            Text("origin", "#meta+origin+id", r => r.View.Origin),
            new WholeColumn<FactRow>("low", "#indicator+value+min", r => IntervalOf(r)?.Low),
            new WholeColumn<FactRow>("high", "#indicator+value+max", r => IntervalOf(r)?.High),
            new NumberColumn<FactRow>("anchor", "#indicator+value+num", r => (double?)IntervalOf(r)?.Anchor),
            Text("hxl", "#indicator+code+hxl", r => (r.Fact as FigureFact)?.Measure.Hxl()),
            Text("name", "#loc+name", r => PlaceOf(r)?.Name),
            Text("pcode", "#loc+code+p", r => PlaceOf(r)?.Pcode),
            new NumberColumn<FactRow>("lat", "#geo+lat", r => PlaceOf(r)?.Point?.Lat),
            new NumberColumn<FactRow>("lon", "#geo+lon", r => PlaceOf(r)?.Point?.Lon),
            Text("says", "#description+text", r => FactSentences.Say(r.Fact, names)),
            Text("recordedBy", "#meta+recorder", r => r.Recorded.RecordedBy),
            Text("recordedAt", "#date+recorded", r => ViewTables.Time(r.Recorded.RecordedAt)),
            new WholeColumn<FactRow>("position", "#meta+position", r => r.View.Position),
        ]);
    }

    public static ValidTime TimeOf(Fact fact) => fact switch
    {
        ControlFact f => f.On,
        FigureFact f => f.Window,
        IncidentFact f => f.On,
        _ => throw new ArgumentOutOfRangeException(nameof(fact), fact, "not a kind of fact"),
    };

    private static TextColumn<FactRow> Text(string name, string hxl, Func<FactRow, string?> value) => new(name, hxl, value);
}
