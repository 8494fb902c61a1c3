using System.Globalization;
using Reports.EventStore.Embedded;
using Reports.Faults;

namespace Reports.EventStore.Tests.Embedded;

/// <summary>kill -9 while appending: acknowledged ⊆ recovered ⊆ attempted as a prefix, no half batch, views equal to a replay.</summary>
public sealed class KillTests
{
    private const int Batches = 100_000;

    private static int Count => Rounds.Of("REPORTS_KILL_ROUNDS", 4);

    [Fact]
    public async Task What_was_acknowledged_survives_a_kill_and_nothing_is_there_in_half()
    {
        for (var round = 1; round <= Count; round++)
        {
            using var folder = new TemporaryFolder();
            var seed = (ulong)round;
            var acked = 0;
            var random = new SplitMix(seed);
            using (var child = ChildProcess.Start(["append", folder.Ledger, seed.ToString(CultureInfo.InvariantCulture), Batches.ToString(CultureInfo.InvariantCulture)]))
            {
                Assert.Equal("open", await child.LineAsync());
                // Killed at some acknowledgement or shortly after it, in the middle of what comes next.
                var last = (int)random.Below(200);
                while (acked < last) acked = Acked(await child.LineAsync());
                for (var spin = random.Below(2_000_000); spin > 0; spin--) Thread.SpinWait(1);
                child.Kill();
                while (await child.LineAsync() is { } line) acked = Acked(line);
                await child.ExitAsync();
            }

            using var script = new ScriptedLedger(seed);
            var attempted = Enumerable.Range(0, acked + 1).Select(_ => script.Next()).ToList();
            await using (var log = EmbeddedLog.Open(folder.Ledger, LedgerMode.Write))
            {
                var recovered = await LedgerCheck.BatchesAsync(log, attempted, TestContext.Current.CancellationToken);
                Assert.InRange(recovered, acked, acked + 1);
                await LedgerCheck.ViewsAsync(log, attempted, recovered, TestContext.Current.CancellationToken);
                // Life goes on.
                if (recovered == acked) await log.AppendAsync(attempted[acked], TestContext.Current.CancellationToken);
                Assert.Equal(acked + 1, await LedgerCheck.BatchesAsync(log, attempted, TestContext.Current.CancellationToken));
            }

            Assert.Equal(2, Directory.GetFiles(folder.Path).Length);
        }
    }

    [Fact]
    public async Task A_ledger_whose_making_was_killed_is_made_again()
    {
        using var folder = new TemporaryFolder();
        await using (EmbeddedLog.Open(folder.Ledger, LedgerMode.Write))
        {
        }

        // What a making leaves that was killed before the ledger was moved into place.
        var making = folder.File("unfinished-new");
        File.WriteAllBytes(making, File.ReadAllBytes(folder.Ledger)[..5000]);
        File.WriteAllText(making + "-journal", "cut short");
        await using var log = EmbeddedLog.Open(folder.File("unfinished"), LedgerMode.Write);
        await log.AppendAsync(new ScriptedLedger(1).Next(), TestContext.Current.CancellationToken);
        Assert.NotEqual(default, await log.HeadAsync(TestContext.Current.CancellationToken));
        Assert.Empty(Directory.GetFiles(folder.Path, "*-new*"));
    }

    [Fact]
    public async Task Where_only_the_commits_of_a_ledger_are_left_none_is_made_over_them()
    {
        using var folder = new TemporaryFolder();
        await using (var log = EmbeddedLog.Open(folder.Ledger, LedgerMode.Write))
        {
            await log.AppendAsync(new ScriptedLedger(1).Next(), TestContext.Current.CancellationToken);
            File.Copy(folder.Ledger + "-wal", folder.File("lost-wal"));
        }

        var bytes = File.ReadAllBytes(folder.File("lost-wal"));
        Assert.Throws<Log.LogDamagedException>(() => EmbeddedLog.Open(folder.File("lost"), LedgerMode.Write));
        Assert.Equal(bytes, File.ReadAllBytes(folder.File("lost-wal")));
        File.WriteAllBytes(folder.File("empty"), []);
        Assert.Throws<Log.LogForeignException>(() => EmbeddedLog.Open(folder.File("empty"), LedgerMode.Write));
    }

    private static int Acked(string? line)
    {
        Assert.NotNull(line);
        Assert.StartsWith("acked ", line, StringComparison.Ordinal);
        return int.Parse(line.AsSpan(6), CultureInfo.InvariantCulture);
    }
}
