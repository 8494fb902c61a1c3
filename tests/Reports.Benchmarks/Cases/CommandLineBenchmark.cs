using System.Diagnostics;
using Reports.Benchmarks.Measuring;

namespace Reports.Benchmarks.Cases;

/// <summary>Wall time of <c>reports status</c> on the sample ledger against that of <c>reports --version</c>, in turn.</summary>
public static class CommandLineBenchmark
{
    private const int LeastRuns = 15;

    public static async Task<Result> RunAsync(BenchmarkOptions options)
    {
        var root = Root();
        // As it is installed; else as it is built, and then the compiler's time is a part of each command.
        var published = Path.Combine(root, "artifacts/reports/reports");
        var command = File.Exists(published) ? published : Path.Combine(root, "src/Reports.Cli/bin/Release/net10.0/reports");
        if (!File.Exists(command)) throw new FormatException($"{command} is missing: run dotnet publish src/Reports.Cli -r linux-x64 -o artifacts/reports first");
        using var folder = new TemporaryFolder(options.Folder, "cli");
        var ledger = folder.File("ledger.db");
        await RunAsync(command, "ingest", "--ledger", ledger, Path.Combine(root, "eventstore"));
        var runs = Math.Max(options.Runs, LeastRuns);
        var version = new List<double>();
        var status = new List<double>();
        for (var run = 0; run < runs; run++)
        {
            version.Add(await Clock.SecondsAsync(() => RunAsync(command, "--version")) * 1e3);
            status.Add(await Clock.SecondsAsync(() => RunAsync(command, "status", "--ledger", ledger)) * 1e3);
        }

        var (plain, asked) = (Statistics.Median(version), Statistics.Median(status));
        return new Result("cli", $"the sample ledger, {runs} runs of {Path.GetRelativePath(root, command)}",
        [
            new Figure("reports --version", plain, "ms"),
            new Figure("reports status", asked, "ms"),
            Figure.AtMost("status above --version", asked - plain, "ms", 150),
        ]);
    }

    private static async Task RunAsync(string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var child = Process.Start(start) ?? throw new InvalidOperationException($"{command} did not start");
        var output = child.StandardOutput.ReadToEndAsync();
        var errors = child.StandardError.ReadToEndAsync();
        await child.WaitForExitAsync();
        await output;
        if (child.ExitCode != 0) throw new InvalidOperationException($"reports {string.Join(' ', arguments)} failed with {child.ExitCode}: {await errors}");
    }

    /// <summary>The folder that the solution is in, above the one that this program runs from.</summary>
    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Reports.sln")))
                return folder.FullName;
        throw new FormatException("the command-line benchmark runs from the repository");
    }
}
