using System.Diagnostics;
using System.Globalization;
using Reports.EventStore.Embedded;
using Reports.EventStore.Log;
using Reports.Faults;

namespace Reports.EventStore.Tests.Embedded;

/// <summary>File-system calls of an append made to fail, and a disk without room.</summary>
public sealed class FailingCallTests
{
    private static readonly string[] Sync = ["fsync", "fdatasync"];

    /// <summary>Every n-th of all occurrences; the script takes each.</summary>
    private static int Step => Rounds.Of("REPORTS_CALL_STEP", 150);

    [Theory]
    [InlineData(nameof(FailingCalls.Phase.Opening))]
    [InlineData(nameof(FailingCalls.Phase.Appending))]
    public async Task Whatever_file_system_call_fails_it_is_told_and_nothing_is_acknowledged_that_is_not_there(string during)
    {
        if (!File.Exists(FailingCalls.Strace)) Assert.Skip("strace is not installed");
        var phase = Enum.Parse<FailingCalls.Phase>(during);
        var calls = await FailingCalls.CountAsync(phase);
        Assert.Superset(new HashSet<string> { "pwrite64", "fsync", "fcntl" }, calls.Keys.ToHashSet());
        // Sampled along all occurrences of all calls, so that each kind is met in proportion, and at least once.
        var cases = calls.OrderBy(c => c.Key, StringComparer.Ordinal).SelectMany(c => Enumerable.Range(1, c.Value).Select(n => (Call: c.Key, Nth: n))).ToList();
        var sample = cases.Where((c, i) => i % Step == 0 || c.Nth == (c.Call.Length % calls[c.Call]) + 1).ToList();
        var met = new System.Collections.Concurrent.ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        await Parallel.ForEachAsync(sample, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (c, _) =>
        {
            foreach (var error in Errors(c.Call))
            {
                var injected = await CheckAsync(phase, c.Call, c.Nth, error);
                met.AddOrUpdate(c.Call, injected, (_, n) => n + injected);
            }
        });
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{during}: {sample.Count} of {cases.Count} occurrences; failed: {string.Join(", ", met.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"{m.Key} {m.Value}"))}");
        Assert.All(calls.Keys, call => Assert.True(met[call] > 0, $"no {call} was made to fail"));
    }

    private static string[] Errors(string call) => call switch
    {
        "pwrite64" or "write" or "ftruncate" => ["EIO", "ENOSPC"],
        "openat" => ["EACCES"],
        "fcntl" => ["ENOLCK"],
        "mmap" => ["ENOMEM"],
        _ => ["EIO"],
    };

    private static async Task<int> CheckAsync(FailingCalls.Phase phase, string call, int nth, string error)
    {
        var what = string.Create(CultureInfo.InvariantCulture, $"{phase} {call} {nth} {error}");
        using var folder = new TemporaryFolder();
        var run = await FailingCalls.FailAsync(folder, phase, call, nth, error);
        Assert.True(run.Ended is 0 or 1 && !run.Errors.Contains("Unhandled", StringComparison.Ordinal), $"{what}: ended with {run.Ended}: {run.Errors}");
        Assert.True(run.Ended == 0 || run.Refusals.Count > 0, $"{what}: ended without a word: {run.Errors}");
        Assert.All(run.Refusals, r => Assert.Contains(folder.Path, r, StringComparison.Ordinal));
        // A failed sync of an append is final: the second try is refused as well.
        if (phase == FailingCalls.Phase.Appending && Sync.Contains(call) && run.Refusals.Count > 0)
            Assert.True(
                run.Refusals.Count == 2 && run.Refusals[1].Contains("nothing more is written until the ledger is closed", StringComparison.Ordinal),
                $"{what}: {string.Join('\n', run.Refusals)}");

        using var script = new ScriptedLedger(FailingCalls.Seed);
        var attempted = Enumerable.Range(0, FailingCalls.Batches + 1).Select(_ => script.Next()).ToList();
        try
        {
            await using var log = EmbeddedLog.Open(folder.Ledger, LedgerMode.Write);
            var recovered = await LedgerCheck.BatchesAsync(log, attempted);
            Assert.True(recovered >= run.Acked, $"{what}: {run.Acked} acknowledged, {recovered} there; {string.Join('\n', run.Refusals)}");
            Assert.True(recovered <= run.Acked + 1, $"{what}: {run.Acked} acknowledged, {recovered} there");
            await log.AppendAsync(attempted[recovered]);
        }
        catch (LogException e)
        {
            Assert.Fail($"{what}: {e}");
        }

        return run.Injected;
    }

    [Fact]
    public async Task A_full_disk_is_told_leaves_the_ledger_readable_and_takes_appends_again_once_there_is_room()
    {
        using var folder = new TemporaryFolder();
        var mount = Directory.CreateDirectory(folder.File("small")).FullName;
        if (await RunAsync("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", mount) != 0) Assert.Skip("a tmpfs cannot be mounted here");
        try
        {
            var ballast = Path.Combine(mount, "ballast");
            await File.WriteAllBytesAsync(ballast, new byte[500_000], TestContext.Current.CancellationToken);
            var ledger = Path.Combine(mount, "full.ledger");
            using var script = new ScriptedLedger(8);
            var attempted = Enumerable.Range(0, 2000).Select(_ => script.Next()).ToList();
            await using var log = EmbeddedLog.Open(ledger, LedgerMode.Write);
            var acked = 0;
            var full = await Assert.ThrowsAsync<Reports.EventStore.Log.LogUnavailableException>(async () =>
            {
                for (; acked < attempted.Count; acked++) await log.AppendAsync(attempted[acked], TestContext.Current.CancellationToken);
            });
            Assert.Contains("full", full.Message, StringComparison.Ordinal);
            Assert.Equal(acked, await LedgerCheck.BatchesAsync(log, attempted, TestContext.Current.CancellationToken));
            File.Delete(ballast);
            await log.AppendAsync(attempted[acked], TestContext.Current.CancellationToken);
            Assert.Equal(acked + 1, await LedgerCheck.BatchesAsync(log, attempted, TestContext.Current.CancellationToken));
        }
        finally
        {
            await RunAsync("umount", "-l", mount);
        }
    }

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
            await process.WaitForExitAsync();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return 127;
        }
    }
}
