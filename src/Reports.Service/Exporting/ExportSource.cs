using System.Runtime.CompilerServices;
using System.Text.Json;
using Reports.Domain.Facts;
using Reports.Domain.Gazetteer;
using Reports.Projections;
using Reports.Projections.ControlStatus;
using Reports.Projections.Figures;
using Reports.Projections.Incidents;
using Reports.Service.Exporting.Formats;
using Reports.Service.Exporting.Reading;
using Reports.Service.Feed;
using Reports.Service.Ledgers;
using Reports.Service.Output;
using Reports.Service.Output.Tables;

namespace Reports.Service.Exporting;

/// <summary>For each content its pages at the cut, and its writer in the format that is asked for.</summary>
internal sealed class ExportSource(Ledger ledger, Views views, ExportOrigin origin, Stream output)
{
    private const int ViewsTogether = 256;

    private readonly GazetteerTree _names = views.Gazetteer(origin.Position);

    private readonly IReadOnlyDictionary<string, PlaceBoundary> _boundaries = views.Boundaries(origin.Position);

    private PlaceShapes Shapes => new(_names, _boundaries);

    public IAsyncEnumerable<IReadOnlyList<ControlStatusView>> Statuses() => Async(views.StatusPages(origin.Cut, origin.Policy, ViewsTogether));

    public IAsyncEnumerable<IReadOnlyList<FigureView>> Figures() => Async(views.FigurePages(origin.Cut, origin.Policy, ViewsTogether));

    public IAsyncEnumerable<IReadOnlyList<IncidentView>> Incidents() => Async(views.IncidentPages(origin.Cut, ViewsTogether));

    public IAsyncEnumerable<IReadOnlyList<ExportedSource>> Sources(CancellationToken cancellation) => FactReading.ReadAsync(ledger, origin.Cut, cancellation);

    public async IAsyncEnumerable<IReadOnlyList<FactRow>> Facts([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var page in Sources(cancellation)) yield return [.. page.SelectMany(s => s.Facts)];
    }

    public async IAsyncEnumerable<IReadOnlyList<FeedItem>> Changes([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        // A feed of its own: the server's keeps late changes for followers of the head, which this is not.
        using var feed = new ChangeFeed(ledger);
        var cursor = feed.From(FeedPoint.At(origin.After));
        while (await cursor.NextAsync(origin.Position, cancellation) is { } items)
            if (items.Count > 0) yield return items;
    }

    public IAsyncEnumerable<IReadOnlyList<GazetteerEntry>> Gazetteer() =>
        Async(GazetteerEntry.All(_names, _boundaries).Where(e => !ProtectedPerson.IsId(e.Id)).Chunk(ViewsTogether));

    public ExportWriter<ControlStatusView> StatusWriter() => Writer(ViewTables.Statuses(_names), ViewJson.Write, v => [v.Place]);

    public ExportWriter<FigureView> FigureWriter() => Writer(ViewTables.Figures, ViewJson.Write, v => PlacesOf(v.Key.About));

    public ExportWriter<IncidentView> IncidentWriter() => Writer(ViewTables.Incidents, ViewJson.Write, v => [.. v.From]);

    public ExportWriter<FeedItem> ChangeWriter() => origin.Format == ExportFormat.CloudEvents
        ? new CloudEventsExport(output) : Writer<FeedItem>(ChangeTable.Of(_names), ChangeEvents.Write, _ => []);

    public ExportWriter<GazetteerEntry> GazetteerWriter() =>
        Writer(ListTables.Gazetteer, origin.Format == ExportFormat.Ndjson ? WriteDefinition : GazetteerJson.Write, e => e.Kind == "place" ? [e.Id] : []);

    public ExportWriter<FactRow> FactWriter() => origin.Format == ExportFormat.Claims
        ? new ClaimsExport(_names, output) : Writer<FactRow>(FactTable.Of(_names, origin.Policy), WriteFact, PlacesOf);

    public ExportWriter<ExportedSource> SourceWriter() => origin.Format == ExportFormat.Prov
        ? new ProvExport(_names, output) : new FactDocumentsExport(_names, output);

    private ExportWriter<T> Writer<T>(Table<T> table, Action<Utf8JsonWriter, T> write, Func<T, IReadOnlyList<string>> places) => origin.Format switch
    {
        ExportFormat.Csv => new CsvExport<T>(table, output),
        ExportFormat.GeoJson => new GeoJsonExport<T>(write, places, Shapes, output),
        ExportFormat.Parquet => new ParquetExport<T>(table, output),
        ExportFormat.Ndjson => new NdjsonExport<T>(write, output),
        _ => throw new InvalidOperationException($"no writer for {origin.Content} as {origin.Format}"),
    };

    /// <summary>An incident is where it began, a place is where it is.</summary>
    private IReadOnlyList<string> PlacesOf(string about) =>
        _names.Places.ContainsKey(about) ? [about] : views.Incident(about, origin.Cut) is { } incident ? [.. incident.From] : [];

    private IReadOnlyList<string> PlacesOf(FactRow row) => row.Fact switch
    {
        ControlFact f => [f.Place],
        FigureFact f => PlacesOf(f.About),
        IncidentFact f => [.. f.From],
        _ => [],
    };

    private static void WriteFact(Utf8JsonWriter json, FactRow row)
    {
        json.WriteStartObject();
        json.WriteString("id", row.View.Id);
        json.WriteString("kind", row.View.Kind);
        json.WriteString("origin", row.View.Origin);
        FactJson.Write(json, row.Fact);
        FactJson.Write(json, row.View.RecordedAs);
        json.WriteString("outlet", row.Source.Outlet);
        json.WriteString("title", row.Source.Title);
        json.WriteString("published", Domain.Time.Day.FromDate(row.Source.Published).ToString());
        if (row.Source.Url is { } url) json.WriteString("url", url);
        ViewJson.Write(json, row.Recorded);
        json.WriteNumber("position", row.View.Position);
        json.WriteEndObject();
    }

    /// <summary>A document that <c>ingest</c> takes.</summary>
    private void WriteDefinition(Utf8JsonWriter json, GazetteerEntry entry) => DefinitionDocuments.Write(json, _names, entry.Kind, entry.Id);

    private static async IAsyncEnumerable<IReadOnlyList<T>> Async<T>(IEnumerable<IReadOnlyList<T>> pages)
    {
        foreach (var page in pages)
        {
            yield return page;
            // Whoever writes the ledger meanwhile waits no longer than for a page.
            await Task.Yield();
        }
    }
}
