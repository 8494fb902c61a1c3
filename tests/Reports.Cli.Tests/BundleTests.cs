using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Reports.Cli.Tests;

/// <summary>Evidence bundles as the command makes and checks them.</summary>
public sealed class BundleTests
{
    private static readonly string[] s_kinds = ["entity", "activity", "agent"];

    [Fact]
    public async Task A_bundle_has_the_view_and_the_explanation_that_the_ledger_shows()
    {
        using var cli = await SignedAsync();
        var file = await BundleAsync(cli, "al-Qadam", "--on", "2018-04-21");
        using var zip = ZipFile.OpenRead(file);

        Assert.Equal((await cli.RunAsync("status", "qadam", "--on", "2018-04-21", "--json")).Out, Text(zip, "view.json"));
        Assert.Equal((await cli.RunAsync("explain", "qadam", "--on", "2018-04-21", "--json")).Out, Text(zip, "explanation.json"));
        var roles = JsonDocument.Parse(Text(zip, "facts.json")).RootElement.EnumerateArray()
            .ToDictionary(f => f.GetProperty("fact").GetProperty("id").GetString()!, f => f.GetProperty("role").GetString());
        foreach (var (role, part) in (ReadOnlySpan<(string, string)>)[("for", "for"), ("against", "against")])
            foreach (var id in JsonDocument.Parse(Text(zip, "view.json")).RootElement.GetProperty("basis").GetProperty(part).EnumerateArray())
                Assert.Equal(role, roles[id.GetString()!]);
    }

    [Fact]
    public async Task A_bundle_of_figures_has_what_the_ledger_counts()
    {
        using var cli = await SignedAsync();
        var file = await BundleAsync(cli, "evac-qaboun-2017-05-14", "--on", "2018-04-21");
        using var zip = ZipFile.OpenRead(file);
        Assert.Equal((await cli.RunAsync("figures", "evac-qaboun-2017-05-14", "--on", "2018-04-21", "--json")).Out, Text(zip, "view.json"));
        Assert.Equal(0, (await cli.RunRawAsync("verify", file)).Code);
    }

    [Fact]
    public async Task Every_district_and_everything_that_is_counted_of_the_articles_can_be_bundled_and_verified()
    {
        using var cli = await Cli.WithArticlesAsync();
        var districts = (await cli.JsonAsync("status", "--on", "2018-04-23")).EnumerateArray().Select(s => s.GetProperty("place").GetString()!);
        var counted = (await cli.JsonAsync("figures", "--on", "2018-04-23")).EnumerateArray().Select(f => $"{f.GetProperty("about").GetString()}/{f.GetProperty("measure").GetString()}");
        var questions = districts.Concat(counted).Distinct(StringComparer.Ordinal).ToList();
        Assert.True(questions.Count > 20);
        foreach (var question in questions)
        {
            var file = await BundleAsync(cli, question, "--on", "2018-04-23", "--unsigned");
            var verified = await cli.RunAsync("verify", file);
            Assert.True(verified.Code == 0 && verified.Out.Contains("none else that bears on the question", StringComparison.Ordinal), $"{question}: {verified.Out}{verified.Error}");
        }
    }

    [Fact]
    public async Task The_same_question_gives_the_same_bytes()
    {
        using var cli = await SignedAsync();
        var first = await File.ReadAllBytesAsync(await BundleAsync(cli, "qadam", "--on", "2018-04-21"), TestContext.Current.CancellationToken);
        cli.Time.Advance(TimeSpan.FromDays(3));
        var second = await File.ReadAllBytesAsync(await BundleAsync(cli, "Qadam", "--on", "2018-04-21"), TestContext.Current.CancellationToken);
        Assert.Equal(first, second);
    }

