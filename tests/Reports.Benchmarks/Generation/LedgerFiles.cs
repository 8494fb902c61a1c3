using System.Diagnostics;
using System.Globalization;
using Reports.EventStore.Embedded;

namespace Reports.Benchmarks.Generation;

/// <summary>Generated ledgers on disk: made once, in a process of their own, and kept.</summary>
public static class LedgerFiles
{
    /// <summary>The name of the command that makes a ledger.</summary>
    public const string Command = "generate";

    public static string PathOf(string folder, long facts, int seed) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"ledger-{facts}-{seed}.db"));

    /// <summary>The ledger's path; a ledger that is not there is made by a child process, so that making it leaves no trace in this one's memory.</summary>
    public static async Task<string> ObtainAsync(string folder, long facts, int seed)
    {
        var path = PathOf(folder, facts, seed);
        if (File.Exists(path)) return path;
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            ArgumentList =
            {
                Command, "--facts", facts.ToString(CultureInfo.InvariantCulture), "--seed", seed.ToString(CultureInfo.InvariantCulture), "--dir", folder,
            },
        };
        using var child = Process.Start(start) ?? throw new InvalidOperationException("the process that makes the ledger did not start");
        await child.WaitForExitAsync();
        return child.ExitCode == 0 ? path : throw new InvalidOperationException($"making {path} failed with exit code {child.ExitCode}");
    }

    /// <summary>Makes a ledger in this process; a half-made one is left under another name.</summary>
    public static async Task MakeAsync(string folder, long facts, int seed)
    {
        Directory.CreateDirectory(folder);
        var path = PathOf(folder, facts, seed);
        var part = path + ".part";
        File.Delete(part);
        await using (var log = EmbeddedLog.Open(part, LedgerMode.Write))
            await Appending.AppendAllAsync(log, new Generator(facts, seed).Changes());
        File.Move(part, path, overwrite: true);
    }
}
