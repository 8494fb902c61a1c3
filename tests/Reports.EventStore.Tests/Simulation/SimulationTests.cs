using System.Globalization;
using Reports.EventStore.Embedded;
using Reports.Faults;

namespace Reports.EventStore.Tests.Simulation;

/// <summary>
/// The log and its projections in thousands of simulated lives: torn writes, lost unsynced tails, a clock and a schedule from a
/// seed. <c>REPORTS_SEED</c> runs one seed again.
/// </summary>
public sealed class SimulationTests : IAsyncLifetime
{
    // In memory where the machine has such a folder: nothing here needs a disk.
    private readonly TemporaryFolder _folder = new(Directory.Exists("/dev/shm") ? "/dev/shm" : null);
    private DiskImage _empty = new([], null);

    public async ValueTask InitializeAsync()
    {
        await using (EmbeddedLog.Open(_folder.Ledger, LedgerMode.Write))
        {
        }

        _empty = new DiskImage(await File.ReadAllBytesAsync(_folder.Ledger), null);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task After_any_power_failure_the_ledger_is_a_prefix_with_all_that_was_acknowledged_and_its_views_follow_from_it()
    {
        var (first, count) = Environment.GetEnvironmentVariable("REPORTS_SEED") is { Length: > 0 } one
            ? (int.Parse(one, NumberStyles.None, CultureInfo.InvariantCulture), 1)
            : (1, Rounds.Of("REPORTS_SIMULATIONS", 3000));
        var (failed, failure) = await RunAsync(first, count, syncs: true);
        Assert.True(failure is null, $"REPORTS_SEED={failed}: {failure}");
    }

    [Fact]
    public async Task A_disk_that_keeps_nothing_of_a_sync_would_be_found_out()
    {
        var (_, failure) = await RunAsync(1, 40, syncs: false);
        Assert.NotNull(failure);
    }

    [Fact]
    public async Task A_seed_does_the_same_again()
    {
        for (var seed = 1UL; seed <= 20; seed++)
            Assert.Equal(await SimulatedLedger.RunAsync(seed, _folder.Ledger, _empty), await SimulatedLedger.RunAsync(seed, _folder.Ledger, _empty));
    }

    /// <summary>The first seed that failed, and how.</summary>
    private async Task<(int Seed, Exception? Failure)> RunAsync(int first, int count, bool syncs)
    {
        var failures = new System.Collections.Concurrent.ConcurrentDictionary<int, Exception>();
        await Parallel.ForEachAsync(Enumerable.Range(first, count), async (seed, _) =>
        {
            if (!failures.IsEmpty) return;
            var path = _folder.File(string.Create(CultureInfo.InvariantCulture, $"{seed}.ledger"));
            try
            {
                await SimulatedLedger.RunAsync((ulong)seed, path, _empty, syncs);
            }
            catch (Exception e)
            {
                failures[seed] = e;
            }

            foreach (var left in (string[])["", "-wal", "-shm", "-writer", "-writer.json"]) File.Delete(path + left);
        });
        return failures.IsEmpty ? (0, null) : (failures.MinBy(f => f.Key).Key, failures.MinBy(f => f.Key).Value);
    }
}
