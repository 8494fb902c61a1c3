using System.Diagnostics;
using System.Text;
using System.Text.Json;
using CloudNative.CloudEvents;
using CloudNative.CloudEvents.SystemTextJson;
using DuckDB.NET.Data;
using NetTopologySuite.Features;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO.Converters;
using Reports.Domain.Policies;
using Reports.Domain.Time;
using Reports.Projections.Ledger;
using Reports.Service.Exporting;
using Reports.Service.Feed;
using Reports.Service.Tests.Protocol;

namespace Reports.Service.Tests.Exporting;

/// <summary>Exports read by the libraries of others, and compared with the views.</summary>
public sealed class ReadByOthersTests : IAsyncLifetime
{
    private Workspace _workspace = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Cut Cut => new(Day.Parse("2018-06-01"), At: _workspace.Ledger.Views.Position);

    public async ValueTask InitializeAsync() => _workspace = await Exports.WithArticlesAsync();

    public async ValueTask DisposeAsync() => await _workspace.DisposeAsync();

    [Fact]
    public async Task NetTopologySuite_reads_GeoJSON_with_the_points_of_the_gazetteer()
    {
        var options = new JsonSerializerOptions { Converters = { new GeoJsonConverterFactory() } };
        var read = JsonSerializer.Deserialize<FeatureCollection>((await _workspace.ExportAsync(ExportContent.Statuses, ExportFormat.GeoJson)).Bytes, options)!;
        var statuses = _workspace.Ledger.Views.Statuses(Cut, Policy.Reports1);
        Assert.Equal(statuses.Select(s => s.Place), read.Select(f => (string)f.Attributes["place"]));
        var places = _workspace.Ledger.Gazetteer.Places;
        foreach (var feature in read)
        {
            var point = places[(string)feature.Attributes["place"]].Point;
            Assert.Equal(point is { } known ? new Coordinate(known.Lon, known.Lat) : null, (feature.Geometry as Point)?.Coordinate);
        }

        var incidents = JsonSerializer.Deserialize<FeatureCollection>((await _workspace.ExportAsync(ExportContent.Incidents, ExportFormat.GeoJson)).Bytes, options)!;
        Assert.Contains(incidents, f => f.Geometry is MultiPoint);
        foreach (var content in (ExportContent[])[ExportContent.Figures, ExportContent.Facts, ExportContent.Gazetteer])
            Assert.NotEmpty(JsonSerializer.Deserialize<FeatureCollection>((await _workspace.ExportAsync(content, ExportFormat.GeoJson)).Bytes, options)!);
    }

    [Fact]
    public async Task DuckDB_reads_Parquet_with_every_value_of_the_table_and_the_metadata()
    {
        foreach (var content in Enum.GetValues<ExportContent>())
        {
            var path = Path.Combine(_workspace.Folder, "export.parquet");
            var (bytes, report) = await _workspace.ExportAsync(content, ExportFormat.Parquet);
            await File.WriteAllBytesAsync(path, bytes, Cancellation);
            var table = CsvCells(await _workspace.TextAsync(content, ExportFormat.Csv));
            await using var database = new DuckDBConnection("DataSource=:memory:");
            await database.OpenAsync(Cancellation);
            var rows = await RowsAsync(database, $"SELECT * FROM '{path}'");
            Assert.Equal(table.Skip(2).Count(), rows.Count);
            foreach (var (expected, actual) in table.Skip(2).Zip(rows))
                Assert.Equal(expected.Select(Service.Output.CsvText.Original), actual);
            var metadata = (await RowsAsync(database, $"SELECT decode(key), decode(value) FROM parquet_kv_metadata('{path}')")).ToDictionary(r => r[0], r => r[1], StringComparer.Ordinal);
            Assert.Equal(
                (report.Origin.Root.ToString(), $"{report.Origin.Position}", table[1][0]),
                (metadata["reports.root"], metadata["reports.position"], metadata["hxl." + table[0][0]]));
        }
    }

