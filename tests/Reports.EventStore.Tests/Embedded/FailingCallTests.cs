using System.Diagnostics;
using System.Globalization;
using Reports.EventStore.Embedded;
using Reports.Faults;

namespace Reports.EventStore.Tests.Embedded;

/// <summary>File-system calls of an append made to fail, and a disk without room.</summary>
public sealed class FailingCallTests
{
    private const string Strace = "/usr/bin/strace";

    [Theory]
    [InlineData("pwrite64", "EIO")]
    [InlineData("fsync", "EIO")]
    [InlineData("ftruncate", "EIO")]
    [InlineData("pwrite64", "ENOSPC")]
    public async Task A_call_that_fails_is_told_and_nothing_is_acknowledged_that_is_not_there(string call, string error)
    {
        if (!File.Exists(Strace)) Assert.Skip("strace is not installed");
        var refused = 0;
        foreach (var nth in (int[])[1, 2, 5, 9, 14])
        {
            using var folder = new TemporaryFolder();
            await using (EmbeddedLog.Open(folder.Ledger, LedgerMode.Write))
            {
            }

            string[] behind =
            [
                Strace, "-f", "-qq", "-o", folder.File("trace"), "-P", folder.Ledger, "-P", folder.Ledger + "-wal", "-e", $"trace={call}",
                "-e", string.Create(CultureInfo.InvariantCulture, $"inject={call}:error={error}:when={nth}"),
            ];
            using var child = ChildProcess.Start(["append", folder.Ledger, "5", "12"], behind);
            var acked = 0;
            string? refusal = null;
            while (await child.LineAsync() is { } line)
            {
                if (line == "open") continue;
                if (line.StartsWith("acked ", StringComparison.Ordinal)) acked = int.Parse(line.AsSpan(6), CultureInfo.InvariantCulture);
                else if (line.StartsWith("refused ", StringComparison.Ordinal))
                {
                    // A failed sync is final: the second try is refused as well.
                    if (refusal is not null && call.Contains("sync", StringComparison.Ordinal))
                        Assert.Contains("nothing more is written until the ledger is closed", line, StringComparison.Ordinal);
                    Assert.Contains(folder.Ledger, line, StringComparison.Ordinal);
                    if (refusal is not null) child.CloseInput();
                    else child.Tell("again");
                    refusal = line;
                }
            }

            await child.ExitAsync();
            refused += refusal is null ? 0 : 1;
            using var script = new ScriptedLedger(5);
            var attempted = Enumerable.Range(0, 12).Select(_ => script.Next()).ToList();
            await using var log = EmbeddedLog.Open(folder.Ledger, LedgerMode.Write);
            var recovered = await LedgerCheck.BatchesAsync(log, attempted, TestContext.Current.CancellationToken);
            Assert.True(recovered >= acked, $"{call} {nth}: {acked} acknowledged, {recovered} there; {refusal}");
            await log.AppendAsync(attempted[Math.Min(recovered, 11)], TestContext.Current.CancellationToken);
        }

        if (call is "pwrite64" or "fsync") Assert.True(refused > 0, "no injected failure was met");
    }

    [Theory]
    [InlineData("fsync")]
    [InlineData("pwrite64")]
    public async Task Commits_that_cannot_be_merged_stay_acknowledged_and_end_the_writing(string call)
    {
        if (!File.Exists(Strace)) Assert.Skip("strace is not installed");
        using var folder = new TemporaryFolder();
        await using (EmbeddedLog.Open(folder.Ledger, LedgerMode.Write))
        {
        }

        // Calls on the ledger itself are made by a merge alone; a commit is written to the file beside it.
        string[] behind = [Strace, "-f", "-qq", "-o", folder.File("trace"), "-P", folder.Ledger, "-e", $"trace={call}", "-e", $"inject={call}:error=EIO:when=1"];
        using var child = ChildProcess.Start(["append", folder.Ledger, "5", "12", "8"], behind);
        var acked = 0;
        var refusals = new List<string>();
        while (await child.LineAsync() is { } line)
        {
            if (line.StartsWith("acked ", StringComparison.Ordinal)) acked = int.Parse(line.AsSpan(6), CultureInfo.InvariantCulture);
            if (!line.StartsWith("refused ", StringComparison.Ordinal)) continue;
            refusals.Add(line);
            if (refusals.Count == 2) child.CloseInput();
            else child.Tell("again");
        }

        await child.ExitAsync();
        Assert.InRange(acked, 1, 11);
        Assert.Equal(2, refusals.Count);
        Assert.All(refusals, r => Assert.Contains("commits could not be merged into the file", r, StringComparison.Ordinal));
        using var script = new ScriptedLedger(5);
        var attempted = Enumerable.Range(0, 12).Select(_ => script.Next()).ToList();
        await using var log = EmbeddedLog.Open(folder.Ledger, LedgerMode.Write);
        Assert.Equal(acked, await LedgerCheck.BatchesAsync(log, attempted, TestContext.Current.CancellationToken));
        await log.AppendAsync(attempted[acked], TestContext.Current.CancellationToken);
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
