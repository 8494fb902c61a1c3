using System.Globalization;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Reports.Benchmarks.Measuring;
using Reports.Benchmarks.Peers;
using Reports.EventStore.Embedded;
using Reports.EventStore.Log;
using Reports.Service.Hosting;
using Reports.Service.Importing;
using Reports.Service.Importing.Running;
using Reports.Service.Ledgers;
using Sylvan.Data.Csv;

namespace Reports.Benchmarks.Cases;

/// <summary>A control history from CSV to durable events and views, against reading the fields alone and inserting the same rows alone.</summary>
public static class ImportBenchmark
{
    private const long DefaultRows = 100_000;
    private const int EventsTogether = 20_000;

    public static async Task<Result> RunAsync(BenchmarkOptions options)
    {
        var rows = options.Facts ?? DefaultRows;
        using var folder = new TemporaryFolder(options.Folder, "import");
        var file = folder.File("history.csv");
        Write(file, rows);
        var (ours, reads, raws, events) = (new List<double>(), new List<double>(), new List<double>(), 0L);
        for (var run = 0; run < Math.Min(options.Runs, 3); run++)
        {
            reads.Add(Clock.Seconds(() => Read(file)));
            ours.Add(await OnceAsync(folder, file, rows));
            (var seconds, events) = await RawAsync(folder);
            raws.Add(seconds);
        }

        return new Result("import", string.Create(CultureInfo.InvariantCulture, $"control history of {rows:#,0} rows, {events:#,0} events, {ours.Count} runs"),
        [
            Figure.AtLeast("import, views fed", rows / Statistics.Median(ours), "rows/s", 50_000),
            new Figure("reading every field alone", rows / Statistics.Median(reads), "rows/s"),
            new Figure("raw SQLite inserts of the same events", rows / Statistics.Median(raws), "rows/s"),
            new Figure("import to raw inserts", Statistics.Median(ours) / Statistics.Median(raws), "x"),
        ]);
    }

    private static void Write(string file, long rows)
    {
        using var writer = new StreamWriter(file);
        writer.WriteLine("place,date,controller,source");
        for (var row = 0L; row < rows; row++)
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Valley {row % 997},{2000 + (row / 12_000 % 25)}-{1 + (row / 1_000 % 12):00}-{1 + (row % 28):00},Group {row % 13},Outlet {row % 501}"));
    }

    private static void Read(string file)
    {
        using var reader = CsvDataReader.Create(file);
        var characters = 0L;
        while (reader.Read())
            for (var i = 0; i < reader.FieldCount; i++)
                characters += reader.GetFieldSpan(i).Length;
        if (characters == 0) throw new InvalidOperationException("nothing was read");
    }

    private static async Task<double> OnceAsync(TemporaryFolder folder, string file, long rows)
    {
        foreach (var left in Directory.GetFiles(folder.Path, "import.db*")) File.Delete(left);
        await using var services = new ServiceCollection().AddUseCases(TimeProvider.System).BuildServiceProvider();
        var mediator = services.GetRequiredService<IMediator>();
        await using var ledger = await Ledger.OpenAsync(folder.File("import.db"), LedgerMode.Write, TimeProvider.System, "benchmarks");
        ImportReport? report = null;
        var seconds = await Clock.SecondsAsync(async () =>
            report = await mediator.Send(new ImportFile(ledger, "control", ImportInput.Of(file), new ImportSettings(), "benchmarks", null)));
        if (report!.Taken != rows) throw new InvalidOperationException($"{report.Taken} rows were taken, not {rows}: {report.Problems.FirstOrDefault()}");
        return seconds;
    }

    /// <summary>The events of the import, inserted again with nothing around it. Reading them is not measured.</summary>
    private static async Task<(double Seconds, long Events)> RawAsync(TemporaryFolder folder)
    {
        foreach (var left in Directory.GetFiles(folder.Path, "raw.db*")) File.Delete(left);
        using var sqlite = RawSqlite.Create(folder.File("raw.db"));
        await using var log = EmbeddedLog.Open(folder.File("import.db"), LedgerMode.Read);
        var (seconds, events, batch) = (0.0, 0L, new List<StreamAppend>());
        await foreach (var page in log.ReadAllAsync(default))
        {
            foreach (var e in page.Events.ToArray())
            {
                var own = e.Copy();
                batch.Add(new StreamAppend(
                    new StreamName(own.StreamText), own.Revision == 0 ? ExpectedRevision.NoStream : ExpectedRevision.Exactly(own.Revision - 1),
                    [new EventToAppend(own.Id, own.TypeText, own.Data, own.Metadata)]));
                events++;
            }

            if (batch.Count < EventsTogether) continue;
            seconds += Clock.Seconds(() => sqlite.Insert(batch));
            batch.Clear();
        }

        seconds += Clock.Seconds(() => sqlite.Insert(batch));
        return (seconds, events);
    }
}
