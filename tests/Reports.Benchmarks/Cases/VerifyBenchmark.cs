using System.Globalization;
using System.Security.Cryptography;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Reports.Benchmarks.Generation;
using Reports.Benchmarks.Measuring;
using Reports.Benchmarks.Peers;
using Reports.EventStore.Embedded;
using Reports.EventStore.Integrity;
using Reports.EventStore.Log;
using Reports.Service.Hosting;
using Reports.Service.Integrity;

namespace Reports.Benchmarks.Cases;

/// <summary>
/// Verifying a whole ledger, against the raw scan of it and SHA-256 over the same bytes; signing after appends; proofs.
/// </summary>
public static class VerifyBenchmark
{
    private const long DefaultFacts = 1_000_000;
    private const int Proofs = 1_000;

    public static async Task<Result> RunAsync(BenchmarkOptions options)
    {
        var path = await LedgerFiles.ObtainAsync(options.Folder, options.Facts ?? DefaultFacts, options.Seed);
        using var services = new ServiceCollection().AddUseCases(TimeProvider.System).BuildServiceProvider();
        var mediator = services.GetRequiredService<IMediator>();
        var files = IntegrityFiles.Beside(path);
        await using var log = EmbeddedLog.Open(path, LedgerMode.Read);
        var events = (await log.HeadAsync()).Commit;
        Forget(files);
        await mediator.Send(new CreateSigningKey(files, "benchmark"));
        var tree = await Clock.SecondsAsync(() => mediator.Send(new SignCheckpoint(log, files)));
        var again = await Clock.SecondsAsync(() => mediator.Send(new SignCheckpoint(log, files)));

        var (verifies, processor, scans, entries, stream, reads) = (new List<double>(), new List<double>(), new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var run = 0; run < options.Runs; run++)
        {
            GC.Collect();
            using (var raw = RawSqlite.OpenToRead(path)) scans.Add(Clock.Seconds(() => raw.Scan()));
            stream.Add(Clock.Seconds(() => HashFile(path)));
            reads.Add(await Clock.SecondsAsync(() => log.VerifyAsync()));
            entries.Add(await HashEntriesAsync(log));
            var before = Clock.ProcessorSeconds();
            verifies.Add(await Clock.SecondsAsync(async () =>
            {
                var verification = await mediator.Send(new VerifyLedger(log, files, WithViews: false));
                if (!verification.IsWhole) throw new InvalidOperationException(verification.Damages[0].ToString());
            }));
            processor.Add(Clock.ProcessorSeconds() - before);
        }

        var (proof, slowest) = await ProveAsync(mediator, log, files, events, options.Seed);
        Forget(files);
        var (verify, scan, hash) = (Statistics.Median(verifies), Statistics.Median(scans), Statistics.Median(entries));
        return new Result("verify", string.Create(
            CultureInfo.InvariantCulture, $"{events:#,0} events, {new FileInfo(path).Length / 1e6:#,0} MB, {options.Runs} runs"),
        [
            new Figure("verify: pages, events, index, tiles, checkpoint", verify, "s"),
            new Figure("verify", events / verify, "events/s"),
            new Figure("its processor time", Statistics.Median(processor), "s"),
            new Figure("raw SQLite scan of the same columns", scan, "s"),
            new Figure("SHA-256 of each entry, alone", hash, "s"),
            new Figure("SHA-256 over the file's bytes, in one stream", Statistics.Median(stream), "s"),
            new Figure("of it, the verified read with its index, alone", Statistics.Median(reads), "s"),
            Figure.AtMost("verify to the larger of scan and SHA-256 of the entries", verify / Math.Max(scan, hash), "x", 1.5),
            new Figure("first checkpoint: the whole tree", events / tree, "events/s"),
            new Figure("checkpoint with nothing new", again * 1e3, "ms"),
            Figure.AtMost("an inclusion proof, median", proof * 1e3, "ms", 1),
            new Figure("an inclusion proof, the slowest of 1,000", slowest * 1e3, "ms"),
        ]);
    }

    private static async Task<(double Median, double Slowest)> ProveAsync(IMediator mediator, EmbeddedLog log, IntegrityFiles files, long events, int seed)
    {
        var random = new Random(seed);
        var times = new List<double>();
        for (var i = 0; i < Proofs; i++)
        {
            var position = Position.At(1 + random.NextInt64(events));
            times.Add(await Clock.SecondsAsync(() => mediator.Send(new ProveInclusion(log, files, position))));
        }

        return (Statistics.Median(times), times.Max());
    }

    /// <summary>The time of hashing alone: each entry is made before the clock runs.</summary>
    private static async Task<double> HashEntriesAsync(EmbeddedLog log)
    {
        var (seconds, room) = (0.0, new byte[LogEntry.MaxBytes]);
        var hash = new byte[MerkleHash.Bytes];
        await foreach (var page in log.ReadAllAsync())
        {
            var entries = page.Events.ToArray().Select(e => room.AsSpan(0, LogEntry.Write(e, e.Position.Commit, room)).ToArray()).ToList();
            seconds += Clock.Seconds(() =>
            {
                foreach (var entry in entries) SHA256.HashData(entry, hash);
            });
        }

        return seconds;
    }

    private static void HashFile(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1 << 20, FileOptions.SequentialScan);
        _ = SHA256.HashData(file);
    }

    private static void Forget(IntegrityFiles files)
    {
        foreach (var folder in (string[])[files.Tiles.Path, files.History.Path])
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        File.Delete(files.KeyPath);
    }
}
