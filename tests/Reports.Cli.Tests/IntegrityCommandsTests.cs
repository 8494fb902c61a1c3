using System.Text.Json;
using Reports.EventStore.Integrity;

namespace Reports.Cli.Tests;

/// <summary>Signing, proving and verifying, as an operator and an auditor do it.</summary>
public sealed class IntegrityCommandsTests
{
    private const string Fact = "new-arab-2018-03-14/government-took-qadam";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_auditor_keeps_a_checkpoint_and_a_key_and_finds_a_change()
    {
        using var cli = await Cli.WithArticlesAsync();
        var (kept, key) = await SignAsync(cli);
        var whole = await cli.RunAsync("verify", "--checkpoint", kept, "--key", key);
        Assert.Equal((0, ""), (whole.Code, whole.Error));
        Assert.Contains("nothing of the 251 events of the checkpoint that was kept was altered", whole.Out, StringComparison.Ordinal);

        var bytes = await File.ReadAllBytesAsync(cli.Ledger, Cancellation);
        bytes[(5 * 8192) + 4000] ^= 1;
        await File.WriteAllBytesAsync(cli.Ledger, bytes, Cancellation);
        var damaged = await cli.RunAsync("verify", "--checkpoint", kept, "--key", key);
        Assert.Equal((3, ""), (damaged.Code, damaged.Error));
        Assert.Contains("page 6, at byte 40960", damaged.Out, StringComparison.Ordinal);
        var json = JsonDocument.Parse((await cli.RunAsync("verify", "--json")).Out).RootElement;
        Assert.False(json.GetProperty("whole").GetBoolean());
        Assert.Equal("page", json.GetProperty("damages")[0].GetProperty("kind").GetString());
    }

    [Fact]
    public async Task A_fact_is_proved_to_somebody_who_has_no_ledger()
    {
        using var cli = await Cli.WithArticlesAsync();
        var (_, key) = await SignAsync(cli);
        var proof = cli.Write("fact.tlog-proof", (await cli.RunAsync("proof", "inclusion", Fact)).Out);
        var shown = await cli.RunRawAsync("proof", "verify", proof, "--key", key);
        Assert.Equal((0, ""), (shown.Code, shown.Error));
        Assert.Contains("ledger.example: event 166 of 251, stream source-new-arab-2018-03-14, revision 14", shown.Out, StringComparison.Ordinal);
        Assert.Contains("\"place\":\"qadam\"", shown.Out, StringComparison.Ordinal);
        Assert.Equal(await File.ReadAllTextAsync(proof, Cancellation), (await cli.RunAsync("proof", "inclusion", "166")).Out);
        Assert.Equal(165, (await cli.JsonAsync("proof", "inclusion", Fact)).GetProperty("index").GetInt32());

        using var other = SigningKey.Create("ledger.example");
        await Refused(cli, "none of its signatures is by ledger.example", "proof", "verify", proof, "--key", other.Verifier.ToString());
        var lines = (await File.ReadAllTextAsync(proof, Cancellation)).Split('\n');
        (lines[3], lines[4]) = (lines[4], lines[3]);
        await Refused(cli, "does not lead to the root", "proof", "verify", cli.Write("swapped", string.Join('\n', lines)), "--key", key);
    }

