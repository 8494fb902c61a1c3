using Reports.EventStore.Embedded;
using Reports.EventStore.Tests.EventStoreDb.Double;
using Reports.Service.Ledgers;
using Reports.Service.Tests.Ledgers;
using Serilog.Events;

namespace Reports.Cli.Tests;

/// <summary>The views of a ledger on EventStoreDB, kept between starts in a folder of the user.</summary>
public sealed class ClusterViewsTests : IAsyncLifetime
{
    private readonly Cli _cli = new();
    private ServerDouble _server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Folder => Path.Combine(_cli.Folder, "cache");

    public async ValueTask InitializeAsync()
    {
        _server = await ServerDouble.StartAsync();
        await IngestAsync(_server, "gazetteer");
        await IngestAsync(_server, "sources");
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _cli.Dispose();
    }

    [Theory]
    [InlineData(LedgerMode.Read)]
    [InlineData(LedgerMode.Write)]
    public async Task A_start_takes_the_saved_views_and_what_was_recorded_since(LedgerMode mode)
    {
        await SaveAsync(mode);
        var fact = Path.Combine(_cli.Folder, "more.yaml");
        await File.WriteAllTextAsync(fact, "places:\n  - { id: new-place, name: New place, kind: district }\n", Cancellation);
        Assert.Equal(0, (await _cli.RunRawAsync("ingest", fact, "--author", "amira", "--ledger", _server.ConnectionString)).Code);
        using var notices = new Notices(LogEventLevel.Debug);
        await using var again = await OpenAsync(_server, LedgerMode.Read);
        Assert.Contains(notices.Texts, t => t.StartsWith("Loaded the views at position ", StringComparison.Ordinal));
        Assert.Contains(again.Gazetteer.Places, p => p.Key == "new-place");
        Assert.True((await again.RebuildAsync(swap: false, cancellation: Cancellation)).IsEqual);
    }

