using System.Globalization;
using Reports.Benchmarks.Generation;
using Reports.Benchmarks.Measuring;
using Reports.Benchmarks.Peers;
using Reports.EventStore.Embedded;

namespace Reports.Benchmarks.Cases;

/// <summary>
/// Durable bulk append through the port against raw inserts of the same rows in the same transactions, batch by batch in turn,
/// so that both meet the same noise. Making the rows is not measured.
/// </summary>
public static class AppendBenchmark
{
    private const long DefaultFacts = 1_000_000;

    public static async Task<Result> RunAsync(BenchmarkOptions options)
    {
        var facts = options.Facts ?? DefaultFacts;
        var rates = new List<double>();
        var ratios = new List<double>();
        var raws = new List<double>();
        for (var run = 0; run < Math.Min(options.Runs, 3); run++)
        {
            var (port, raw) = await OnceAsync(options, facts);
            rates.Add(facts / port);
            raws.Add(facts / raw);
            ratios.Add(port / raw);
        }

        return new Result("append", string.Create(CultureInfo.InvariantCulture, $"{facts:#,0} facts, appends of {Appending.BatchEvents:#,0} events, {rates.Count} runs"),
        [
            Figure.AtLeast("durable bulk append through the port", Statistics.Median(rates), "facts/s", 100_000),
            new Figure("raw SQLite inserts of the same rows", Statistics.Median(raws), "facts/s"),
            Figure.AtMost("port to raw SQLite", Statistics.Median(ratios), "x", 1.5),
        ]);
    }

    private static async Task<(double Port, double Raw)> OnceAsync(BenchmarkOptions options, long facts)
    {
        using var folder = new TemporaryFolder(options.Folder, "append");
        double port = 0, raw = 0;
        using var sqlite = RawSqlite.Create(folder.File("raw.db"));
        await using var log = EmbeddedLog.Open(folder.File("port.db"), LedgerMode.Write);
        var isPortFirst = true;
        foreach (var batch in Appending.Batches(new Generator(facts, options.Seed).Changes()))
        {
            if (!isPortFirst) raw += Clock.Seconds(() => sqlite.Insert(batch));
            port += await Clock.SecondsAsync(async () => await log.AppendAsync(batch));
            if (isPortFirst) raw += Clock.Seconds(() => sqlite.Insert(batch));
            isPortFirst = !isPortFirst;
        }

        return (port, raw);
    }
}
