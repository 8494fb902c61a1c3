using System.Globalization;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Reports.Benchmarks.Generation;
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

/// <summary>
/// Data sets from CSV to durable events and views, once and again, against reading the fields alone and inserting the same events alone. What is
/// compared runs in turn, in one process.
/// </summary>
public static class ImportBenchmark
{
    private const long DefaultRows = 100_000;
    private const int EventsTogether = 20_000;

    public static async Task<Result> RunAsync(BenchmarkOptions options)
    {
        var rows = options.Rows ?? DefaultRows;
        var runs = Math.Min(options.Runs, 3);
        using var folder = new TemporaryFolder(options.Folder, "import");
        var control = DataSets.Control(folder.Path, rows);
        DataSet?[] sets = [control, DataSets.Acled(folder.Path, rows), DataSets.Ucdp()];
        var times = sets.OfType<DataSet>().Select(set => (Set: set, Times: new ImportTimes())).ToList();
        var reads = new List<double>();
        for (var run = 0; run < runs; run++)
        {
            reads.Add(Clock.Seconds(() => Read(control.Path)));
            foreach (var (set, measured) in times) await OnceAsync(folder, set, measured);
        }

        return new Result(
            "import", string.Create(CultureInfo.InvariantCulture, $"{rows:#,0} rows, {runs} runs; processor time is of all threads"),
            [
                .. times.SelectMany(t => Figures(t.Set, t.Times, t.Set == control ? 50_000 : null)),
                new Figure("reading every field of the control history alone", rows / Statistics.Median(reads), "rows/s"),
            ]);
    }

    /// <summary>Imports into a ledger of its own.</summary>
    public static async Task<ImportReport> ImportAsync(Ledger ledger, DataSet set, IProgress<ImportProgress>? progress = null)
    {
        await using var services = new ServiceCollection().AddUseCases(TimeProvider.System).BuildServiceProvider();
        var report = await services.GetRequiredService<IMediator>().Send(
            new ImportFile(ledger, set.Format, ImportInput.Of(set.Path), new ImportSettings(), "benchmarks", null, Progress: progress));
        return report.Taken == set.Rows ? report : throw new InvalidOperationException($"{report.Taken} rows were taken, not {set.Rows}: {report.Problems.FirstOrDefault()}");
    }

    private static IEnumerable<Figure> Figures(DataSet set, ImportTimes times, double? target)
    {
        var (rows, import, again, raw) = (set.Rows, Statistics.Median(times.Import), Statistics.Median(times.Again), Statistics.Median(times.Raw));
        var what = $"{set.Name}, {set.Rows.ToString("#,0", CultureInfo.InvariantCulture)} rows";
        yield return target is { } least ? Figure.AtLeast(what, rows / import, "rows/s", least) : new Figure(what, rows / import, "rows/s");
        yield return new Figure("  facts", times.Facts / import, "facts/s");
        yield return new Figure("  processor time", Statistics.Median(times.ImportProcessor) * 1e6 / rows, "us a row");
        yield return new Figure("  again, with nothing new", rows / again, "rows/s");
        yield return new Figure("  again, processor time", Statistics.Median(times.AgainProcessor) * 1e6 / rows, "us a row");
        yield return new Figure("  raw SQLite inserts of its events", rows / raw, "rows/s");
        yield return new Figure("  raw inserts, processor time", Statistics.Median(times.RawProcessor) * 1e6 / rows, "us a row");
        yield return new Figure("  import to raw inserts", import / raw, "x");
        yield return new Figure("  events", times.Events, "events");
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

    private static async Task OnceAsync(TemporaryFolder folder, DataSet set, ImportTimes times)
    {
        foreach (var left in Directory.GetFiles(folder.Path, "*.db*")) File.Delete(left);
        await using (var ledger = await Ledger.OpenAsync(folder.File("import.db"), LedgerMode.Write, TimeProvider.System, "benchmarks"))
        {
            var processor = Clock.ProcessorSeconds();
            times.Import.Add(await Clock.SecondsAsync(async () => times.Facts = (await ImportAsync(ledger, set)).NewFacts));
            times.ImportProcessor.Add(Clock.ProcessorSeconds() - processor);
            processor = Clock.ProcessorSeconds();
            times.Again.Add(await Clock.SecondsAsync(async () =>
            {
                if (await ImportAsync(ledger, set) is { NewFacts: > 0 }) throw new InvalidOperationException("a second import appended");
            }));
            times.AgainProcessor.Add(Clock.ProcessorSeconds() - processor);
        }

        await RawAsync(folder, times);
    }

    /// <summary>The events of the import, inserted again with nothing around it. Reading them is not measured.</summary>
    private static async Task RawAsync(TemporaryFolder folder, ImportTimes times)
    {
        using var sqlite = RawSqlite.Create(folder.File("raw.db"));
        await using var log = EmbeddedLog.Open(folder.File("import.db"), LedgerMode.Read);
        var (seconds, processor, events, batch) = (0.0, 0.0, 0L, new List<StreamAppend>());
        await foreach (var page in log.ReadAllAsync())
        {
            foreach (var e in page.Events.ToArray())
            {
                var own = e.Copy();
                batch.Add(new StreamAppend(
                    new StreamName(own.StreamText), own.Revision == 0 ? ExpectedRevision.NoStream : ExpectedRevision.Exactly(own.Revision - 1),
                    [new EventToAppend(own.Id, own.TypeText, own.Data, own.Metadata)]));
                events++;
            }

            if (batch.Count >= EventsTogether) Insert();
        }

        Insert();
        times.Raw.Add(seconds);
        times.RawProcessor.Add(processor);
        times.Events = events;

        void Insert()
        {
            var before = Clock.ProcessorSeconds();
            seconds += Clock.Seconds(() => sqlite.Insert(batch));
            processor += Clock.ProcessorSeconds() - before;
            batch.Clear();
        }
    }

    /// <summary>Seconds by run.</summary>
    private sealed class ImportTimes
    {
        public List<double> Import { get; } = [];

        public List<double> ImportProcessor { get; } = [];

        public List<double> Again { get; } = [];

        public List<double> AgainProcessor { get; } = [];

        public List<double> Raw { get; } = [];

        public List<double> RawProcessor { get; } = [];

        public long Facts { get; set; }

        public long Events { get; set; }
    }
}
