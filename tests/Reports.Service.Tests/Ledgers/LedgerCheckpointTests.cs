using Reports.EventStore.Embedded;
using Reports.EventStore.Log;
using Serilog.Events;

namespace Reports.Service.Tests.Ledgers;

/// <summary>Notices are kept by the one logger of the process.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class OneLogger
{
    public const string Name = "one logger";
}

[Collection(OneLogger.Name)]
public sealed class LedgerCheckpointTests : IDisposable
{
    private readonly LedgerFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(LedgerMode.Read)]
    [InlineData(LedgerMode.Write)]
    public async Task A_start_takes_the_checkpoint_and_what_was_recorded_since(LedgerMode mode)
    {
        await _folder.RecordAndSaveAsync("isil");
        await using (var ledger = await _folder.OpenAsync()) await LedgerFolder.RecordAsync(ledger, "isil", "hts");
        using var notices = new Notices(LogEventLevel.Debug);

        await using var again = await _folder.OpenAsync(mode);

        Assert.Contains(notices.Texts, t => t.StartsWith("Loaded the views at position 6 ", StringComparison.Ordinal));
        Assert.Equal(10, again.Views.Position);
        Assert.Equal("hts", LedgerFolder.Holder(again));
        Assert.True((await again.RebuildAsync(swap: false, cancellation: Cancellation)).IsEqual);
    }

    [Fact]
    public async Task A_missing_checkpoint_is_no_reason_for_a_warning()
    {
        await using (var ledger = await _folder.OpenAsync()) await LedgerFolder.RecordAsync(ledger, "isil");
        using var notices = new Notices();

        await using var again = await _folder.OpenAsync();

        Assert.Empty(notices.Texts);
        Assert.Equal("isil", LedgerFolder.Holder(again));
    }

    [Theory]
    [InlineData(0, "is no checkpoint of views")]
    [InlineData(11, "has the format ")]
    [InlineData(50, "has a damaged header")]
    [InlineData(-1, "is damaged at its end")]
    [InlineData(-20, "has a damaged section Keys")]
    public async Task A_checkpoint_that_cannot_be_used_is_ignored_with_a_notice_that_says_why(int at, string reason)
    {
        await _folder.RecordAndSaveAsync("isil", "hts");
        var bytes = await File.ReadAllBytesAsync(_folder.Checkpoint, Cancellation);
        bytes[at < 0 ? bytes.Length + at : at] ^= 0x55;
        await File.WriteAllBytesAsync(_folder.Checkpoint, bytes, Cancellation);
        using var notices = new Notices();

        await using var ledger = await _folder.OpenAsync();

        Assert.Contains(reason, Assert.Single(notices.Texts), StringComparison.Ordinal);
        Assert.Equal("hts", LedgerFolder.Holder(ledger));
        Assert.Equal(8, ledger.Views.Position);
    }

    [Fact]
    public async Task A_checkpoint_of_another_ledger_is_ignored()
    {
        using var other = new LedgerFolder();
        // As many events, recorded at the same times: only one fact differs, and not in the last event.
        await other.RecordAndSaveAsync("hts", "isil", "isil");
        await _folder.RecordAndSaveAsync("isil", "isil", "isil");
        File.Copy(other.Checkpoint, _folder.Checkpoint, overwrite: true);
        using var notices = new Notices();

        await using var ledger = await _folder.OpenAsync();

        Assert.Contains("is of another ledger", Assert.Single(notices.Texts), StringComparison.Ordinal);
        Assert.True((await ledger.RebuildAsync(swap: false, cancellation: Cancellation)).IsEqual);
    }

    [Fact]
    public async Task A_checkpoint_ahead_of_the_log_is_ignored()
    {
        using var longer = new LedgerFolder();
        await longer.RecordAndSaveAsync("isil", "hts");
        await _folder.RecordAndSaveAsync("isil");
        File.Copy(longer.Checkpoint, _folder.Checkpoint, overwrite: true);
        using var notices = new Notices();

        await using var ledger = await _folder.OpenAsync();

        Assert.Contains("is at position 8, where the ledger has nothing", Assert.Single(notices.Texts), StringComparison.Ordinal);
        Assert.Equal("isil", LedgerFolder.Holder(ledger));
    }

    [Fact]
    public async Task A_checkpoint_that_cannot_be_read_is_ignored()
    {
        await using (var ledger = await _folder.OpenAsync()) await LedgerFolder.RecordAsync(ledger, "isil");
        Directory.CreateDirectory(_folder.Checkpoint);
        using var notices = new Notices();

        await using var again = await _folder.OpenAsync();

        Assert.Contains("cannot be read", Assert.Single(notices.Texts), StringComparison.Ordinal);
        Assert.Equal("isil", LedgerFolder.Holder(again));
        Assert.False(await again.SaveCheckpointAsync(Cancellation));
        Assert.False(File.Exists(_folder.NewCheckpoint));
    }

    [Fact]
    public async Task What_a_crash_left_before_the_rename_neither_counts_nor_hinders_the_next_save()
    {
        await _folder.RecordAndSaveAsync("isil");
        var old = await File.ReadAllBytesAsync(_folder.Checkpoint, Cancellation);
        await File.WriteAllBytesAsync(_folder.NewCheckpoint, old.AsMemory(0, old.Length / 2), Cancellation);

        await using (var ledger = await _folder.OpenAsync())
        {
            Assert.Equal(old, await File.ReadAllBytesAsync(_folder.Checkpoint, Cancellation));
            await LedgerFolder.RecordAsync(ledger, "hts");
            Assert.True(await ledger.SaveCheckpointAsync(Cancellation));
        }

        using var notices = new Notices(LogEventLevel.Debug);
        await using var again = await _folder.OpenAsync();
        Assert.Contains(notices.Texts, t => t.StartsWith("Loaded the views at position 8 ", StringComparison.Ordinal));
        Assert.False(File.Exists(_folder.NewCheckpoint));
        Assert.Equal("hts", LedgerFolder.Holder(again));
    }

    [Fact]
    public async Task A_cancelled_save_leaves_the_old_checkpoint()
    {
        await _folder.RecordAndSaveAsync("isil");
        var old = await File.ReadAllBytesAsync(_folder.Checkpoint, Cancellation);
        await using var ledger = await _folder.OpenAsync();
        await LedgerFolder.RecordAsync(ledger, "hts");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ledger.SaveCheckpointAsync(new CancellationToken(canceled: true)));

        Assert.Equal(old, await File.ReadAllBytesAsync(_folder.Checkpoint, Cancellation));
        Assert.False(File.Exists(_folder.NewCheckpoint));
        Assert.True(await ledger.SaveCheckpointAsync(Cancellation));
    }

    [Fact]
    public async Task Who_only_reads_writes_no_checkpoint()
    {
        await using (var ledger = await _folder.OpenAsync()) await LedgerFolder.RecordAsync(ledger, "isil");

        await using (var reader = await _folder.OpenAsync(LedgerMode.Read)) Assert.False(await reader.SaveCheckpointAsync(Cancellation));

        Assert.False(File.Exists(_folder.Checkpoint));
    }

    [Fact]
    public async Task Little_that_is_new_is_not_worth_a_checkpoint()
    {
        await using var ledger = await _folder.OpenAsync();
        await LedgerFolder.RecordAsync(ledger, "isil");

        Assert.False(await ledger.SaveCheckpointIfDueAsync(Cancellation));

        Assert.False(File.Exists(_folder.Checkpoint));
    }

    [Fact]
    public async Task Rebuilt_views_take_the_live_ones_place_only_when_told()
    {
        await using var ledger = await _folder.OpenAsync();
        await LedgerFolder.RecordAsync(ledger, "isil", "hts");
        var live = ledger.Views;

        var compared = await ledger.RebuildAsync(swap: false, cancellation: Cancellation);
        Assert.Same(live, ledger.Views);
        Assert.True(compared is { IsEqual: true, IsSwapped: false, Position: 8 });

        var swapped = await ledger.RebuildAsync(swap: true, cancellation: Cancellation);
        Assert.NotSame(live, ledger.Views);
        Assert.True(swapped is { IsEqual: true, IsSwapped: true });
        Assert.Equal("hts", LedgerFolder.Holder(ledger));
        await LedgerFolder.RecordAsync(ledger, "isil");
        Assert.Equal("isil", LedgerFolder.Holder(ledger));
    }

    [Fact]
    public async Task A_rebuild_shows_that_live_views_went_wrong_and_puts_them_right()
    {
        await using var ledger = await _folder.OpenAsync();
        await LedgerFolder.RecordAsync(ledger, "isil");
        using (var other = new LedgerFolder())
        {
            // The live views are fed an event of another ledger's: what a fault in memory would do.
            await using var wrong = await other.OpenAsync();
            await LedgerFolder.RecordAsync(wrong, "isil", "hts");
            await foreach (var page in wrong.Log.ReadAllAsync(new LogRead(Position.At(7)), Cancellation))
                ledger.Views.Apply(sink => new EventStore.Events.EventDecoder().Decode(page.Events.Span, sink));
        }

        using var notices = new Notices();
        await LedgerFolder.RecordAsync(ledger, "isil");
        var comparison = await ledger.RebuildAsync(swap: true, cancellation: Cancellation);

        Assert.True(comparison is { IsEqual: false, IsSwapped: true });
        Assert.NotEqual(comparison.Live, comparison.Rebuilt);
        Assert.Contains("differ", Assert.Single(notices.Texts), StringComparison.Ordinal);
        Assert.Equal("isil", LedgerFolder.Holder(ledger));
    }

    [Fact]
    public async Task A_cancelled_rebuild_changes_nothing()
    {
        await using var ledger = await _folder.OpenAsync();
        await LedgerFolder.RecordAsync(ledger, "isil");
        var live = ledger.Views;
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ledger.RebuildAsync(
            swap: true, new Inline(() => stop.Cancel()), stop.Token));

        Assert.Same(live, ledger.Views);
        await LedgerFolder.RecordAsync(ledger, "hts");
        Assert.Equal("hts", LedgerFolder.Holder(ledger));
    }

    private sealed class Inline(Action report) : IProgress<Service.Ledgers.RebuildProgress>
    {
        public void Report(Service.Ledgers.RebuildProgress value) => report();
    }
}
