using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Reports.Cli.Tests;

/// <summary>People at risk, on the command line: the name goes in by standard input and comes out by reveal, and is nowhere else.</summary>
public sealed class ProtectionCommandsTests
{
    private const string Name = "Nour al-Khatib";
    private const string Role = "activist in Yarmouk";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_name_is_nowhere_on_disk_and_proofs_hold_after_it_was_forgotten()
    {
        using var cli = await Cli.WithArticlesAsync();
        var (id, printed) = await ProtectAsync(cli);
        Assert.StartsWith("protected-", id, StringComparison.Ordinal);
        var source = cli.Write("s.yaml", $$"""
            source: { id: s1, outlet: new-arab, title: T, published: 2018-04-25, language: en, sha256: c07f533838feea7178dd60c091b4c706088f7dd9f3027b822adff59aefd70837 }
            facts:
              - { id: f, control: { place: yarmouk, actor: isil, relation: holds, on: 2018-04-24 }, by: [{{id}}] }
            """);
        var outputs = new StringBuilder(printed);
        Assert.Equal(0, await RunAsync("ingest", source, "--author", "amira", "--verbose"));
        var key = cli.Write("log.vkey", (await cli.RunAsync("signing-key", "create", "--origin", "ledger.example")).Out);
        var kept = cli.Write("kept.checkpoint", (await cli.RunAsync("checkpoint")).Out);
        var proof = cli.Write("person.tlog-proof", (await cli.RunAsync("proof", "inclusion", "252")).Out);
        foreach (var args in (string[][])[
            ["status", "yarmouk"], ["facts", "s1"], ["facts", "s1", "--json"], ["gazetteer", id], ["protect", "list"], ["sources", "s1", "--json"],
            ["tiles", "export", Path.Combine(cli.Folder, "www")], ["explain", "yarmouk"],
            ["bundle", "yarmouk", "--on", "2018-04-25", "--output", Path.Combine(cli.Folder, "bundle.zip")]])
            await RunAsync(args);
        Assert.Contains(Role, outputs.ToString(), StringComparison.Ordinal);
        var bundle = Path.Combine(cli.Folder, "yarmouk.zip");
        Assert.Equal(0, await RunAsync("bundle", "yarmouk", "--on", "2018-04-30", "--output", bundle));
        Assert.Equal(0, (await cli.RunRawAsync("verify", bundle, "--key", key)).Code);
        Assert.Equal(0, await RunAsync("copy", "--from", cli.Ledger, "--to", Path.Combine(cli.Folder, "copy.db")));
        Assert.Contains("were not copied".Replace("were", "was", StringComparison.Ordinal), outputs.ToString(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(cli.Folder, "copy.db-source-keys")));
        Nowhere(cli.Folder);

        Assert.Equal(Name + "\n", (await cli.RunAsync("reveal", id)).Out);
        Assert.Equal(Name, (await cli.JsonAsync("reveal", id)).GetProperty("name").GetString());
        Assert.Equal(0, await RunAsync("forget", id, "--reason", "the person asked for it", "--author", "amira"));
        Assert.Equal(1, await RunAsync("reveal", id));
        Assert.Contains("was forgotten: the person asked for it", outputs.ToString(), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(cli.Ledger + "-source-keys"));
        Assert.Equal(0, await RunAsync("verify", "--checkpoint", kept, "--key", key));
        Assert.Equal(0, (await cli.RunRawAsync("proof", "verify", proof, "--key", key)).Code);
        Assert.Equal(0, (await cli.RunRawAsync("verify", Path.Combine(cli.Folder, "bundle.zip"), "--key", key)).Code);
        Assert.Equal(0, await RunAsync("checkpoint"));
        var growth = cli.Write("growth.proof", (await cli.RunAsync("proof", "consistency", "--from", kept)).Out);
        Assert.Equal(0, (await cli.RunRawAsync("proof", "verify", growth, "--key", key, "--from", kept)).Code);
        var listed = Assert.Single((await cli.JsonAsync("protect", "list")).EnumerateArray());
        Assert.Equal(("the person asked for it", false), (listed.GetProperty("forgotten").GetString(), listed.GetProperty("key").GetBoolean()));
        Nowhere(cli.Folder);
        Assert.DoesNotContain(Name, outputs.ToString(), StringComparison.Ordinal);

        async Task<int> RunAsync(params string[] args)
        {
            var outcome = await cli.RunAsync(args);
            outputs.Append(outcome.Out).Append(outcome.Error);
            return outcome.Code;
        }
    }

    [Fact]
    public async Task The_keys_may_stand_elsewhere()
    {
        using var cli = await Cli.WithArticlesAsync();
        var elsewhere = Path.Combine(cli.Folder, "stick", "keys");
        var (id, _) = await ProtectAsync(cli, "--source-keys", elsewhere);
        Assert.Single(Directory.GetFiles(elsewhere));
        Assert.False(Directory.Exists(cli.Ledger + "-source-keys"));
        var missing = await cli.RunAsync("reveal", id);
        Assert.Equal((1, ""), (missing.Code, missing.Out));
        Assert.Contains("--source-keys or REPORTS_SOURCE_KEYS", missing.Error, StringComparison.Ordinal);
        Assert.Equal(Name + "\n", (await cli.RunAsync("reveal", id, "--source-keys", elsewhere)).Out);
        Assert.Contains("--without-key", (await cli.RunAsync("forget", id, "--reason", "lost")).Error, StringComparison.Ordinal);
        Assert.Equal(0, (await cli.RunAsync("forget", id, "--reason", "lost", "--source-keys", elsewhere)).Code);
        Assert.Empty(Directory.GetFiles(elsewhere));
        Assert.Equal(1, (await cli.RunAsync("reveal", "isil")).Code);
    }

    /// <summary>In a process of its own: a name is read from standard input alone.</summary>
    private static async Task<(string Id, string Printed)> ProtectAsync(Cli cli, params string[] more)
    {
        var start = new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "reports.dll"), "protect", "--role", Role, "--author", "amira", "--json", "--verbose", "--ledger", cli.Ledger, .. more])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteLineAsync(Name);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync(Cancellation);
        var output = await process.StandardOutput.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        Assert.True(process.ExitCode == 0, await error);
        return (JsonDocument.Parse(output).RootElement.GetProperty("id").GetString()!, output + await error);
    }

    /// <summary>In no file, in none of the forms in which a program would write it.</summary>
    private static void Nowhere(string folder)
    {
        var forms = (byte[][])[Encoding.UTF8.GetBytes("Nour"), Encoding.Unicode.GetBytes("Nour"), Encoding.UTF8.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes(Name))), "al-Khatib"u8.ToArray()];
        foreach (var file in Directory.GetFiles(folder, "*", SearchOption.AllDirectories))
        {
            var bytes = File.ReadAllBytes(file);
            Assert.All(forms, form => Assert.True(bytes.AsSpan().IndexOf(form) < 0, $"the name stands in {file}"));
        }
    }
}
