using System.Globalization;
using Reports.EventStore.Embedded;
using Reports.Faults;
using Reports.Service.Ledgers;
using Serilog.Events;

namespace Reports.Service.Tests.Ledgers;

/// <summary>kill -9 while views are saved: a start after it never answers from half a checkpoint.</summary>
[Collection(OneLogger.Name)]
public sealed class CheckpointKillTests
{
    private const int Batches = 100_000;
    private const int KillsOfOneLedger = 3;

    [Fact]
    public async Task Killed_while_it_saves_views_a_ledger_starts_with_the_last_ones_saved_and_they_are_right()
    {
        for (var (round, kills) = (1, Rounds.Of("REPORTS_CHECKPOINT_KILLS", 3)); kills > 0; round++)
        {
            using var folder = new TemporaryFolder();
            var random = new SplitMix((ulong)round);
            var (there, saved) = (0, 0L);
            for (var kill = 0; kill < KillsOfOneLedger && kills > 0; kill++, kills--)
                (there, saved) = await KillAsync(folder, (ulong)round, random.Below(60), random.Below(2_000_000), there, saved);
        }
    }

    private static async Task<(int There, long Saved)> KillAsync(TemporaryFolder folder, ulong seed, ulong after, ulong spins, int there, long saved)
    {
        var acked = there;
        using (var child = ChildProcess.Start(["views", folder.Ledger, Text(seed), Text(Batches), Text((ulong)there)]))
        {
            Assert.Equal("open", await child.LineAsync());
            while (acked < there + (int)after) Note(await child.LineAsync() ?? throw new InvalidOperationException(child.Errors));
            for (; spins > 0; spins--) Thread.SpinWait(1);
            child.Kill();
            while (await child.LineAsync() is { } line) Note(line);
            await child.ExitAsync();
        }

        using var script = new ScriptedLedger(seed);
        var attempted = Enumerable.Range(0, acked + 1).Select(_ => script.Next()).ToList();
        using var notices = new Notices(LogEventLevel.Debug);
        await using var ledger = await Ledger.OpenAsync(folder.Ledger, LedgerMode.Write, TimeProvider.System, "tests");
        Assert.DoesNotContain(notices.Texts, t => t.Contains("it is ignored", StringComparison.Ordinal));
        if (saved > 0)
        {
            var loaded = Assert.Single(notices.Texts, t => t.StartsWith("Loaded the views at position ", StringComparison.Ordinal));
            Assert.True(long.Parse(loaded.Split(' ')[5], CultureInfo.InvariantCulture) >= saved, $"seed {seed}: {loaded}, saved were {saved}");
        }

        var recovered = await LedgerCheck.BatchesAsync(ledger.Log, attempted);
        Assert.True(recovered >= acked && recovered <= acked + 1, $"seed {seed}: {acked} acknowledged, {recovered} there");
        LedgerCheck.Replayed(ledger.Views, attempted, recovered);
        Assert.True((await ledger.RebuildAsync(swap: false)).IsEqual, $"seed {seed}: the views differ from those rebuilt");
        return (recovered, saved);

        void Note(string line)
        {
            if (line.StartsWith("acked ", StringComparison.Ordinal)) acked = int.Parse(line.AsSpan(6), CultureInfo.InvariantCulture);
            else if (line.StartsWith("saved ", StringComparison.Ordinal)) saved = long.Parse(line.AsSpan(6), CultureInfo.InvariantCulture);
            else Assert.Fail(line);
        }
    }

    private static string Text(ulong number) => number.ToString(CultureInfo.InvariantCulture);
}
