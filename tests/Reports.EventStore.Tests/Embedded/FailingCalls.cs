using System.Globalization;
using System.Text.RegularExpressions;
using Reports.Faults;

namespace Reports.EventStore.Tests.Embedded;

/// <summary>What one run of the harness met when one of its file-system calls failed.</summary>
/// <param name="Acked">Batches that were acknowledged.</param>
/// <param name="Refusals">What was refused, in order.</param>
/// <param name="Injected">Calls that were made to fail.</param>
/// <param name="Ended">How the process ended: 0, or 1 after a refusal.</param>
/// <param name="Errors">What it wrote to standard error.</param>
internal sealed record FailedRun(int Acked, IReadOnlyList<string> Refusals, int Injected, int Ended, string Errors);

/// <summary>Runs the harness with the system calls on one ledger's files traced or made to fail, by strace.</summary>
internal static partial class FailingCalls
{
    public const string Strace = "/usr/bin/strace";
    public const ulong Seed = 5;
    public const int Batches = 12;

    /// <summary>Few enough that commits are merged into the file, and the write-ahead log begins anew, within the batches.</summary>
    private const string Pages = "8";

    /// <summary>From when on calls are counted.</summary>
    public enum Phase
    {
        /// <summary>From the start of the process: what opening a ledger does.</summary>
        Opening,

        /// <summary>From when the ledger is open: what appends, merges and the closing do.</summary>
        Appending,
    }

    /// <summary>How often each file-system call is made on a ledger's files, by the thread that makes most of them.</summary>
    public static async Task<IReadOnlyDictionary<string, int>> CountAsync(Phase phase)
    {
        using var folder = new TemporaryFolder();
        var run = await RunAsync(folder, phase, "trace=all");
        Assert.Equal((Batches, 0, 0), (run.Acked, run.Refusals.Count, run.Ended));
        var calls = File.ReadLines(folder.File("trace")).Select(l => Call().Match(l)).Where(m => m.Success)
            .GroupBy(m => (Thread: m.Groups["thread"].Value, Call: m.Groups["call"].Value));
        return calls.GroupBy(g => g.Key.Call).ToDictionary(g => g.Key, g => g.Max(t => t.Count()), StringComparer.Ordinal);
    }

    /// <summary>Lets the n-th call of a kind fail, on each thread that makes so many.</summary>
    public static Task<FailedRun> FailAsync(TemporaryFolder folder, Phase phase, string call, int nth, string error) =>
        RunAsync(folder, phase, $"trace={call}", string.Create(CultureInfo.InvariantCulture, $"inject={call}:error={error}:when={nth}"));

    private static async Task<FailedRun> RunAsync(TemporaryFolder folder, Phase phase, params string[] expressions)
    {
        await using (EventStore.Embedded.EmbeddedLog.Open(folder.Ledger, EventStore.Embedded.LedgerMode.Write))
        {
        }

        var trace = folder.File("trace");
        string[] strace = ["-f", "-o", trace];
        foreach (var suffix in (string[])["", "-wal", "-shm", "-journal", "-writer", "-writer.json"]) strace = [.. strace, "-P", folder.Ledger + suffix];
        strace = [.. strace, "-P", folder.Path];
        foreach (var expression in expressions) strace = [.. strace, "-e", expression];
        string[] append = ["append", folder.Ledger, Seed.ToString(CultureInfo.InvariantCulture), Batches.ToString(CultureInfo.InvariantCulture), Pages];
        using var child = phase == Phase.Opening ? ChildProcess.Start(append, [Strace, "-qq", "--seccomp-bpf", .. strace]) : ChildProcess.Start([.. append, "wait"]);
        using var tracer = phase == Phase.Opening ? null : await AttachAsync(child, strace);
        var acked = 0;
        var refusals = new List<string>();
        while (await child.LineAsync() is { } line)
        {
            if (line.StartsWith("acked ", StringComparison.Ordinal)) acked = int.Parse(line.AsSpan(6), CultureInfo.InvariantCulture);
            if (!line.StartsWith("refused ", StringComparison.Ordinal)) continue;
            refusals.Add(line);
            // Once more, and that is all: what is refused twice is refused for good.
            if (refusals.Count == 1) child.Tell("again");
            else child.CloseInput();
        }

        var ended = await child.ExitAsync();
        if (tracer is not null) await tracer.ExitAsync();
        return new FailedRun(acked, refusals, File.ReadLines(trace).Count(l => l.Contains("(INJECTED)", StringComparison.Ordinal)), ended, child.Errors);
    }

    private static async Task<ChildProcess> AttachAsync(ChildProcess child, string[] strace)
    {
        Assert.Equal("open", await child.LineAsync());
        var tracer = ChildProcess.StartProgram(Strace, [.. strace, "-p", child.Id.ToString(CultureInfo.InvariantCulture)]);
        await tracer.UntilErrorAsync("attached");
        child.Tell("begin");
        return tracer;
    }

    [GeneratedRegex(@"^(?<thread>\d+) +(?<call>[a-z0-9_]+)\(", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Call();
}
