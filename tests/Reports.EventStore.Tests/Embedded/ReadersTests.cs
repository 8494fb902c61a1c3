using System.Globalization;
using Reports.EventStore.Contract;
using Reports.EventStore.Embedded;
using Reports.EventStore.Log;
using Reports.Faults;

namespace Reports.EventStore.Tests.Embedded;

/// <summary>Many readers beside a writer, and one that stays for long.</summary>
public sealed class ReadersTests : IDisposable
{
    private const int Batches = 80;
    private const int Readers = 16;
    private const ulong Seed = 21;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>How many megabytes are appended beside a reader that stays.</summary>
    private static int Megabytes => Rounds.Of("REPORTS_SNAPSHOT_MEGABYTES", 80);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_writer_and_sixteen_readers_here_and_elsewhere_each_see_whole_batches_in_order_and_never_go_back()
    {
        for (var round = 0; round < Rounds.Of("REPORTS_READER_ROUNDS", 1); round++)
        {
            using var folder = new TemporaryFolder();
            // Merged every few pages, so that the write-ahead log begins anew under the readers whenever it can.
            await using var log = EmbeddedLog.Open(folder.Ledger, LedgerMode.Write, new EmbeddedLogOptions { CheckpointPages = 16 });
            var seed = Seed + (ulong)round;
            string[] elsewhere = ["read", folder.Ledger, seed.ToString(CultureInfo.InvariantCulture), Batches.ToString(CultureInfo.InvariantCulture), "6"];
            using var first = ChildProcess.Start(elsewhere);
            using var second = ChildProcess.Start(elsewhere);
            var here = LedgerReading.FollowAsync(folder.Ledger, seed, Batches, Readers - 12, Cancellation);
            using var script = new ScriptedLedger(seed);
            var attempted = Enumerable.Range(0, Batches).Select(_ => script.Next()).ToList();
            foreach (var batch in attempted) await log.AppendAsync(batch, Cancellation);
            Assert.True(await here >= Readers - 12);
            foreach (var child in (ChildProcess[])[first, second])
            {
                var lines = await child.LinesAsync();
                Assert.True(await child.ExitAsync() == 0, $"{string.Join('\n', lines)}\n{child.Errors}");
                Assert.StartsWith("seen ", Assert.Single(lines), StringComparison.Ordinal);
            }

            Assert.Equal(Batches, await LedgerCheck.BatchesAsync(log, attempted, Cancellation));
        }
    }

    [Fact]
    public async Task Beside_a_reader_that_stays_appends_go_on_and_after_it_the_waiting_commits_are_merged_and_cut_back()
    {
        const int BatchBytes = 4_000_000;
        const int Kept = 64 * 1024 * 1024;
        const int Pages = 1000;
        var notices = new List<string>();
        var options = new EmbeddedLogOptions { CheckpointPages = Pages, Notice = notices.Add };
        await using var log = EmbeddedLog.Open(_folder.Ledger, LedgerMode.Write, options);
        var old = await AppendAsync(log, 1, BatchBytes);

        await using var reader = EmbeddedLog.Open(_folder.Ledger, LedgerMode.Read);
        var snapshot = reader.ReadAllAsync(default, Cancellation).GetAsyncEnumerator(Cancellation);
        Assert.True(await snapshot.MoveNextAsync());
        long seen = snapshot.Current.Events.Length;

        var (appended, waiting) = (0L, 0L);
        while (appended < Megabytes * 1_000_000L)
        {
            await AppendAsync(log, 2, BatchBytes);
            appended += BatchBytes;
            Assert.True(Waiting() >= waiting, "the log was cut back under a reader");
            waiting = Waiting();
        }

        Assert.True(waiting > Math.Min(appended, 2L * Kept / 2), $"only {waiting} bytes wait");
        Assert.Contains("has been reading an old state", Assert.Single(notices.Take(1)), StringComparison.Ordinal);
        Assert.True(notices.Count <= 2 + Math.Log2(waiting / (8.0 * Pages * 8192)), "a notice at each doubling");

        // The reader goes on in what was there when it began.
        while (await snapshot.MoveNextAsync()) seen += snapshot.Current.Events.Length;
        Assert.Equal(old.Commit, seen);
        await snapshot.DisposeAsync();

        // The next merge finds nobody in the way, and the log begins anew: within so many pages it has been cut back.
        for (var bytes = 0L; Waiting() > Kept; bytes += BatchBytes)
        {
            Assert.True(bytes <= 3L * Pages * 8192, $"{Waiting()} bytes still wait");
            await AppendAsync(log, 3, BatchBytes);
        }

        await log.VerifyAsync(Cancellation);
    }

    private long Waiting() => new FileInfo(_folder.Ledger + "-wal").Length;

    private static async Task<Position> AppendAsync(EmbeddedLog log, int stream, int bytes)
    {
        const int EventBytes = 2000;
        var count = bytes / EventBytes;
        var first = (int)(await log.HeadAsync(Cancellation)).Commit;
        var events = TestEvents.Events(first + 1, count)
            .Select(e => e with { Metadata = System.Text.Encoding.ASCII.GetBytes($"{{\"filling\":\"{new string('x', EventBytes)}\"}}") }).ToArray();
        return (await log.AppendAsync(new StreamName($"source-{stream}"), ExpectedRevision.Any, events, Cancellation)).Position;
    }
}