    [Fact]
    public async Task They_are_told_by_the_first_event_whoever_asks_over_whichever_address_and_are_for_their_owner_alone()
    {
        await SaveAsync(LedgerMode.Read);
        var file = Assert.Single(Directory.GetFileSystemEntries(Folder));
        Assert.Matches("^[0-9a-f]{32}-views$", Path.GetFileName(file));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(
                (UnixFileMode.UserRead | UnixFileMode.UserWrite, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute),
                (File.GetUnixFileMode(file), File.GetUnixFileMode(Folder)));
        using var notices = new Notices(LogEventLevel.Debug);
        await using var again = await Ledger.OpenAsync(
            _server.ConnectionString.Replace("127.0.0.1", "omar:s3cret@localhost", StringComparison.Ordinal), LedgerMode.Read, _cli.Time, "tests", null, new ViewsCache(Folder), Cancellation);
        Assert.Contains(notices.Texts, t => t.StartsWith("Loaded the views at position ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Those_of_a_cluster_that_was_restored_to_an_earlier_state_are_ignored()
    {
        await using var restored = await ServerDouble.StartAsync();
        await IngestAsync(restored, "gazetteer");
        await SaveAsync(LedgerMode.Read);
        using var notices = new Notices();
        await using var ledger = await OpenAsync(restored, LedgerMode.Read);
        Assert.Contains("where the ledger has nothing", Assert.Single(notices.Texts), StringComparison.Ordinal);
        Assert.Equal(0, ledger.Views.SourceCount);
    }

    [Fact]
    public async Task Those_of_a_cluster_whose_last_events_are_others_are_ignored()
    {
        await using var other = await ServerDouble.StartAsync();
        await IngestAsync(other, "gazetteer");
        _cli.Time.Advance(TimeSpan.FromSeconds(1));
        await IngestAsync(other, "sources");
        await SaveAsync(LedgerMode.Read);
        using var notices = new Notices();
        await using var ledger = await OpenAsync(other, LedgerMode.Read);
        Assert.Contains("is of another ledger", Assert.Single(notices.Texts), StringComparison.Ordinal);
        Assert.True((await ledger.RebuildAsync(swap: false, cancellation: Cancellation)).IsEqual);
    }

    [Fact]
    public async Task Many_may_save_at_once_and_what_one_left_behind_is_removed_after_a_day()
    {
        Directory.CreateDirectory(Folder);
        var left = Path.Combine(Folder, "0123-views-new-77-1");
        await File.WriteAllTextAsync(left, "half", Cancellation);
        File.SetLastWriteTimeUtc(left, _cli.Time.GetUtcNow().UtcDateTime - TimeSpan.FromHours(25));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => SaveAsync(LedgerMode.Read), Cancellation)));
        Assert.EndsWith("-views", Assert.Single(Directory.GetFileSystemEntries(Folder)), StringComparison.Ordinal);
        using var notices = new Notices(LogEventLevel.Debug);
        await using var again = await OpenAsync(_server, LedgerMode.Read);
        Assert.Contains(notices.Texts, t => t.StartsWith("Loaded the views at position ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_command_saves_them_after_a_long_rebuild_where_it_is_told_to()
    {
        _cli.Time.AutoAdvanceAmount = TimeSpan.FromSeconds(2);
        Assert.Equal(0, (await _cli.RunRawAsync("status", "--ledger", _server.ConnectionString, "--cache", "none")).Code);
        Assert.False(Directory.Exists(Folder));
        Assert.Equal(0, (await _cli.RunRawAsync("status", "--ledger", _server.ConnectionString, "--cache", Folder)).Code);
        Assert.Single(Directory.GetFiles(Folder));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_told_of_and_hinders_nothing()
    {
        await File.WriteAllTextAsync(Folder, "a file", Cancellation);
        using var notices = new Notices();
        await using var ledger = await OpenAsync(_server, LedgerMode.Read);
        Assert.False(await ledger.SaveCheckpointAsync(Cancellation));
        Assert.Contains("The views cannot be saved in", notices.Texts[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void The_folder_is_the_one_that_is_named_or_that_of_the_platform()
    {
        Assert.Equal("/named", ViewsCache.Of("/named", Environment("REPORTS_CACHE=/other"))?.Folder);
        Assert.Equal("/other", ViewsCache.Of(null, Environment("REPORTS_CACHE=/other"))?.Folder);
        Assert.Null(ViewsCache.Of(null, Environment("REPORTS_CACHE=none", "HOME=/home/amira")));
        Assert.Null(ViewsCache.Of("none", Environment("REPORTS_CACHE=/other")));
        Assert.Null(ViewsCache.Of(null, Environment()));
        if (!OperatingSystem.IsLinux()) return;
        Assert.Equal("/home/amira/.cache/reports", ViewsCache.Of(null, Environment("REPORTS_CACHE=", "HOME=/home/amira"))?.Folder);
        Assert.Equal("/big/reports", ViewsCache.Of(null, Environment("XDG_CACHE_HOME=/big", "HOME=/home/amira"))?.Folder);
        Assert.Equal("/home/amira/.cache/reports", ViewsCache.Of(null, Environment("XDG_CACHE_HOME=big", "HOME=/home/amira"))?.Folder);
    }

    private static Func<string, string?> Environment(params string[] variables) => name =>
        variables.Where(v => v.StartsWith(name + "=", StringComparison.Ordinal)).Select(v => v[(name.Length + 1)..]).FirstOrDefault();

    private Task<Ledger> OpenAsync(ServerDouble server, LedgerMode mode) =>
        Ledger.OpenAsync(server.ConnectionString, mode, _cli.Time, "tests", null, new ViewsCache(Folder), Cancellation);

    private async Task SaveAsync(LedgerMode mode)
    {
        await using var ledger = await OpenAsync(_server, mode);
        Assert.True(await ledger.SaveCheckpointAsync(Cancellation));
    }

    private async Task IngestAsync(ServerDouble server, string folder)
    {
        var outcome = await _cli.RunRawAsync("ingest", Path.Combine(Cli.Root(), "eventstore", folder), "--author", "amira", "--on", "2018-04-30", "--ledger", server.ConnectionString);
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
    }
}