    [Fact]
    public async Task The_CloudEvents_library_reads_a_batch_that_is_the_feed()
    {
        var bytes = (await _workspace.ExportAsync(ExportContent.Changes, ExportFormat.CloudEvents)).Bytes;
        var batch = new JsonEventFormatter().DecodeBatchModeMessage(bytes, new System.Net.Mime.ContentType("application/cloudevents-batch+json"), null);
        var expected = new List<FeedItem>();
        using var feed = new ChangeFeed(_workspace.Ledger);
        var cursor = feed.From(FeedPoint.At(0));
        while (await cursor.NextAsync(Cut.At!.Value, Cancellation) is { } items) expected.AddRange(items);
        Assert.Equal(expected.Select(i => (i.Point.ToString(), "reports.v1." + ChangeEvents.Word(i.Change.Kind))), batch.Select(e => (e.Id!, e.Type!)));
        Assert.All(batch, e => Assert.True(e.IsValid && e.SpecVersion == CloudEventsSpecVersion.V1_0));
    }

    [Fact]
    public async Task JSON_LD_expands_to_claims_of_schema_org()
    {
        var folder = RepositoryRoot.Of("tests", "clients");
        Assert.SkipUnless(OtherClientsTests.HasNode(), "Node is not installed");
        Assert.SkipUnless(Directory.Exists(Path.Combine(folder, "node_modules", "jsonld")), "tests/clients has no node_modules: 'npm ci' there installs them");
        var start = new ProcessStartInfo("node", [Path.Combine(folder, "jsonld.mjs")]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(Cancellation);
        var (bytes, report) = await _workspace.ExportAsync(ExportContent.Facts, ExportFormat.Claims);
        await process.StandardInput.BaseStream.WriteAsync(bytes, Cancellation);
        process.StandardInput.Close();
        await process.WaitForExitAsync(Cancellation);
        Assert.Equal(0, process.ExitCode);
        using var expanded = JsonDocument.Parse(await output);
        var nodes = expanded.RootElement.EnumerateArray().ToList();
        Assert.Equal(report.Origin.Root.ToString(), nodes[0].GetProperty("urn:reports:root")[0].GetProperty("@value").GetString());
        var claims = nodes.Skip(1).ToDictionary(n => n.GetProperty("@id").GetString()!["urn:reports:fact/".Length..], StringComparer.Ordinal);
        Assert.Equal(report.Rows, claims.Count);
        foreach (var source in _workspace.Ledger.Views.Sources(Cut))
            foreach (var fact in _workspace.Ledger.Views.FactsOf(source.Id, Cut))
            {
                var claim = claims[fact.Id];
                Assert.Equal("http://schema.org/Claim", claim.GetProperty("@type")[0].GetString());
                var isOwn = fact.Origin == source.Outlet;
                var work = claim.GetProperty(isOwn && !claim.TryGetProperty("http://schema.org/appearance", out _) ? "http://schema.org/firstAppearance" : "http://schema.org/appearance")[0];
                Assert.Equal("urn:reports:source/" + source.Id, work.GetProperty("@id").GetString());
                var text = work.GetProperty("http://schema.org/encoding")[0];
                Assert.Equal("urn:reports:fact/" + fact.Id, text.GetProperty("http://schema.org/interpretedAsClaim")[0].GetProperty("@id").GetString());
            }
    }

    [Fact]
    public async Task PROV_JSON_has_the_shape_of_the_submission_and_every_end_of_a_relation_is_there()
    {
        using var document = JsonDocument.Parse((await _workspace.ExportAsync(ExportContent.Facts, ExportFormat.Prov)).Bytes);
        var root = document.RootElement;
        HashSet<string> known = [.. ((string[])["entity", "activity", "agent"]).SelectMany(s => root.GetProperty(s).EnumerateObject().Select(p => p.Name))];
        var relations = root.EnumerateObject().Where(p => p.Name is not ("prefix" or "entity" or "activity" or "agent")).ToList();
        Assert.Equal(["wasAssociatedWith", "wasAttributedTo", "wasDerivedFrom", "wasGeneratedBy"], relations.Select(r => r.Name));
        foreach (var relation in relations.SelectMany(r => r.Value.EnumerateObject()))
            foreach (var end in relation.Value.EnumerateObject().Where(e => e.Name is "prov:entity" or "prov:agent" or "prov:activity" or "prov:generatedEntity" or "prov:usedEntity"))
                Assert.Contains(end.Value.GetString()!, known);
        var facts = _workspace.Ledger.Views.Sources(Cut).Sum(s => s.Facts);
        Assert.Equal(facts, root.GetProperty("wasGeneratedBy").EnumerateObject().Count());
        Assert.Equal(facts, root.GetProperty("entity").EnumerateObject().Count(e => e.Name.StartsWith("reports:fact/", StringComparison.Ordinal)));
    }

    /// <summary>With the library of the specification's authors, where Debian's package of it is installed.</summary>
    [Fact]
    public async Task The_prov_library_reads_PROV_JSON()
    {
        Assert.SkipUnless(await PythonAsync("import prov", "") is (0, _), "python3-prov is not installed");
        var document = Encoding.UTF8.GetString((await _workspace.ExportAsync(ExportContent.Facts, ExportFormat.Prov)).Bytes);
        var (code, output) = await PythonAsync(
            "import sys, prov.model as m; d = m.ProvDocument.deserialize(content=sys.stdin.read(), format='json'); print(len(list(d.get_records(m.ProvDerivation))))", document);
        Assert.Equal((0, $"{_workspace.Ledger.Views.Sources(Cut).Sum(s => s.Facts)}"), (code, output.Trim()));
    }

    /// <summary>With the library of the standard's authors, where it is installed (pip install libhxl).</summary>
    [Fact]
    public async Task Libhxl_reads_the_tags_and_finds_a_row_by_them()
    {
        Assert.SkipUnless(await PythonAsync("import hxl", "") is (0, _), "libhxl is not installed");
        var document = Encoding.UTF8.GetString((await _workspace.ExportAsync(ExportContent.Statuses, ExportFormat.Csv)).Bytes);
        var cells = CsvCells(document);
        var row = cells.Single(r => r[0] == "qadam");
        var (code, output) = await PythonAsync(
            """
            import sys, io, hxl
            read = lambda: hxl.data(io.BytesIO(text))
            text = sys.stdin.buffer.read()
            print(' '.join(read().display_tags))
            print(len(list(read())), ' '.join(r.get('#status+control') for r in read().with_rows('#loc+id=qadam')))
            """,
            document);
        Assert.Equal((0, $"{string.Join(' ', cells[1])}\n{cells.Count - 2} {row[1]}"), (code, output.Trim()));
    }

    private static async Task<(int Code, string Output)> PythonAsync(string script, string input)
    {
        if (!File.Exists("/usr/bin/python3")) return (-1, "");
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", script])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(Cancellation), process.StandardError.ReadToEndAsync(Cancellation));
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(Cancellation);
        await errors;
        return (process.ExitCode, await output);
    }

    /// <summary>Rows as DuckDB reads delimited text would already be typed: here cells are split by the rules of RFC 4180 alone.</summary>
    internal static List<List<string>> CsvCells(string text)
    {
        var rows = new List<List<string>> { new() };
        var cell = new StringBuilder();
        var isQuoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (isQuoted)
            {
                if (c != '"') cell.Append(c);
                else if (i + 1 < text.Length && text[i + 1] == '"') cell.Append(text[i++]);
                else isQuoted = false;
                continue;
            }

            if (c == '"') isQuoted = true;
            else if (c is ',' or '\r')
            {
                rows[^1].Add(cell.ToString());
                cell.Clear();
                if (c != '\r') continue;
                i++;
                rows.Add([]);
            }
            else cell.Append(c);
        }

        rows.RemoveAt(rows.Count - 1);
        return rows;
    }

    private static async Task<List<string[]>> RowsAsync(DuckDBConnection database, string sql)
    {
        await using var command = database.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var rows = new List<string[]>();
        while (await reader.ReadAsync(Cancellation))
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "" : reader.GetValue(i) switch
            {
                bool flag => flag ? "true" : "false",
                var value => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!,
            })]);
        return rows;
    }
}
