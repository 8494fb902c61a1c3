using System.Globalization;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Reports.Benchmarks.Generation;
using Reports.Benchmarks.Measuring;
using Reports.EventStore.Embedded;
using Reports.EventStore.Events;
using Reports.Service.Exporting;
using Reports.Service.Hosting;
using Reports.Service.Ledgers;
using Reports.Service.Queries;

namespace Reports.Benchmarks.Cases;

/// <summary>Every format of facts and the figures as CSV: rows a second and memory beyond the views, against reading the log and writing the bytes alone.</summary>
public static class ExportBenchmark
{
    private const long DefaultFacts = 100_000;
    private const double Megabyte = 1024 * 1024;

    public static async Task<Result> RunAsync(BenchmarkOptions options)
    {
        var facts = options.Facts ?? DefaultFacts;
        var path = await LedgerFiles.ObtainAsync(options.Folder, facts, options.Seed);
        using var folder = new TemporaryFolder(options.Folder, "export");
        await using var services = new ServiceCollection().AddUseCases(TimeProvider.System).BuildServiceProvider();
        var mediator = services.GetRequiredService<IMediator>();
        await using var ledger = await Ledger.OpenAsync(path, LedgerMode.Read, TimeProvider.System, "benchmarks");
        using var roots = new LogRoots(ledger.Log, null);
        // The root is the same for all: it is no part of what is compared.
        var root = await Clock.SecondsAsync(() => roots.AtAsync(ledger.Views.Position));
        var figures = new List<Figure> { new("reading and decoding every event alone", ledger.Views.EventCount / await ScanAsync(ledger), "events/s"), new("the root of the log", ledger.Views.EventCount / root, "events/s") };
        IEnumerable<(ExportContent, ExportFormat)> cases = [.. ExportFormats.Of(ExportContent.Facts).Select(f => (ExportContent.Facts, f)), (ExportContent.Figures, ExportFormat.Csv)];
        foreach (var (content, format) in cases)
        {
            var (seconds, writes, memory, rows, bytes) = (new List<double>(), new List<double>(), 0L, 0L, 0L);
            for (var run = 0; run < Math.Min(options.Runs, 3); run++)
            {
                var file = folder.File("export" + format.Extension());
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                var before = Machine.ResidentBytes();
                var peak = before;
                await using (var output = File.Create(file))
                {
                    var report = default(ExportReport);
                    seconds.Add(await Clock.SecondsAsync(async () => report = await mediator.Send(
                        new ExportLedger(ledger, content, format, new CutRequest(), null, output, roots) { Progress = new Peak(() => peak = Math.Max(peak, Machine.ResidentBytes())) })));
                    (rows, bytes) = (report!.Rows, report.Bytes);
                }

                memory = Math.Max(memory, peak - before);
                writes.Add(Clock.Seconds(() => Write(folder.File("raw"), bytes)));
            }

            var name = $"{ExportFormats.Contents.Word(content)} as {ExportFormats.Formats.Word(format)}";
            figures.Add(new Figure(name, rows / Statistics.Median(seconds), "rows/s"));
            figures.Add(new Figure($"{name}: memory beyond the views, at most", memory / Megabyte, "MiB"));
            figures.Add(new Figure($"{name}: to writing its {bytes / Megabyte:0.0} MiB alone", Statistics.Median(seconds) / Statistics.Median(writes), "x"));
        }

        return new Result("export", string.Create(CultureInfo.InvariantCulture, $"{facts:#,0} facts, {Math.Min(options.Runs, 3)} runs"), figures);
    }

    private static Task<double> ScanAsync(Ledger ledger) => Clock.SecondsAsync(async () =>
    {
        var facts = 0L;
        await foreach (var page in ledger.Log.ReadAllAsync(default))
            foreach (ref readonly var recorded in page.Events.Span)
                if (EventReader.Default.Read(recorded).Reported is not null) facts++;
        if (facts == 0) throw new InvalidOperationException("nothing was read");
    });

    private static void Write(string file, long bytes)
    {
        var block = new byte[64 * 1024];
        using var output = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        for (var left = bytes; left > 0; left -= block.Length) output.Write(block.AsSpan(0, (int)Math.Min(left, block.Length)));
    }

    /// <summary>Looks at the memory now and then.</summary>
    private sealed class Peak(Action look) : IProgress<ExportProgress>
    {
        private int _pages;

        public void Report(ExportProgress value)
        {
            if (++_pages % 8 == 0) look();
        }
    }
}
