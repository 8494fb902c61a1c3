namespace Reports.Cli.Tests;

/// <summary><c>reports gazetteer merge</c> and <c>reports gazetteer split</c></summary>
public sealed class GazetteerReconcilingTests : IAsyncLifetime
{
    private static readonly string[] Merge = ["gazetteer", "merge", "yarmouk", "--into", "Hajar al-Aswad", "--reason", "one area", "--author", "omar", "--on", "2018-04-23"];

    private Cli _cli = null!;

    public async ValueTask InitializeAsync() => _cli = await Cli.WithArticlesAsync();

    public ValueTask DisposeAsync()
    {
        _cli.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_merge_is_shown_wherever_its_facts_are()
    {
        var merged = await _cli.RunAsync(Merge);
        Assert.Equal((0, ""), (merged.Code, merged.Error));
        Assert.Contains("hajar-al-aswad: controlled (ISIL), as before; what it rests on changed", merged.Out, StringComparison.Ordinal);
        Assert.Equal("hajar-al-aswad", (await _cli.JsonAsync("status", "Yarmouk camp", "--on", "2018-04-23")).GetProperty("place").GetString());
        Assert.Equal("yarmouk", (await _cli.JsonAsync("status", "Yarmouk camp", "--on", "2018-04-23", "--at", "251")).GetProperty("place").GetString());
        Assert.Contains("yarmouk reads otherwise since", Flat((await _cli.RunAsync("facts", "hajar-al-aswad")).Out), StringComparison.Ordinal);
        Assert.Contains("(recorded as yarmouk)", Flat((await _cli.RunAsync("explain", "hajar-al-aswad", "--on", "2018-04-23")).Out), StringComparison.Ordinal);
        var facts = (await _cli.JsonAsync("explain", "hajar-al-aswad", "--on", "2018-04-23")).GetProperty("status").GetProperty("facts").EnumerateArray();
        var moved = facts.Single(f => f.GetProperty("fact").GetString() == "al-jazeera-2018-04-21/isil-holds-yarmouk");
        Assert.Equal("yarmouk", moved.GetProperty("recordedAs").GetProperty("place").GetString());
    }

    [Fact]
    public async Task The_feed_of_changes_of_a_cut_names_the_merge_as_the_cause()
    {
        await _cli.RunAsync(Merge);
        var changes = (await _cli.JsonAsync("diff", "--from", "on=2018-04-23,at=251", "--to", "on=2018-04-23,at=252")).GetProperty("changes");
        var status = changes.GetProperty("statuses").EnumerateArray().Single(s => s.GetProperty("id").GetString() == "hajar-al-aswad");
        Assert.All(status.GetProperty("causes").EnumerateArray(), c => Assert.Equal(("reconciled", 252), (c.GetProperty("kind").GetString(), c.GetProperty("position").GetInt32())));
    }

    [Fact]
    public async Task A_split_without_facts_undoes_it_and_a_bundle_of_either_is_whole()
    {
        var file = Path.Combine(_cli.Folder, "bundle.zip");
        await _cli.RunAsync(Merge);
        Assert.Equal(0, (await _cli.RunAsync("bundle", "yarmouk", "--on", "2018-04-23", "--unsigned", "--output", file)).Code);
        Assert.Equal(0, (await _cli.RunRawAsync("verify", file)).Code);
        File.Delete(file);
        var split = await _cli.RunAsync("gazetteer", "split", "hajar-al-aswad", "--into", "yarmouk", "--reason", "two towns", "--on", "2018-04-23");
        Assert.Equal((0, ""), (split.Code, split.Error));
        Assert.Equal("yarmouk", (await _cli.JsonAsync("status", "yarmouk", "--on", "2018-04-23")).GetProperty("place").GetString());
        Assert.Equal(0, (await _cli.RunAsync("bundle", "yarmouk", "--on", "2018-04-23", "--unsigned", "--output", file)).Code);
        Assert.Equal(0, (await _cli.RunRawAsync("verify", file)).Code);
        Assert.Equal(0, (await _cli.RunAsync("replay", "--on", "2018-04-23")).Code);
    }

    [Fact]
    public async Task What_cannot_be_merged_is_refused_with_the_reason()
    {
        Assert.Equal((1, "reports: the place 'qadam' lies within 'damascus': merge it the other way round\n"), await RefusedAsync("merge", "damascus", "qadam"));
        Assert.Equal((1, "reports: the ledger has no fact 'a/b'\n"), await RefusedAsync("split", "qadam", "yarmouk", "--fact", "a/b"));
        Assert.Equal(2, (await _cli.RunAsync("gazetteer", "merge", "qadam", "--reason", "why")).Code);
    }

    private async Task<(int, string)> RefusedAsync(string what, string name, string into, params string[] more)
    {
        var refused = await _cli.RunAsync(["gazetteer", what, name, "--into", into, "--reason", "why", .. more]);
        return (refused.Code, refused.Error);
    }

    private static string Flat(string table) => string.Join(' ', table.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
}
