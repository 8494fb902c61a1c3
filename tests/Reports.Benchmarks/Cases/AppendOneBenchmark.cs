using System.Globalization;
using Reports.Benchmarks.Generation;
using Reports.Benchmarks.Measuring;
using Reports.Benchmarks.Peers;
using Reports.EventStore.Embedded;
using Reports.EventStore.Log;

namespace Reports.Benchmarks.Cases;

/// <summary>One durable append of one event at a time, against a raw transaction of the same row, in turn.</summary>
public static class AppendOneBenchmark
{
    private const int Warm = 200;
    private const int DefaultAppends = 3_000;

    public static async Task<Result> RunAsync(BenchmarkOptions options)
    {
        var count = (int)Math.Min(options.Facts ?? DefaultAppends, 100_000);
        using var folder = new TemporaryFolder(options.Folder, "append-one");
        using var sqlite = RawSqlite.Create(folder.File("raw.db"));
        await using var log = EmbeddedLog.Open(folder.File("port.db"), LedgerMode.Write);
        var port = new List<double>(count);
        var raw = new List<double>(count);
        var singles = Appending.Batches(new Generator(count + Warm, options.Seed).Changes()).SelectMany(b => b).SelectMany(Singles);
        foreach (var one in singles.Take(count + Warm))
        {
            IReadOnlyList<StreamAppend> batch = [one];
            port.Add(await Clock.SecondsAsync(async () => await log.AppendAsync(one.Stream, one.Expected, one.Events)) * 1e6);
            raw.Add(Clock.Seconds(() => sqlite.Insert(batch)) * 1e6);
        }

        var (ours, theirs) = (port.Skip(Warm).Order().ToArray(), raw.Skip(Warm).Order().ToArray());
        var (p50, p99) = (Statistics.Percentile(ours, 0.5), Statistics.Percentile(ours, 0.99));
        var (raw50, raw99) = (Statistics.Percentile(theirs, 0.5), Statistics.Percentile(theirs, 0.99));
        return new Result("append-one", string.Create(CultureInfo.InvariantCulture, $"{ours.Length:#,0} appends of one event"),
        [
            new Figure("one durable append, p50", p50, "us"),
            new Figure("one durable append, p99", p99, "us"),
            new Figure("raw transaction of one row, p50", raw50, "us"),
            new Figure("raw transaction of one row, p99", raw99, "us"),
            new Figure("port to raw, p50", p50 / raw50, "x"),
            Figure.AtMost("port to raw, p99", p99 / raw99, "x", 2),
        ]);
    }

    private static IEnumerable<StreamAppend> Singles(StreamAppend append)
    {
        var next = append.Expected.IsNoStream ? 0 : append.Expected.Value + 1;
        for (var i = 0; i < append.Events.Count; i++)
            yield return append with
            {
                Expected = next + i == 0 ? ExpectedRevision.NoStream : ExpectedRevision.Exactly(next + i - 1),
                Events = [append.Events[i]],
            };
    }
}
