using System.Globalization;
using Reports.EventStore.Embedded;
using Reports.Faults;

namespace Reports.EventStore.Tests.Embedded;

/// <summary>kill -9 while appending: acknowledged ⊆ recovered ⊆ attempted as a prefix, no half batch, views equal to a replay.</summary>
public sealed class KillTests
{
    private const int Batches = 100_000;

    private static int Rounds => int.TryParse(Environment.GetEnvironmentVariable("REPORTS_KILL_ROUNDS"), CultureInfo.InvariantCulture, out var rounds) ? rounds : 4;

    [Fact]
    public async Task What_was_acknowledged_survives_a_kill_and_nothing_is_there_in_half()
    {
        for (var round = 1; round <= Rounds; round++)
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

        // What SQLite leaves after its first write, before the tables were committed.
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={folder.File("unfinished")};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL;";
            command.ExecuteNonQuery();
        }

        Assert.True(new FileInfo(folder.File("unfinished")).Length > 0);
        await using var log = EmbeddedLog.Open(folder.File("unfinished"), LedgerMode.Write);
        await log.AppendAsync(new ScriptedLedger(1).Next(), TestContext.Current.CancellationToken);
        Assert.NotEqual(default, await log.HeadAsync(TestContext.Current.CancellationToken));
    }

    private static int Acked(string? line)
    {
        Assert.NotNull(line);
        Assert.StartsWith("acked ", line, StringComparison.Ordinal);
        return int.Parse(line.AsSpan(6), CultureInfo.InvariantCulture);
    }
}
