using System.Text.Json;
using Reports.EventStore.Integrity;

namespace Reports.Cli.Tests;

/// <summary>A witness of somebody's ledger: it cosigns what follows from what it cosigned, and nothing else (C2SP tlog-witness).</summary>
public sealed class WitnessTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_witness_follows_a_log_and_its_cosignature_is_added_and_verified()
    {
        using var cli = await Cli.WithArticlesAsync();
        var (kept, key, state, witness) = await BeginAsync(cli);
        var first = await cli.RunRawAsync("witness", "cosign", kept, "--key", key, "--state", state);
        Assert.Equal((0, ""), (first.Code, first.Error));
        // The same again is no fork.
        Assert.Equal(first.Out, (await cli.RunRawAsync("witness", "cosign", kept, "--state", state)).Out);

        var growth = await GrowAsync(cli, "251");
        var second = await cli.RunRawAsync("witness", "cosign", growth, "--state", state);
        Assert.Equal((0, ""), (second.Code, second.Error));
        var cosigned = cli.Write("cosigned", second.Out);
        var added = await cli.RunAsync("checkpoint", "cosign", cosigned, "--witness", witness);
        Assert.Equal((0, second.Out), (added.Code, added.Out));
        Assert.Equal(0, (await cli.RunAsync("verify", "--checkpoint", cosigned, "--key", key, "--witness", witness)).Code);

        var shown = JsonDocument.Parse((await cli.RunRawAsync("witness", "show", "--state", state, "--json")).Out).RootElement;
        Assert.Equal((witness, 1), (shown.GetProperty("vkey").GetString(), shown.GetProperty("logs").GetArrayLength()));
        Assert.Equal(252, shown.GetProperty("logs")[0].GetProperty("size").GetInt64());
        Assert.Contains("ledger.example   252", (await cli.RunRawAsync("witness", "show", "--state", state)).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_older_size_or_a_wrong_proof_is_refused_and_leaves_the_last_checkpoint()
    {
        using var cli = await Cli.WithArticlesAsync();
        var (kept, key, state, _) = await BeginAsync(cli);
        var growth = await GrowAsync(cli, "251");
        await Refused(cli, 1, "has not seen the log 'ledger.example' before", "cosign", kept, "--state", state);
        await Refused(cli, 1, "the first one is asked for without a proof", "cosign", growth, "--key", key, "--state", state);
        Assert.Equal(0, (await cli.RunRawAsync("witness", "cosign", kept, "--key", key, "--state", state)).Code);
        var newer = cli.Write("newer", (await cli.RunAsync("checkpoint", "show")).Out);
        await Refused(cli, 1, "'reports proof consistency --from 251'", "cosign", newer, "--state", state);
        var lines = (await File.ReadAllTextAsync(growth, Cancellation)).Split('\n');
        (lines[1], lines[2]) = (lines[2], lines[1]);
        await Refused(cli, 1, "the proof does not lead from the checkpoint of size 251", "cosign", cli.Write("swapped", string.Join('\n', lines)), "--state", state);
        Assert.Equal(0, (await cli.RunRawAsync("witness", "cosign", growth, "--state", state)).Code);
        await Refused(cli, 1, "this is the checkpoint of size 251, and one of size 252 was cosigned before", "cosign", kept, "--state", state);
        await Refused(cli, 1, "the last checkpoint has size 252", "cosign", await GrowAsync(cli, "251", "figures-not-hts"), "--state", state);
    }

    [Fact]
    public async Task Two_checkpoints_of_one_size_are_told_as_a_fork()
    {
        using var cli = await Cli.WithArticlesAsync();
        var (kept, key, state, _) = await BeginAsync(cli);
        Assert.Equal(0, (await cli.RunRawAsync("witness", "cosign", kept, "--key", key, "--state", state)).Code);
        using var signing = SigningKey.Load(cli.Ledger + "-signing-key");
        var forked = new Checkpoint("ledger.example", 251, MerkleHash.Empty);
        var note = cli.Write("forked", new SignedNote(forked.Text, [signing.Sign(forked.Text)]).ToString());
        await Refused(cli, 3, "signed two checkpoints of size 251", "cosign", note, "--state", state);
        using var other = SigningKey.Create("ledger.example");
        var strange = cli.Write("strange", new SignedNote(forked.Text, [other.Sign(forked.Text)]).ToString());
        await Refused(cli, 1, "none of its signatures is by ledger.example", "cosign", strange, "--state", state);
        await Refused(cli, 1, "by another key", "cosign", strange, "--key", other.Verifier.ToString(), "--state", state);
    }

    [Fact]
    public async Task A_rotated_key_is_followed_and_the_older_one_counts_no_more()
    {
        using var cli = await Cli.WithArticlesAsync();
        var (kept, key, state, _) = await BeginAsync(cli);
        Assert.Equal(0, (await cli.RunRawAsync("witness", "cosign", kept, "--key", key, "--state", state)).Code);
        Assert.Equal(0, (await cli.RunAsync("signing-key", "rotate")).Code);
        var growth = await GrowAsync(cli, "251");
        await Refused(cli, 1, "none of its signatures is by", "cosign", growth, "--state", state);
        Assert.Equal(0, (await cli.RunRawAsync("witness", "cosign", growth, "--state", state, "--rotations", cli.Ledger + "-checkpoints")).Code);
        Assert.Equal(0, (await cli.RunRawAsync("witness", "cosign", await GrowAsync(cli, "252", "hts-left-qadam"), "--state", state)).Code);
    }

    [Fact]
    public async Task The_witness_has_a_folder_of_its_own_and_notices_what_others_write_there()
    {
        using var cli = await Cli.WithArticlesAsync();
        var (kept, key, state, _) = await BeginAsync(cli);
        Assert.Equal(0, (await cli.RunRawAsync("witness", "cosign", kept, "--key", key, "--state", state)).Code);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(state, "witness-key")));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(state));
        }

        await Refused(cli, 1, "a key is never overwritten", "create", "--name", "witness.example", "--state", state);
        await Refused(cli, 1, "cannot be a witness's name", "create", "--name", "with space", "--state", state);
        await Refused(cli, 1, "'reports witness create' makes one", "show", "--state", Path.Combine(cli.Folder, "none"));
        await Refused(cli, 1, "neither a checkpoint nor a consistency proof", "cosign", key, "--state", state);
        var file = Assert.Single(Directory.GetFiles(state, "*.log"));
        var bytes = await File.ReadAllBytesAsync(file, Cancellation);
        for (var at = 0; at < bytes.Length; at++)
        {
            bytes[at] ^= 1;
            await File.WriteAllBytesAsync(file, bytes, Cancellation);
            await Refused(cli, 3, "is not what this witness wrote", "cosign", kept, "--state", state);
            bytes[at] ^= 1;
        }
    }

    private static async Task<(string Kept, string Key, string State, string Witness)> BeginAsync(Cli cli)
    {
        var key = cli.Write("log.vkey", (await cli.RunAsync("signing-key", "create", "--origin", "ledger.example")).Out);
        var kept = cli.Write("kept.checkpoint", (await cli.RunAsync("checkpoint")).Out);
        var state = Path.Combine(cli.Folder, "witness");
        var created = await cli.RunRawAsync("witness", "create", "--name", "witness.example", "--state", state);
        Assert.Equal(0, created.Code);
        return (kept, key, state, created.Out.Trim());
    }

    /// <summary>Records something, signs, and proves that it only added.</summary>
    private static async Task<string> GrowAsync(Cli cli, string from, string fact = "government-took-qadam")
    {
        await cli.RunAsync("retract", "new-arab-2018-03-14/" + fact, "--reason", "coded twice");
        Assert.Equal(0, (await cli.RunAsync("checkpoint")).Code);
        return cli.Write($"growth-{from}-{fact}.proof", (await cli.RunAsync("proof", "consistency", "--from", from)).Out);
    }

    private static async Task Refused(Cli cli, int code, string words, params string[] args)
    {
        var outcome = await cli.RunRawAsync(["witness", .. args]);
        Assert.Contains(words, outcome.Error, StringComparison.Ordinal);
        Assert.Equal((code, ""), (outcome.Code, outcome.Out));
    }
}
