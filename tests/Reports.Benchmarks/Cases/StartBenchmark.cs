using System.Globalization;
using Reports.Benchmarks.Generation;
using Reports.Benchmarks.Measuring;
using Reports.Domain.Policies;
using Reports.EventStore.Embedded;
using Reports.Projections;
using Reports.Projections.Ledger;
using Reports.Service.Ledgers;

namespace Reports.Benchmarks.Cases;

/// <summary>A start with saved views: from opening the ledger to the first answer, and whether the answers are those of a rebuild.</summary>
public static class StartBenchmark
{
    private const long DefaultFacts = 1_000_000;
    private const int Compared = 500;

    public static async Task<Result> RunAsync(BenchmarkOptions options)
    {
        var facts = options.Facts ?? DefaultFacts;
        var path = await LedgerFiles.ObtainAsync(options.Folder, facts, options.Seed);
        try
        {
            return await RunAsync(options, facts, path);
        }
        finally
        {
            // The other benchmarks rebuild.
            File.Delete(path + "-views");
        }
    }

    private static async Task<Result> RunAsync(BenchmarkOptions options, long facts, string path)
    {
        var districts = new Generator(facts, options.Seed).Scene.Districts;
        var asked = Enumerable.Range(0, Compared).Select(i => districts[(int)((long)i * districts.Length / Compared)].Id).ToList();
        List<string> rebuilt;
        double rebuild, save;
        long bytes;
        await using (var ledger = await Ledger.OpenAsync(path, LedgerMode.Write, TimeProvider.System, "benchmarks"))
        {
            rebuilt = Answers(ledger.Views, asked);
            rebuild = await Clock.SecondsAsync(() => ledger.RebuildAsync(swap: false));
            save = await Clock.SecondsAsync(() => ledger.SaveCheckpointAsync());
            bytes = new FileInfo(path + "-views").Length;
        }

        var starts = new List<double>();
        var same = true;
        for (var run = 0; run < options.Runs; run++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            Ledger? ledger = null;
            starts.Add(await Clock.SecondsAsync(async () =>
            {
                ledger = await Ledger.OpenAsync(path, LedgerMode.Read, TimeProvider.System, "benchmarks");
                _ = Answers(ledger.Views, [asked[0]]);
            }));
            same &= Answers(ledger!.Views, asked).SequenceEqual(rebuilt);
            await ledger.DisposeAsync();
        }

        if (!same) throw new InvalidOperationException("views from the checkpoint answer otherwise than rebuilt ones");
        return new Result("start", string.Create(CultureInfo.InvariantCulture, $"{facts:#,0} facts, {options.Runs} runs, {Compared} answers compared"),
        [
            Figure.AtMost("from opening to the first answer", Statistics.Median(starts), "s", 2),
            new Figure("a verified rebuild beside the live views", rebuild, "s"),
            new Figure("saving the views", save, "s"),
            new Figure("the saved views", (double)bytes / facts, "bytes a fact"),
        ]);
    }

    private static List<string> Answers(Views views, IEnumerable<string> places)
    {
        var cut = new Cut(Generator.LastDay);
        return [.. places.Select(p => views.Status(p, cut, Policy.Reports1)).Select(v =>
            $"{v.Place} {v.Status} {string.Join(',', v.Parties)}: {string.Join(',', v.Basis.For)} against {string.Join(',', v.Basis.Against)}")];
    }
}
