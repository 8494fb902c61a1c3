using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

// Options are shared between runs of the command in one process, as they are between commands.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace Reports.Cli.Tests;

/// <summary>No test saves views in the folder of whoever runs it, nor a process that it starts.</summary>
internal static class NoCache
{
    [System.Runtime.CompilerServices.ModuleInitializer]
    internal static void Set() => Environment.SetEnvironmentVariable("REPORTS_CACHE", "none");
}

/// <summary>A folder with a ledger in it, and the command run over it in process.</summary>
public sealed class Cli : IDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    public Cli()
    {
        Folder = Directory.CreateTempSubdirectory("reports-cli-").FullName;
        Ledger = Path.Combine(Folder, "ledger.db");
    }

    public string Folder { get; }

    public string Ledger { get; }

    public FakeTimeProvider Time { get; } = new(Start);

    /// <summary>The five articles, as they stand in the repository.</summary>
    public static string Articles { get; } = Path.Combine(Root(), "eventstore", "sources");

    /// <summary>A ledger that has the five articles.</summary>
    public static async Task<Cli> WithArticlesAsync()
    {
        var cli = new Cli();
        var ingested = await cli.RunAsync("ingest", Articles, "--author", "amira", "--on", "2018-04-30");
        Assert.Equal(("", 0), (ingested.Error, ingested.Code));
        return cli;
    }

    /// <summary>Runs <c>reports ARGS --ledger LEDGER</c>, its output going to a pipe.</summary>
    public Task<Outcome> RunAsync(params string[] args) => RunRawAsync([.. args, "--ledger", Ledger]);

    public async Task<Outcome> RunRawAsync(params string[] args)
    {
        using var @out = new StringWriter();
        using var error = new StringWriter();
        var code = await ReportsCommand.RunAsync(args, @out, error, Time, isTerminal: false, TestContext.Current.CancellationToken);
        return new Outcome(code, @out.ToString(), error.ToString());
    }

    /// <summary>Runs with <c>--json</c> and reads what came out.</summary>
    public async Task<JsonElement> JsonAsync(params string[] args)
    {
        var outcome = await RunAsync([.. args, "--json"]);
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        return JsonDocument.Parse(outcome.Out).RootElement;
    }

    /// <summary>Writes a file into the folder.</summary>
    public string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    public static string Root()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "Reports.sln")))
                return folder;
        throw new InvalidOperationException("Reports.sln stands in no folder above the tests");
    }
}

/// <summary>What a run ended with.</summary>
public sealed record Outcome(int Code, string Out, string Error);
