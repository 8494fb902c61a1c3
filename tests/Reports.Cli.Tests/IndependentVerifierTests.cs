using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Reports.EventStore.Embedded;
using Reports.EventStore.Log;

namespace Reports.Cli.Tests;

/// <summary>
/// <c>Verifier/verifier.py</c> was written from the specifications alone, in another language and without a library: it agrees on random
/// ledgers, and sees what was changed.
/// </summary>
public sealed class IndependentVerifierTests
{
    private static readonly string s_script = Path.Combine(Cli.Root(), "tests", "Reports.Cli.Tests", "Verifier", "verifier.py");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(1003)]
    public async Task It_agrees_on_a_random_ledger(int events)
    {
        using var cli = new Cli();
        var (key, folder, proofs) = await ExportAsync(cli, events);
        var (code, lines) = await VerifyAsync([key, folder, .. proofs]);
        Assert.Equal((0, 1 + proofs.Count), (code, lines.Length));
        Assert.StartsWith($"ledger.example: {events} entries lead to the root ", lines[0], StringComparison.Ordinal);
        Assert.StartsWith($"ledger.example: entry {events} of {events}, ", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_sees_one_changed_byte_wherever_it_is()
    {
        using var cli = new Cli();
        var (key, folder, proofs) = await ExportAsync(cli, 300);
        foreach (var file in Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Append(proofs[0]))
        {
            var bytes = await File.ReadAllBytesAsync(file, Cancellation);
            bytes[bytes.Length / 2] ^= 1;
            await File.WriteAllBytesAsync(file, bytes, Cancellation);
            Assert.NotEqual(0, (await VerifyAsync([key, folder, proofs[0]])).Code);
            bytes[bytes.Length / 2] ^= 1;
            await File.WriteAllBytesAsync(file, bytes, Cancellation);
        }

        Assert.Equal(0, (await VerifyAsync([key, folder, proofs[0]])).Code);
    }

    /// <summary>A ledger of random events, some too large for a bundle; its key, its export and proofs of a few of them, the last included.</summary>
    private static async Task<(string Key, string Folder, List<string> Proofs)> ExportAsync(Cli cli, int events)
    {
        var random = new Random(events);
        await using (var log = EmbeddedLog.Open(cli.Ledger, LedgerMode.Write))
            for (var i = 0; i < events; i++)
            {
                var id = new byte[16];
                random.NextBytes(id);
                var size = i % 97 == 50 ? 70_000 : random.Next(0, 900);
                await log.AppendAsync(
                    new StreamName($"source-{random.Next(20)}"), ExpectedRevision.Any,
                    [new EventToAppend(new Guid(id), random.Next(2) == 0 ? "FigureReported" : "T", Letters(random, size), Letters(random, random.Next(90)))], Cancellation);
            }

        var key = (await cli.RunAsync("signing-key", "create", "--origin", "ledger.example")).Out.Trim();
        Assert.Equal(0, (await cli.RunAsync("checkpoint")).Code);
        var folder = Path.Combine(cli.Folder, "www");
        Assert.Equal(0, (await cli.RunAsync("tiles", "export", folder)).Code);
        var proofs = new List<string>();
        foreach (var position in new SortedSet<int> { 1, 1 + (events / 3), Math.Min(51, events), events })
        {
            var outcome = await cli.RunAsync("proof", "inclusion", position.ToString(CultureInfo.InvariantCulture));
            Assert.Equal((0, ""), (outcome.Code, outcome.Error));
            proofs.Add(cli.Write($"{position}.tlog-proof", outcome.Out));
        }

        return (key, folder, proofs);
    }

    private static byte[] Letters(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (byte)random.Next('a', 'z'))];

    private static async Task<(int Code, string[] Lines)> VerifyAsync(IEnumerable<string> args)
    {
        Process? process;
        try
        {
            process = Process.Start(new ProcessStartInfo("python3", [s_script, .. args]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false });
        }
        catch (Win32Exception)
        {
            process = null;
        }

        Assert.SkipWhen(process is null, "python3 is not installed");
        using var running = process!;
        var output = running.StandardOutput.ReadToEndAsync(Cancellation);
        var error = running.StandardError.ReadToEndAsync(Cancellation);
        await running.WaitForExitAsync(Cancellation);
        _ = await error;
        return (running.ExitCode, (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
