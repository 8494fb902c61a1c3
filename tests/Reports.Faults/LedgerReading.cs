using Reports.EventStore.Embedded;
using Reports.EventStore.Log;

namespace Reports.Faults;

/// <summary>Readers beside a writer.</summary>
public static class LedgerReading
{
    /// <summary>
    /// Readers with connections of their own that read a ledger again and again until all batches of a script are there.
    /// </summary>
    /// <returns>How often they read.</returns>
    /// <exception cref="InvalidOperationException">One saw something else than whole batches in order, or fewer than before.</exception>
    /// <exception cref="LogException">One could not read.</exception>
    public static async Task<int> FollowAsync(string ledger, ulong seed, int batches, int readers, CancellationToken cancellation = default)
    {
        using var script = new ScriptedLedger(seed);
        var attempted = Enumerable.Range(0, batches).Select(_ => script.Next()).ToList();
        var seen = await Task.WhenAll(Enumerable.Range(0, readers).Select(r => Task.Run(() => FollowAsync(ledger, attempted, r, cancellation), cancellation)));
        return seen.Sum();
    }

    private static async Task<int> FollowAsync(string ledger, List<IReadOnlyList<StreamAppend>> attempted, int reader, CancellationToken cancellation)
    {
        var (times, before) = (0, 0);
        // Some stay for all of it, the others come and go: the last one to leave would take the files beside the ledger away.
        var stays = reader % 2 == 0;
        var log = EmbeddedLog.Open(ledger, LedgerMode.Read);
        try
        {
            while (before < attempted.Count)
            {
                var now = await LedgerCheck.BatchesAsync(log, attempted, isStill: false, cancellation);
                if (now < before) throw new InvalidOperationException($"reader {reader} went back from {before} batches to {now}");
                before = now;
                times++;
                if (stays) continue;
                await log.DisposeAsync();
                log = EmbeddedLog.Open(ledger, LedgerMode.Read);
            }

            return times;
        }
        finally
        {
            await log.DisposeAsync();
        }
    }
}