    [Fact]
    public async Task A_newer_checkpoint_is_shown_to_have_only_added_to_an_older_one()
    {
        using var cli = await Cli.WithArticlesAsync();
        var (kept, key) = await SignAsync(cli);
        Assert.Equal(0, (await cli.RunAsync("retract", Fact, "--reason", "coded twice")).Code);
        Assert.Equal(0, (await cli.RunAsync("checkpoint")).Code);
        var growth = cli.Write("growth.proof", (await cli.RunAsync("proof", "consistency", "--from", kept)).Out);
        Assert.StartsWith("old 251\n", await File.ReadAllTextAsync(growth, Cancellation), StringComparison.Ordinal);
        var shown = await cli.RunRawAsync("proof", "verify", growth, "--key", key, "--from", kept);
        Assert.Equal((0, "ledger.example: the checkpoint of size 252 only added to that of size 251\n"), (shown.Code, shown.Out));
        Assert.Equal(await File.ReadAllTextAsync(growth, Cancellation), (await cli.RunAsync("proof", "consistency", "--from", "251", "--to", "252")).Out);
        var newer = cli.Write("newer", (await cli.RunAsync("checkpoint", "show")).Out);
        await Refused(cli, "proves nothing", "proof", "verify", growth, "--key", key, "--from", newer);
        var sizes = (await cli.JsonAsync("checkpoint", "list")).EnumerateArray().Select(c => c.GetProperty("size").GetInt64());
        Assert.Equal([251, 252], sizes);
    }

