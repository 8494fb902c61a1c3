using System.Globalization;
using System.Security.Cryptography;
using Reports.Benchmarks.Generation;
using Reports.Benchmarks.Measuring;
using Reports.Benchmarks.Peers;
using Reports.Domain.Events;
using Reports.EventStore.Embedded;
using Reports.EventStore.Events;
using Reports.Service.Ledgers;

namespace Reports.Benchmarks.Cases;

/// <summary>A full rebuild of all views from the log, against the raw scan of the same file and against hashing its bytes.</summary>
public static class RebuildBenchmark
{
    private const long DefaultFacts = 1_000_000;

    /// <summary>Medians of one ledger, in seconds.</summary>
    public sealed record Times(double Rebuild, double Scan, double Hash, double Read, double Decode, double RebuildProcessor, double ScanProcessor, double ResidentPerFact, double HeapPerFact, long Facts, long Events, long FileBytes);

    public static async Task<Result> RunAsync(BenchmarkOptions options)
    {
        var times = await MeasureAsync(options, options.Facts ?? DefaultFacts);
        return new Result("rebuild", string.Create(
            CultureInfo.InvariantCulture, $"{times.Facts:#,0} facts in {times.Events:#,0} events, {times.FileBytes / 1e6:#,0} MB, {options.Runs} runs"),
        [
            Figure.AtLeast("full rebuild of all views", times.Facts / times.Rebuild, "facts/s", 1_000_000),
            new Figure("full rebuild of all views", times.Rebuild, "s"),
            new Figure("an event", times.Rebuild * 1e9 / times.Events, "ns"),
            new Figure("of it, the verified read of the log, alone", times.Read, "s"),
            new Figure("of it, read and decoded, into nothing", times.Decode, "s"),
            new Figure("raw SQLite scan of the same columns", times.Scan, "s"),
            new Figure("SHA-256 over the file's bytes", times.Hash, "s"),
            Figure.AtMost("rebuild to raw scan", times.Rebuild / times.Scan, "x", 2),
            new Figure("rebuild to SHA-256", times.Rebuild / times.Hash, "x"),
            new Figure("processor time of a rebuild, an event", times.RebuildProcessor * 1e9 / times.Events, "ns"),
            new Figure("processor time of the raw scan, an event", times.ScanProcessor * 1e9 / times.Events, "ns"),
            Figure.AtMost("resident memory of the process", times.ResidentPerFact, "bytes a fact", 200),
            new Figure("of it, the live heap", times.HeapPerFact, "bytes a fact"),
        ]);
    }

    /// <summary>The first rebuild is taken for memory alone: it runs in a process that has done nothing else, and before anything is compiled.</summary>
    public static async Task<Times> MeasureAsync(BenchmarkOptions options, long facts)
    {
        var path = await LedgerFiles.ObtainAsync(options.Folder, facts, options.Seed);
        double resident, heap;
        long recorded, events;
        await using (var ledger = await Ledger.OpenAsync(path, LedgerMode.Read, TimeProvider.System, "benchmarks"))
        {
            (recorded, events) = (ledger.Views.FactCount, ledger.Views.EventCount);
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            resident = Machine.ResidentBytes();
            heap = GC.GetTotalMemory(forceFullCollection: true);
        }

        var rebuilds = new List<double>();
        var scans = new List<double>();
        var hashes = new List<double>();
        var rebuildProcessor = new List<double>();
        var scanProcessor = new List<double>();
        var reads = new List<double>();
        var decodes = new List<double>();
        for (var run = 0; run < options.Runs; run++)
        {
            GC.Collect();
            var before = Clock.ProcessorSeconds();
            using (var raw = RawSqlite.OpenToRead(path)) scans.Add(Clock.Seconds(() => raw.Scan()));
            scanProcessor.Add(Clock.ProcessorSeconds() - before);
            before = Clock.ProcessorSeconds();
            rebuilds.Add(await Clock.SecondsAsync(async () =>
            {
                await using var ledger = await Ledger.OpenAsync(path, LedgerMode.Read, TimeProvider.System, "benchmarks");
            }));
            rebuildProcessor.Add(Clock.ProcessorSeconds() - before);
            reads.Add(await Clock.SecondsAsync(() => ReadAsync(path, null)));
            decodes.Add(await Clock.SecondsAsync(() => ReadAsync(path, new NoSink())));
            hashes.Add(Clock.Seconds(() => Hash(path)));
        }

        return new Times(
            Statistics.Median(rebuilds), Statistics.Median(scans), Statistics.Median(hashes),
            Statistics.Median(reads), Statistics.Median(decodes), Statistics.Median(rebuildProcessor), Statistics.Median(scanProcessor),
            resident / recorded, heap / recorded, recorded, events, new FileInfo(path).Length);
    }

    private static async Task ReadAsync(string path, IFactSink? sink)
    {
        var decoder = new EventDecoder();
        await using var log = EmbeddedLog.Open(path, LedgerMode.Read);
        await foreach (var page in log.ReadAllAsync())
            if (sink is not null)
                decoder.Decode(page.Events.Span, sink);
    }

    private static void Hash(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1 << 20, FileOptions.SequentialScan);
        _ = SHA256.HashData(file);
    }
}
