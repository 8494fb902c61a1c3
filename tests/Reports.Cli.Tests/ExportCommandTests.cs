using System.Security.Cryptography;
using System.Text.Json;

namespace Reports.Cli.Tests;

/// <summary><c>reports export</c>.</summary>
public sealed class ExportCommandTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_stands_beside_what_says_of_which_ledger_it_was_made()
    {
        using var cli = await Cli.WithArticlesAsync();
        var file = Path.Combine(cli.Folder, "statuses.csv");
        var told = await cli.JsonAsync("export", "statuses", "--on", "2018-04-21", "--output", file);
        var bytes = await File.ReadAllBytesAsync(file, Cancellation);
        Assert.Equal((bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes))), (told.GetProperty("bytes").GetInt32(), told.GetProperty("sha256").GetString()));
        using var sidecar = JsonDocument.Parse(await File.ReadAllBytesAsync(file + "-metadata.json", Cancellation));
        Assert.Equal("statuses.csv", sidecar.RootElement.GetProperty("url").GetString());
        Assert.Equal(told.GetProperty("export").GetRawText().Replace(" ", "", StringComparison.Ordinal), Plain(sidecar.RootElement.GetProperty("urn:reports:export")));
        // The root is the one that the ledger's own checkpoint has.
        await cli.RunAsync("signing-key", "create", "--origin", "ledger.example");
        var checkpoint = await cli.RunAsync("checkpoint");
        Assert.Contains(told.GetProperty("export").GetProperty("root").GetString()!, checkpoint.Out, StringComparison.Ordinal);
        Assert.Equal(["statuses.csv", "statuses.csv-metadata.json"], Directory.GetFiles(cli.Folder, "statuses*").Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_is_there_is_kept_unless_it_is_to_be_overwritten()
    {
        using var cli = await Cli.WithArticlesAsync();
        var file = cli.Write("figures.parquet", "mine");
        var refused = await cli.RunAsync("export", "figures", "--output", file);
        Assert.Equal(1, refused.Code);
        Assert.Contains("--overwrite", refused.Error, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(file, Cancellation));
        Assert.Equal(0, (await cli.RunAsync("export", "figures", "--output", file, "--overwrite")).Code);
        Assert.StartsWith("PAR1", await File.ReadAllTextAsync(file, Cancellation), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'changes' cannot be written as 'geojson'", "export", "changes", "--format", "geojson", "--output", "x")]
    [InlineData("does not tell the format", "export", "facts", "--output", "facts.xlsx")]
    [InlineData("'things' is no content: there are statuses", "export", "things", "--output", "x.csv")]
    [InlineData("has no valid date", "export", "facts", "--on", "2018-04-21", "--output", "x.csv")]
    [InlineData("is not before position", "export", "changes", "--after", "9999", "--output", "x.csv")]
    public async Task What_cannot_be_exported_is_refused_and_leaves_nothing(string reason, params string[] args)
    {
        using var cli = await Cli.WithArticlesAsync();
        args = [.. args.Select(a => a.StartsWith('x') ? Path.Combine(cli.Folder, a) : a)];
        var outcome = await cli.RunAsync(args);
        Assert.Equal(1, outcome.Code);
        Assert.Contains(reason, outcome.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(cli.Folder, "x*"));
    }

    private static string Plain(JsonElement element) => element.GetRawText().Replace(" ", "", StringComparison.Ordinal);
}
