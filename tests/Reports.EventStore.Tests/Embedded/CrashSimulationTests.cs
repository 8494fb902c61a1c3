using System.Globalization;
using Reports.EventStore.Embedded;
using Reports.Faults;

namespace Reports.EventStore.Tests.Embedded;

/// <summary>
/// Power failures in simulation: between two acknowledged appends the disk may hold any mixture of the sectors that were written
/// since the last sync, torn at any of them, with any part of the tail lost. Everything follows from the seed.
/// </summary>
public sealed class CrashSimulationTests
{
    private const int Sector = 512;
    private const int CrashesPerRun = 24;

    /// <summary>Crashes; a script runs more of them.</summary>
    private static int Crashes => int.TryParse(Environment.GetEnvironmentVariable("REPORTS_CRASHES"), CultureInfo.InvariantCulture, out var crashes) ? crashes : 1008;

    [Fact]
    public async Task After_any_crash_the_ledger_is_a_prefix_with_all_that_was_acknowledged()
    {
        var first = ulong.TryParse(Environment.GetEnvironmentVariable("REPORTS_SEED"), CultureInfo.InvariantCulture, out var seed) ? seed : 1;
        for (var run = first; run < first + (ulong)(Crashes / CrashesPerRun); run++)
        {
            try
            {
                await RunAsync(run);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Assert.Fail($"REPORTS_SEED={run}: {e}");
            }
        }
    }

    private static async Task RunAsync(ulong seed)
    {
        using var folder = new TemporaryFolder();
        using var script = new ScriptedLedger(seed);
        var random = new SplitMix(seed);
        var batches = Enumerable.Range(0, 12).Select(_ => script.Next()).ToList();
        var states = new List<Disk>();
        // A checkpoint every few pages, so that the write-ahead log begins anew within a run.
        var options = new EmbeddedLogOptions { CheckpointPages = 4 + (int)random.Below(60) };
        await using (var log = EmbeddedLog.Open(folder.Ledger, LedgerMode.Write, options))
        {
            states.Add(Disk.Of(folder.Ledger));
            foreach (var batch in batches.SkipLast(1))
            {
                await log.AppendAsync(batch);
                states.Add(Disk.Of(folder.Ledger));
            }
        }

        for (var crash = 0; crash < CrashesPerRun; crash++)
        {
            var acked = (int)random.Below((ulong)states.Count - 1);
            var (before, after) = (states[acked], states[acked + 1]);
            var path = folder.File("crash.ledger");
            // Either while the commit was written to the write-ahead log, or after its sync while pages were merged into the file.
            var isMerging = random.Below(3) == 0;
            var disk = isMerging
                ? new Disk(Torn(before.Database, after.Database, ref random), after.Log)
                : new Disk(before.Database, TornLog(before.Log, after.Log, ref random));
            disk.WriteTo(path);
            var least = isMerging ? acked + 1 : acked;
            await using (var log = EmbeddedLog.Open(path, LedgerMode.Write, options))
            {
                var recovered = await LedgerCheck.BatchesAsync(log, batches);
                Assert.InRange(recovered, least, acked + 1);
                if (crash % 8 == 0) await LedgerCheck.ViewsAsync(log, batches, recovered);
                // Life goes on, and what is appended now does not mix with what was lost.
                await log.AppendAsync(batches[recovered]);
                Assert.Equal(recovered + 1, await LedgerCheck.BatchesAsync(log, batches));
            }

            await using (var again = EmbeddedLog.Open(path, LedgerMode.Read))
                Assert.True(await LedgerCheck.BatchesAsync(again, batches) > least);
        }
    }

    /// <summary>A write-ahead log that begins anew gets its header first, and SQLite syncs that before it writes the first frame.</summary>
    private static byte[] TornLog(byte[] before, byte[] after, ref SplitMix random)
    {
        const int Header = 32;
        if (before.Length < Header || before.AsSpan(0, Header).SequenceEqual(after.AsSpan(0, Header))) return Torn(before, after, ref random);
        if (random.Below(4) == 0) return before;
        byte[] restarted = [.. after.AsSpan(0, Header), .. before.AsSpan(Header)];
        return random.Below(4) == 0 ? restarted : Torn(restarted, after, ref random);
    }

    /// <summary>Of every sector that differs either the old or the new content, and the end cut anywhere between the two lengths.</summary>
    private static byte[] Torn(byte[] before, byte[] after, ref SplitMix random)
    {
        // How likely a sector was to reach the disk: none, some, most, all.
        var chance = random.Below(5) * 25;
        var shorter = Math.Min(before.Length, after.Length);
        var longer = Math.Max(before.Length, after.Length);
        var length = random.Below(3) == 0 ? longer : shorter + (int)random.Below((ulong)(longer - shorter) + 1);
        var torn = new byte[length];
        for (var at = 0; at < length; at += Sector)
        {
            var size = Math.Min(Sector, length - at);
            var source = random.Below(100) < chance ? after : before;
            if (at < source.Length) source.AsSpan(at, Math.Min(size, source.Length - at)).CopyTo(torn.AsSpan(at));
        }

        return torn;
    }

    /// <summary>What a disk holds of a ledger.</summary>
    private sealed record Disk(byte[] Database, byte[] Log)
    {
        // Closing these handles drops the locks that SQLite holds in this process; nobody else opens these files.
        public static Disk Of(string path) => new(File.ReadAllBytes(path), File.Exists(path + "-wal") ? File.ReadAllBytes(path + "-wal") : []);

        public void WriteTo(string path)
        {
            File.Delete(path + "-shm");
            File.WriteAllBytes(path, Database);
            File.WriteAllBytes(path + "-wal", Log);
        }
    }
}
