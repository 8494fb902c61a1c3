using System.Diagnostics;
using System.Text.Json;

namespace Reports.Cli.Tests;

/// <summary>The built program, as a process of its own.</summary>
public sealed class ProcessTests
{
    [Fact]
    public async Task The_program_ingests_answers_and_refuses_with_its_exit_codes()
    {
        using var cli = new Cli();
        var ingested = await RunAsync("ingest", Cli.Articles, "--ledger", cli.Ledger, "--author", "amira", "--json");
        Assert.Equal((0, ""), (ingested.Code, ingested.Error));
        Assert.True(JsonDocument.Parse(ingested.Out).RootElement.GetProperty("to").GetInt64() > 200);

        var status = await RunAsync("status", "qadam", "--on", "2018-03-21", "--ledger", cli.Ledger);
        Assert.Equal((0, ""), (status.Code, status.Error));
        Assert.Contains("contested", status.Out, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', status.Out);

        var refused = await RunAsync("status", "qadem", "--ledger", cli.Ledger);
        Assert.Equal((1, ""), (refused.Code, refused.Out));
        Assert.Equal("reports: unknown place 'qadem': did you mean 'Qadam'?", refused.Error.Trim());
    }

    internal static async Task<Outcome> RunAsync(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "reports.dll"), .. args])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var cancellation = TestContext.Current.CancellationToken;
        var (@out, error) = (process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
        await process.WaitForExitAsync(cancellation);
        return new Outcome(process.ExitCode, await @out, await error);
    }
}