    [Fact]
    public async Task A_bundle_is_verified_without_a_ledger_and_says_whose_key_it_trusts()
    {
        using var cli = await SignedAsync();
        var file = await BundleAsync(cli, "qadam", "--on", "2018-04-21");
        var key = cli.Write("log.vkey", (await cli.RunAsync("signing-key", "show")).Out);
        using var elsewhere = new Cli();

        var own = await elsewhere.RunRawAsync("verify", file);
        Assert.Equal((0, ""), (own.Code, own.Error));
        Assert.Contains("the bundle's own word", own.Out, StringComparison.Ordinal);
        Assert.Contains("completeness: not known", own.Out, StringComparison.Ordinal);
        Assert.Contains("which follows from the key that you gave", (await elsewhere.RunRawAsync("verify", file, "--key", key)).Out, StringComparison.Ordinal);

        using var other = await SignedAsync();
        var stranger = other.Write("log.vkey", (await other.RunAsync("signing-key", "show")).Out);
        var refused = await elsewhere.RunRawAsync("verify", file, "--key", stranger);
        Assert.Equal(3, refused.Code);
        Assert.Contains("keys/log.vkey", refused.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_kept_the_first_key_can_check_what_a_later_one_signed()
    {
        using var cli = await SignedAsync();
        var first = cli.Write("first.vkey", (await cli.RunAsync("signing-key", "show")).Out);
        Assert.Equal(0, (await cli.RunAsync("signing-key", "rotate")).Code);
        cli.Write("more.yaml", """
            source: { id: more, outlet: new-arab, title: More, published: 2018-04-22, language: en, sha256: c07f533838feea7178dd60c091b4c706088f7dd9f3027b822adff59aefd70837 }
            facts:
              - { id: f, control: { place: qadam, actor: isil, relation: took, on: 2018-04-20 } }
            """);
        Assert.Equal(0, (await cli.RunAsync("ingest", Path.Combine(cli.Folder, "more.yaml"), "--author", "amira")).Code);
        Assert.Equal(0, (await cli.RunAsync("checkpoint")).Code);
        var second = cli.Write("second.vkey", (await cli.RunAsync("signing-key", "show")).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]);

        var file = await BundleAsync(cli, "qadam", "--on", "2018-04-21");
        foreach (var key in (string[])[first, second])
        {
            var verified = await cli.RunRawAsync("verify", file, "--key", key);
            Assert.Equal((0, ""), (verified.Code, verified.Error));
            Assert.Contains("which follows from the key that you gave", verified.Out, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task With_the_ledger_a_bundle_that_leaves_something_out_is_found()
    {
        using var cli = await SignedAsync();
        var file = await BundleAsync(cli, "qadam", "--on", "2018-04-21");
        var complete = await cli.RunAsync("verify", file);
        Assert.Equal((0, ""), (complete.Code, complete.Error));
        Assert.Contains("none else that bears on the question", complete.Out, StringComparison.Ordinal);

        using var fewer = new Cli();
        foreach (var path in Directory.GetFiles(Cli.Articles, "*.yaml").Order(StringComparer.Ordinal).Skip(1))
            await fewer.RunAsync("ingest", path, "--author", "amira");
        var other = await fewer.RunAsync("verify", file);
        Assert.Equal(3, other.Code);
    }

    [Fact]
    public async Task Without_a_checkpoint_it_says_what_to_do_and_an_unsigned_bundle_says_what_it_is()
    {
        using var cli = await Cli.WithArticlesAsync();
        var path = Path.Combine(cli.Folder, "qadam.zip");
        var refused = await cli.RunAsync("bundle", "qadam", "--on", "2018-04-21", "--output", path);
        Assert.Equal(1, refused.Code);
        Assert.Contains("'reports checkpoint'", refused.Error, StringComparison.Ordinal);
        Assert.Contains("--unsigned", refused.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(path));

        Assert.Equal(0, (await cli.RunAsync("bundle", "qadam", "--on", "2018-04-21", "--output", path, "--unsigned")).Code);
        var verified = await cli.RunRawAsync("verify", path);
        Assert.Equal(0, verified.Code);
        Assert.Contains("nothing proves that these events are in a ledger", verified.Out, StringComparison.Ordinal);
        Assert.Equal(1, (await cli.RunAsync("bundle", "qadam", "--output", path, "--unsigned")).Code);
    }

    [Fact]
    public async Task Events_after_the_checkpoint_are_refused_until_one_has_them()
    {
        using var cli = await SignedAsync();
        cli.Write("more.yaml", """
            source: { id: more, outlet: new-arab, title: More, published: 2018-04-22, language: en, sha256: c07f533838feea7178dd60c091b4c706088f7dd9f3027b822adff59aefd70837 }
            facts:
              - { id: f, control: { place: qadam, actor: isil, relation: took, on: 2018-04-20 } }
            """);
        Assert.Equal(0, (await cli.RunAsync("ingest", Path.Combine(cli.Folder, "more.yaml"), "--author", "amira")).Code);
        var path = Path.Combine(cli.Folder, "late.zip");
        var refused = await cli.RunAsync("bundle", "qadam", "--on", "2018-04-21", "--output", path);
        Assert.Contains("or ask with --at 251", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await cli.RunAsync("bundle", "qadam", "--on", "2018-04-21", "--at", "251", "--output", path)).Code);

        // Signed again, the earlier checkpoint shows since when the events stood there.
        Assert.Equal(0, (await cli.RunAsync("checkpoint")).Code);
        using var zip = ZipFile.OpenRead(await BundleAsync(cli, "qadam", "--on", "2018-04-21", "--at", "251"));
        Assert.Contains("\n251\n", Text(zip, "earlier/checkpoint"), StringComparison.Ordinal);
        Assert.StartsWith("old 251\n", Text(zip, "earlier/growth.proof"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_manifest_and_each_leaf_can_be_checked_with_nothing_but_SHA_256()
    {
        using var cli = await SignedAsync();
        using var zip = ZipFile.OpenRead(await BundleAsync(cli, "qadam", "--on", "2018-04-21"));
        foreach (var file in JsonDocument.Parse(Text(zip, "manifest.json")).RootElement.GetProperty("files").EnumerateArray())
            Assert.Equal(file.GetProperty("sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(Bytes(zip, file.GetProperty("name").GetString()!))));
        foreach (var entry in zip.Entries.Where(e => e.FullName.EndsWith(".entry", StringComparison.Ordinal)))
        {
            var (bytes, name) = (Bytes(zip, entry.FullName), entry.FullName[..^".entry".Length]);
            byte[] stored = [.. Bytes(zip, name + ".data.json"), .. Bytes(zip, name + ".metadata.json")];
            Assert.Equal(stored, bytes[^stored.Length..]);
            Assert.Equal(46 - 1 + ((bytes[33] << 8) | bytes[34]) + ((bytes[35] << 8) | bytes[36]) + stored.Length, bytes.Length);
            Assert.Contains("extra " + Convert.ToBase64String(bytes), Text(zip, name + ".tlog-proof"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_provenance_is_PROV_JSON_in_which_every_name_is_described()
    {
        using var cli = await SignedAsync();
        using var zip = ZipFile.OpenRead(await BundleAsync(cli, "qadam", "--on", "2018-04-21"));
        var prov = JsonDocument.Parse(Text(zip, "prov.json")).RootElement;
        var described = s_kinds.ToDictionary(k => k, k => prov.GetProperty(k).EnumerateObject().Select(p => p.Name).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
        var ends = new Dictionary<string, (string Name, string Kind)[]>
        {
            ["wasGeneratedBy"] = [("prov:entity", "entity"), ("prov:activity", "activity")],
            ["used"] = [("prov:activity", "activity"), ("prov:entity", "entity")],
            ["wasDerivedFrom"] = [("prov:generatedEntity", "entity"), ("prov:usedEntity", "entity")],
            ["wasAttributedTo"] = [("prov:entity", "entity"), ("prov:agent", "agent")],
            ["wasAssociatedWith"] = [("prov:activity", "activity"), ("prov:agent", "agent")],
            ["wasInvalidatedBy"] = [("prov:entity", "entity"), ("prov:activity", "activity")],
        };
        foreach (var property in prov.EnumerateObject().Where(p => p.Name is not ("prefix" or "entity" or "activity" or "agent")))
            foreach (var relation in property.Value.EnumerateObject())
                foreach (var (name, kind) in ends[property.Name])
                    Assert.Contains(relation.Value.GetProperty(name).GetString()!, described[kind]);
        foreach (var relation in (string[])["wasGeneratedBy", "used", "wasDerivedFrom", "wasAttributedTo", "wasAssociatedWith"]) Assert.True(prov.TryGetProperty(relation, out _), relation);
        Assert.Contains("prov:PrimarySource", prov.GetProperty("wasDerivedFrom").GetRawText(), StringComparison.Ordinal);
        Assert.Contains("urn:reports:", prov.GetProperty("prefix").GetRawText(), StringComparison.Ordinal);
    }

    internal static async Task<Cli> SignedAsync()
    {
        var cli = await Cli.WithArticlesAsync();
        Assert.Equal(0, (await cli.RunAsync("signing-key", "create", "--origin", "reports.example.org/syria")).Code);
        Assert.Equal(0, (await cli.RunAsync("checkpoint")).Code);
        return cli;
    }

    internal static async Task<string> BundleAsync(Cli cli, params string[] question)
    {
        var path = Path.Combine(cli.Folder, $"bundle-{Directory.GetFiles(cli.Folder, "bundle-*").Length}.zip");
        var outcome = await cli.RunAsync(["bundle", .. question, "--output", path]);
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        return path;
    }

    private static string Text(ZipArchive zip, string name) => Encoding.UTF8.GetString(Bytes(zip, name));

    private static byte[] Bytes(ZipArchive zip, string name)
    {
        using var stream = zip.GetEntry(name)!.Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
