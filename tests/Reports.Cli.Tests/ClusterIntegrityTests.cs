using System.Text.Json;
using Google.Protobuf;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Reports.EventStore.Embedded;
using Reports.EventStore.Tests.EventStoreDb.Double;
using Reports.Service.Hosting;
using Reports.Service.Integrity;
using Reports.Service.Ledgers;

namespace Reports.Cli.Tests;

/// <summary>Signing, proving and verifying a ledger on EventStoreDB, its tree kept in a folder here.</summary>
public sealed class ClusterIntegrityTests : IAsyncLifetime
{
    private const string Fact = "new-arab-2018-03-14/government-took-qadam";

    private Cli _cli = null!;
    private ServerDouble _server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Folder => Path.Combine(_cli.Folder, "integrity");

    private string Positions => Path.Combine(Folder, "tiles", "positions");

    public async ValueTask InitializeAsync()
    {
        _server = await ServerDouble.StartAsync();
        _cli = await Cli.WithArticlesAsync();
        var copied = await _cli.RunRawAsync("copy", "--from", _cli.Ledger, "--to", _server.ConnectionString);
        Assert.Equal((0, ""), (copied.Code, copied.Error));
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _cli.Dispose();
    }

    [Fact]
    public async Task A_copy_has_the_tree_of_what_it_was_copied_from()
    {
        await SignAsync();
        Assert.Equal(0, (await _cli.RunAsync("signing-key", "create", "--origin", "ledger.example")).Code);
        Assert.Equal(0, (await _cli.RunAsync("checkpoint")).Code);
        var (here, there) = (await _cli.JsonAsync("verify"), JsonDocument.Parse((await OverAsync("verify", "--json")).Out).RootElement);
        Assert.Equal((251, 251), (here.GetProperty("size").GetInt32(), there.GetProperty("size").GetInt32()));
        Assert.Equal(here.GetProperty("root").GetString(), there.GetProperty("root").GetString());
        Assert.Equal(251, there.GetProperty("tiles").GetInt32());
        Assert.Equal(0, (await _cli.RunAsync("tiles", "export", Path.Combine(_cli.Folder, "here"))).Code);
        Assert.Equal(0, (await OverAsync("tiles", "export", Path.Combine(_cli.Folder, "there"))).Code);
        var files = Directory.GetFiles(Path.Combine(_cli.Folder, "here", "tile"), "*", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        Assert.All(files, f => Assert.Equal(File.ReadAllBytes(f), File.ReadAllBytes(f.Replace("/here/", "/there/", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task A_fact_and_a_position_are_proved_to_somebody_who_has_no_ledger()
    {
        var (_, key) = await SignAsync();
        var proof = _cli.Write("fact.tlog-proof", (await OverAsync("proof", "inclusion", Fact)).Out);
        var shown = await _cli.RunRawAsync("proof", "verify", proof, "--key", key);
        Assert.Equal((0, ""), (shown.Code, shown.Error));
        Assert.Contains("ledger.example: event 166 of 251, stream source-new-arab-2018-03-14, revision 14", shown.Out, StringComparison.Ordinal);
        var position = Stored(166).Position.ToString(System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(await File.ReadAllTextAsync(proof, Cancellation), (await OverAsync("proof", "inclusion", position)).Out);
        Assert.Contains("there is nothing at position 129", (await OverAsync("proof", "inclusion", "129")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_tree_goes_on_from_the_position_where_it_was()
    {
        var (kept, key) = await SignAsync();
        // Not of a ledger, and left out: numbers and positions part more and more.
        _server.Store.WriteOwn();
        Assert.Equal(0, (await OverAsync("retract", Fact, "--reason", "coded twice", "--author", "amira")).Code);
        var late = _server.Store.Log[^1].Position.ToString(System.Globalization.CultureInfo.InvariantCulture);
        Assert.Contains("was recorded after the checkpoint of size 251", (await OverAsync("proof", "inclusion", late)).Error, StringComparison.Ordinal);
        Assert.Equal(0, (await OverAsync("checkpoint")).Code);
        Assert.Equal(0, (await OverAsync("proof", "inclusion", late)).Code);
        var growth = _cli.Write("growth.proof", (await OverAsync("proof", "consistency", "--from", kept)).Out);
        var shown = await _cli.RunRawAsync("proof", "verify", growth, "--key", key, "--from", kept);
        Assert.Equal((0, "ledger.example: the checkpoint of size 252 only added to that of size 251\n"), (shown.Code, shown.Out));
        Assert.Equal(0, (await OverAsync("signing-key", "rotate")).Code);
        var verified = await OverAsync("verify", "--checkpoint", kept, "--key", key);
        Assert.Equal((0, ""), (verified.Code, verified.Error));
        Assert.Contains("events: read again from the server and hashed", verified.Out, StringComparison.Ordinal);
        Assert.Contains("nothing of the 251 events of the checkpoint that was kept was altered", verified.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_changed_event_is_named_by_its_number_and_its_position()
    {
        var (kept, key) = await SignAsync();
        int[] changed = [17, 166, 251];
        var events = changed.Select(Stored).ToList();
        _server.Store.Tamper(e => events.Contains(e) ? e with { Data = ByteString.CopyFromUtf8(e.Data.ToStringUtf8().Replace("{\"v\":1", "{\"v\": 1", StringComparison.Ordinal)) } : e);
        var (named, text) = await DamagesAsync(kept, key);
        Assert.Equal(events.Select((e, i) => $"event {changed[i]} (position {e.Position})"), named);
        Assert.Contains("not what was signed in the checkpoint of size 251", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_events_are_named_and_those_after_them_are_not()
    {
        var (kept, key) = await SignAsync();
        int[] gone = [17, 166, 167, 168];
        var events = gone.Select(Stored).ToList();
        _server.Store.Tamper(e => events.Contains(e) ? null : e);
        var (named, text) = await DamagesAsync(kept, key);
        Assert.Equal([$"event 17 (position {events[0].Position})", $"events 166 to 168 (positions {events[1].Position} to {events[3].Position})"], named);
        Assert.Contains("missing", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_that_was_put_in_between_is_named()
    {
        _server.Store.Tamper(e => e with { Place = e.Place * 2 });
        var (kept, key) = await SignAsync();
        var before = Stored(100);
        var added = before with { Place = before.Place - 1, Id = Guid.AllBitsSet };
        var isAdded = false;
        _server.Store.Tamper(e =>
        {
            // The server's own event at the start becomes it.
            if (isAdded || !e.IsSystem) return e;
            isAdded = true;
            return added;
        });
        var (named, text) = await DamagesAsync(kept, key);
        Assert.Equal([$"position {added.Position}"], named);
        Assert.Contains("none of those that the tiles were made from", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_state_that_was_restored_from_before_is_found()
    {
        var (kept, key) = await SignAsync();
        var last = Stored(248);
        var lost = Stored(249);
        _server.Store.Tamper(e => e.Position > last.Position ? null : e);
        var (named, text) = await DamagesAsync(kept, key);
        Assert.Contains($"events 249 to 251 (positions {lost.Position} to {lost.Position + (2 * StoredEvent.Gap)})", named);
        Assert.Contains("251 events were signed, and the log has 248", text, StringComparison.Ordinal);
        Assert.Equal(3, (await OverAsync("checkpoint")).Code);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(16 * 40)]
    [InlineData((16 * 250) + 7)]
    public async Task Positions_that_were_kept_wrong_are_named_and_made_again(int at)
    {
        var (kept, key) = await SignAsync();
        var bytes = await File.ReadAllBytesAsync(Positions, Cancellation);
        bytes[at] ^= 1;
        await File.WriteAllBytesAsync(Positions, bytes, Cancellation);
        var (named, _) = await DamagesAsync(kept, key);
        Assert.Equal([Positions], named);
        await RemakeAsync(kept, key);
    }

    [Fact]
    public async Task Positions_that_are_gone_are_named_and_made_again()
    {
        var (kept, key) = await SignAsync();
        File.Delete(Positions);
        var (named, _) = await DamagesAsync(kept, key);
        Assert.Equal([Positions], named);
        Assert.Equal(3, (await OverAsync("proof", "inclusion", Fact)).Code);
        await RemakeAsync(kept, key);
    }

    [Fact]
    public async Task Saved_views_are_compared_too()
    {
        await SignAsync();
        var cache = Path.Combine(_cli.Folder, "cache");
        _cli.Time.AutoAdvanceAmount = TimeSpan.FromSeconds(2);
        Assert.Equal(0, (await OverAsync("status", "--cache", cache)).Code);
        Assert.Contains("saved views: those that follow from the events", (await OverAsync("verify", "--cache", cache)).Out, StringComparison.Ordinal);
        var file = Assert.Single(Directory.GetFiles(cache));
        var bytes = await File.ReadAllBytesAsync(file, Cancellation);
        bytes[^30] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, Cancellation);
        var damaged = await OverAsync("verify", "--cache", cache);
        Assert.Equal(3, damaged.Code);
        Assert.Contains(file, damaged.Out, StringComparison.Ordinal);
        Assert.Equal(0, (await OverAsync("verify", "--cache", cache, "--no-views")).Code);
    }

    [Fact]
    public async Task A_server_that_was_filled_from_a_copy_has_the_same_tree_at_other_positions()
    {
        var (kept, key) = await SignAsync();
        await _server.DisposeAsync();
        var store = new StoreDouble();
        store.WriteOwn();
        _server = await ServerDouble.StartAsync(store);
        Assert.Equal(0, (await _cli.RunRawAsync("copy", "--from", _cli.Ledger, "--to", _server.ConnectionString)).Code);
        var (named, text) = await DamagesAsync(kept, key);
        Assert.Contains(Positions, named);
        Assert.DoesNotContain("\"kind\": \"event\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"kind\": \"checkpoint\"", text, StringComparison.Ordinal);
        await RemakeAsync(kept, key);
    }

    [Fact]
    public async Task Checkpoints_on_a_schedule_count_events_and_not_positions()
    {
        await SignAsync();
        using var services = new ServiceCollection().AddUseCases(_cli.Time).BuildServiceProvider();
        await using var log = await EventLogs.OpenAsync(_server.ConnectionString, LedgerMode.Read, _cli.Time, "tests", Cancellation);
        var checkpoints = new ScheduledCheckpoints(
            services.GetRequiredService<IMediator>(), _cli.Time, log, IntegrityFiles.In(Folder), new CheckpointSchedule(3, TimeSpan.FromHours(1)));
        Assert.Null(await checkpoints.SignIfDueAsync(cancellation: Cancellation));
        Append(1);
        Append(2);
        Assert.Null(await checkpoints.SignIfDueAsync(cancellation: Cancellation));
        Append(3);
        Assert.Equal(254, (await checkpoints.SignIfDueAsync(cancellation: Cancellation))?.Checkpoint.Size);
        Append(4);
        Assert.Null(await checkpoints.SignIfDueAsync(cancellation: Cancellation));
        Assert.Equal(255, (await checkpoints.SignIfDueAsync(isLast: true, Cancellation))?.Checkpoint.Size);
        Assert.Null(await checkpoints.SignIfDueAsync(isLast: true, Cancellation));

        void Append(byte number) => _server.Store.Append(
            "source-tested", EventStore.Log.ExpectedRevision.Any, [new Proposed(new Guid(number, 0, 0, new byte[8]), "Tested", ByteString.CopyFromUtf8("{}"), ByteString.Empty)]);
    }

    [Fact]
    public async Task The_tree_of_another_ledger_is_refused()
    {
        await SignAsync();
        await using var other = await ServerDouble.StartAsync();
        Assert.Equal(0, (await _cli.RunRawAsync("ingest", Cli.Articles, "--author", "omar", "--ledger", other.ConnectionString)).Code);
        var refused = await _cli.RunRawAsync("checkpoint", "--ledger", other.ConnectionString, "--integrity-folder", Folder);
        Assert.Equal(3, refused.Code);
        Assert.Contains("or the tiles are another log's", refused.Error, StringComparison.Ordinal);
    }

    private async Task<(string Kept, string Key)> SignAsync()
    {
        Assert.Equal(0, (await OverAsync("signing-key", "create", "--origin", "ledger.example")).Code);
        var signed = await OverAsync("checkpoint");
        Assert.Equal((0, ""), (signed.Code, signed.Error));
        return (_cli.Write("kept", signed.Out), (await OverAsync("signing-key", "show")).Out.Trim());
    }

    private async Task RemakeAsync(string kept, string key)
    {
        Assert.Equal(0, (await OverAsync("tiles", "rebuild")).Code);
        Assert.Equal(0, (await OverAsync("verify", "--checkpoint", kept, "--key", key)).Code);
        Assert.Equal(0, (await OverAsync("proof", "inclusion", Fact)).Code);
    }

    /// <summary>The places of events and tiles; checkpoints follow from them.</summary>
    private async Task<(IEnumerable<string?> Places, string Text)> DamagesAsync(string kept, string key)
    {
        var damaged = await OverAsync("verify", "--checkpoint", kept, "--key", key, "--json");
        Assert.Equal((3, ""), (damaged.Code, damaged.Error));
        var damages = JsonDocument.Parse(damaged.Out).RootElement.GetProperty("damages").EnumerateArray().ToList();
        return (damages.Where(d => d.GetProperty("kind").GetString() != "checkpoint").Select(d => d.GetProperty("place").GetString()), damaged.Out);
    }

    private StoredEvent Stored(int number) => _server.Store.Log.Where(e => !e.IsSystem).ElementAt(number - 1);

    private Task<Outcome> OverAsync(params string[] args)
    {
        string[] place = ["--ledger", _server.ConnectionString];
        return _cli.RunRawAsync(args[0] is "retract" or "status" ? [.. args, .. place] : [.. args, .. place, "--integrity-folder", Folder]);
    }
}
