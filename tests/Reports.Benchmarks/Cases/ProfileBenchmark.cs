using System.Globalization;
using Reports.Benchmarks.Generation;
using Reports.Benchmarks.Measuring;
using Reports.EventStore.Embedded;
using Reports.Service.Ledgers;

namespace Reports.Benchmarks.Cases;

/// <summary>Rebuilds and nothing else, for a sampling profiler to look at (<c>perf record</c>).</summary>
public static class ProfileBenchmark
{
    private const long DefaultFacts = 1_000_000;

    public static async Task<Result> RunAsync(BenchmarkOptions options)
    {
        var facts = options.Facts ?? DefaultFacts;
        var path = await LedgerFiles.ObtainAsync(options.Folder, facts, options.Seed);
        var times = new List<double>();
        for (var run = 0; run < options.Runs; run++)
            times.Add(await Clock.SecondsAsync(async () =>
            {
                await using var ledger = await Ledger.OpenAsync(path, LedgerMode.Read, TimeProvider.System, "benchmarks");
            }));
        return new Result("profile", string.Create(CultureInfo.InvariantCulture, $"{facts:#,0} facts, {options.Runs} rebuilds"),
        [
            new Figure("the first rebuild, before anything is compiled", times[0], "s"),
            new Figure("a rebuild", Statistics.Median(times), "s"),
            new Figure("the fastest", times.Min(), "s"),
        ]);
    }
}
