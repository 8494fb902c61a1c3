using System.Globalization;
using Reports.Benchmarks.Measuring;

namespace Reports.Benchmarks.Cases;

/// <summary>How the time of a rebuild grows from a tenth of the facts to all of them.</summary>
public static class GrowthBenchmark
{
    private const long DefaultFacts = 10_000_000;

    public static async Task<Result> RunAsync(BenchmarkOptions options)
    {
        var facts = options.Facts ?? DefaultFacts;
        var small = await RebuildBenchmark.MeasureAsync(options, facts / 10);
        var large = await RebuildBenchmark.MeasureAsync(options, facts);
        var (perSmall, perLarge) = (small.Rebuild / small.Facts, large.Rebuild / large.Facts);
        return new Result("growth", string.Create(CultureInfo.InvariantCulture, $"{facts / 10:#,0} and {facts:#,0} facts, {options.Runs} runs"),
        [
            new Figure("a fact of the small ledger", perSmall * 1e9, "ns"),
            new Figure("a fact of the large ledger", perLarge * 1e9, "ns"),
            Figure.AtMost("large to small, a fact", perLarge / perSmall, "x", 1.1),
            new Figure("the same for the raw scan", large.Scan / large.Facts / (small.Scan / small.Facts), "x"),
        ]);
    }
}