    [Fact]
    public async Task Whoever_trusts_the_first_key_verifies_a_proof_that_a_later_key_signed()
    {
        using var cli = await Cli.WithArticlesAsync();
        var (kept, first) = await SignAsync(cli);
        Assert.Equal(0, (await cli.RunAsync("signing-key", "rotate")).Code);
        Assert.Equal(0, (await cli.RunAsync("retract", Fact, "--reason", "coded twice")).Code);
        var second = cli.Write("second.vkey", (await cli.RunAsync("signing-key", "rotate")).Out);
        Assert.Equal(0, (await cli.RunAsync("retract", "new-arab-2018-03-14/hts-left-qadam", "--reason", "coded twice")).Code);
        Assert.Equal(0, (await cli.RunAsync("checkpoint")).Code);
        var proof = cli.Write("fact.tlog-proof", (await cli.RunAsync("proof", "inclusion", Fact)).Out);
        var growth = cli.Write("growth.proof", (await cli.RunAsync("proof", "consistency", "--from", kept)).Out);
        await Refused(cli, "a key that took over from it is followed with --rotations", "proof", "verify", proof, "--key", first);

        var www = Path.Combine(cli.Folder, "www");
        Assert.Equal(0, (await cli.RunAsync("tiles", "export", www)).Code);
        var (one, two) = (Path.Combine(www, "rotation-1.note"), Path.Combine(www, "rotation-2.note"));
        foreach (var args in (string[][])[
            ["--key", first, "--rotations", www], ["--key", first, "--rotations", cli.Ledger + "-checkpoints"], ["--key", first, "--rotations", two, "--rotations", one],
            ["--key", second], ["--key", second, "--rotations", www]])
        {
            Assert.Equal(0, (await cli.RunRawAsync(["proof", "verify", proof, .. args])).Code);
            Assert.Equal(0, (await cli.RunRawAsync(["proof", "verify", growth, "--from", kept, .. args])).Code);
        }

        Assert.Equal(0, (await cli.RunAsync("verify", "--checkpoint", kept, "--key", first)).Code);
        await Refused(cli, "proves nothing", "proof", "verify", proof, "--key", first, "--rotations", one);
        await Refused(cli, "proves nothing", "proof", "verify", proof, "--key", first, "--rotations", two);
        await Refused(cli, "is no rotation of a key", "proof", "verify", proof, "--key", first, "--rotations", kept);
        await Refused(cli, "there is no rotation-1.note", "proof", "verify", proof, "--key", first, "--rotations", cli.Folder);
        var text = await File.ReadAllTextAsync(one, Cancellation);
        await Refused(cli, "is no rotation of a key", "proof", "verify", proof, "--key", first, "--rotations", cli.Write("later", text.Replace("after 251", "after 999", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_private_key_is_in_its_file_and_nowhere_else()
    {
        using var cli = await Cli.WithArticlesAsync();
        var file = Path.Combine(cli.Folder, "elsewhere", "key");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var outcomes = new List<Outcome>();
        foreach (var args in (string[][])[["signing-key", "create", "--origin", "ledger.example", "--key-file", file], ["checkpoint", "--key-file", file, "--verbose"], ["signing-key", "show", "--json"]])
            outcomes.Add(await cli.RunAsync(args));
        Assert.All(outcomes, o => Assert.Equal(0, o.Code));
        var secret = (await File.ReadAllTextAsync(file, Cancellation)).Trim().Split('+', 5)[4];
        Assert.All(outcomes, o => Assert.DoesNotContain(secret, o.Out + o.Error, StringComparison.Ordinal));
        foreach (var other in Directory.GetFiles(cli.Folder, "*", SearchOption.AllDirectories).Where(f => f != file))
            Assert.DoesNotContain(secret, await File.ReadAllTextAsync(other, Cancellation), StringComparison.Ordinal);
        Assert.Equal(0, (await cli.RunAsync("signing-key", "rotate", "--key-file", file)).Code);
        Assert.DoesNotContain(secret, await File.ReadAllTextAsync(file, Cancellation), StringComparison.Ordinal);
        Assert.Equal([file], Directory.GetFiles(Path.GetDirectoryName(file)!));
        Assert.Equal([true, false], (await cli.JsonAsync("signing-key", "show")).EnumerateArray().Select(k => k.GetProperty("current").GetBoolean()));
    }

    [Fact]
    public async Task A_witness_line_is_added_when_the_witness_is_known()
    {
        using var cli = await Cli.WithArticlesAsync();
        var (kept, key) = await SignAsync(cli);
        using var witness = SigningKey.Create("witness.example", SignatureType.CosignatureV1);
        Assert.True(SignedCheckpoint.TryParse(await File.ReadAllBytesAsync(kept, Cancellation), out var signed, out _));
        var cosigned = cli.Write("cosigned", signed.Note.With(witness.Cosign(signed.Checkpoint, Cli.Start)).ToString());
        await Refused(cli, "--witness", "checkpoint", "cosign", cosigned, "--ledger", cli.Ledger);
        await Refused(cli, "none of its signatures is by witness.example", "checkpoint", "cosign", kept, "--witness", witness.Verifier.ToString(), "--ledger", cli.Ledger);
        var added = await cli.RunAsync("checkpoint", "cosign", cosigned, "--witness", witness.Verifier.ToString());
        Assert.Equal((0, await File.ReadAllTextAsync(cosigned, Cancellation)), (added.Code, added.Out));
        Assert.Equal(added.Out, (await cli.RunAsync("checkpoint", "show", "251")).Out);
        Assert.Equal(0, (await cli.RunAsync("verify", "--checkpoint", cosigned, "--key", key, "--witness", witness.Verifier.ToString())).Code);
        Assert.Equal(3, (await cli.RunAsync("verify", "--checkpoint", kept, "--key", key, "--witness", witness.Verifier.ToString())).Code);
    }

    [Fact]
    public async Task The_exported_files_are_a_log_that_others_can_check()
    {
        using var cli = await Cli.WithArticlesAsync();
        await SignAsync(cli);
        for (var i = 0; i < 8; i++) Assert.Equal(0, (await cli.RunAsync("retract", (await FirstFactAsync(cli))!, "--reason", "test")).Code);
        Assert.Equal(0, (await cli.RunAsync("checkpoint")).Code);
        var folder = Path.Combine(cli.Folder, "www");
        Assert.Equal("6 files written; the checkpoint is of size 259\n", (await cli.RunAsync("tiles", "export", folder)).Out);
        Assert.Equal("0 files written; the checkpoint is of size 259\n", (await cli.RunAsync("tiles", "export", folder)).Out);
        Assert.Equal(
            ["checkpoint", "tile/0/000", "tile/0/001.p/3", "tile/1/000.p/1", "tile/entries/000", "tile/entries/001.p/3"],
            Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/')).Order(StringComparer.Ordinal));

        // Read as a stranger would: entries to leaves, leaves to tiles, tiles to the root that was signed.
        var leaves = new List<MerkleHash>();
        foreach (var bundle in (string[])["tile/entries/000", "tile/entries/001.p/3"])
        {
            var bytes = await File.ReadAllBytesAsync(Path.Combine(folder, bundle), Cancellation);
            for (var at = 0; at < bytes.Length;)
            {
                var length = (bytes[at] << 8) | bytes[at + 1];
                leaves.Add(MerkleHash.OfLeaf(bytes.AsSpan(at + 2, length)));
                at += 2 + length;
            }
        }

        var tiles = (byte[])[.. await File.ReadAllBytesAsync(Path.Combine(folder, "tile/0/000"), Cancellation), .. await File.ReadAllBytesAsync(Path.Combine(folder, "tile/0/001.p/3"), Cancellation)];
        Assert.Equal(tiles, leaves.SelectMany(l => l.ToArray()));
        var frontier = new MerkleFrontier();
        foreach (var leaf in leaves) frontier.Append(leaf);
        Assert.True(SignedCheckpoint.TryParse(await File.ReadAllBytesAsync(Path.Combine(folder, "checkpoint"), Cancellation), out var signed, out _));
        Assert.Equal((259, frontier.Root), (signed.Checkpoint.Size, signed.Checkpoint.Root));
    }

    [Fact]
    public async Task What_cannot_be_done_yet_says_what_to_do_first()
    {
        using var cli = await Cli.WithArticlesAsync();
        await Refused(cli, "reports signing-key create", "checkpoint", "--ledger", cli.Ledger);
        await Refused(cli, "reports checkpoint", "proof", "inclusion", "3", "--ledger", cli.Ledger);
        await Refused(cli, "reports checkpoint", "tiles", "export", Path.Combine(cli.Folder, "www"), "--ledger", cli.Ledger);
        await Refused(cli, "cannot be an origin", "signing-key", "create", "--origin", "with space", "--ledger", cli.Ledger);
        await SignAsync(cli);
        await Refused(cli, "has a key already", "signing-key", "create", "--origin", "ledger.example", "--ledger", cli.Ledger);
        await Refused(cli, "there is nothing at position 9999", "proof", "inclusion", "9999", "--ledger", cli.Ledger);
        await Refused(cli, "neither a position nor a fact", "proof", "inclusion", "qadam", "--ledger", cli.Ledger);
        await Refused(cli, "there is no file", "verify", "--checkpoint", Path.Combine(cli.Folder, "none"), "--ledger", cli.Ledger);
        await Refused(cli, "is no checkpoint", "verify", "--checkpoint", cli.Write("text", "text"), "--ledger", cli.Ledger);
        await Refused(cli, "NAME+ID+KEY", "verify", "--key", "nonsense", "--ledger", cli.Ledger);
        Assert.Equal(2, (await cli.RunAsync("checkpoint", "sign")).Code);
    }

    private static async Task<(string Kept, string Key)> SignAsync(Cli cli)
    {
        var key = await cli.RunAsync("signing-key", "create", "--origin", "ledger.example");
        Assert.Equal(0, key.Code);
        var signed = await cli.RunAsync("checkpoint");
        Assert.Equal((0, ""), (signed.Code, signed.Error));
        return (cli.Write("kept.checkpoint", signed.Out), cli.Write("log.vkey", key.Out));
    }

    private static async Task<string?> FirstFactAsync(Cli cli) =>
        (await cli.JsonAsync("facts")).EnumerateArray().Where(f => f.GetProperty("current").GetBoolean()).Select(f => f.GetProperty("id").GetString()).First();

    private static async Task Refused(Cli cli, string words, params string[] args)
    {
        var outcome = await cli.RunRawAsync(args);
        Assert.Equal((1, ""), (outcome.Code, outcome.Out));
        Assert.Contains(words, outcome.Error, StringComparison.Ordinal);
    }
}
