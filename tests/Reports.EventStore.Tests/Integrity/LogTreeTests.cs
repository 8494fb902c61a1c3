using Reports.EventStore.Embedded;
using Reports.EventStore.Integrity;
using Reports.EventStore.Log;
using Reports.Faults;

namespace Reports.EventStore.Tests.Integrity;

/// <summary>The tiles beside a log follow from it, survive a crash anywhere, and never pass for another log's.</summary>
public sealed class LogTreeTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly ScriptedLedger _script = new(11);
    private readonly List<MerkleHash> _leaves = [];
    private EmbeddedLog _log = null!;

    private TreeFolder Tiles => TreeFolder.Beside(_folder.Ledger);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _log = EmbeddedLog.Open(_folder.Ledger, LedgerMode.Write);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _log.DisposeAsync();
        _script.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_tree_that_grew_in_steps_is_that_of_all_leaves_at_once()
    {
        for (var step = 0; step < 6; step++)
        {
            await AppendAsync(step == 3 ? 400 : 40);
            using var tree = LogTree.OpenToWrite(_log, Tiles);
            await tree.CatchUpAsync(null, Cancellation);
            if (step % 2 == 0) tree.Save();
            var reference = new TestTree(_leaves);
            Assert.Equal(_leaves.Count, tree.Size);
            Assert.Equal(reference.Root(_leaves.Count), tree.Root);
            foreach (var size in (int[])[1, 2, _leaves.Count / 3, _leaves.Count])
            {
                Assert.Equal(reference.Root(size), tree.Proofs.RootAt(size));
                Assert.Equal(reference.Proofs.Inclusion(size - 1, _leaves.Count).Path, tree.Proofs.Inclusion(size - 1, _leaves.Count).Path);
                Assert.Equal(reference.Proofs.Consistency(size, _leaves.Count).Path, tree.Proofs.Consistency(size, _leaves.Count).Path);
            }
        }
    }

    [Fact]
    public async Task A_reader_needs_no_tiles_and_leaves_none()
    {
        await AppendAsync(30);
        using var tree = LogTree.OpenToRead(_log, Tiles);
        await tree.CatchUpAsync(null, Cancellation);
        tree.Save();
        Assert.Equal(new TestTree(_leaves).Root(_leaves.Count), tree.Root);
        Assert.False(Directory.Exists(Tiles.Path));
    }

    [Fact]
    public async Task One_process_writes_the_tiles_at_a_time_and_others_read()
    {
        await AppendAsync(10);
        using var writer = LogTree.OpenToWrite(_log, Tiles);
        await writer.CatchUpAsync(null, Cancellation);
        writer.Save();
        Assert.Throws<WriterExistsException>(() => LogTree.OpenToWrite(_log, Tiles));
        using var reader = LogTree.OpenToRead(_log, Tiles);
        Assert.Equal(writer.Root, reader.Root);
    }

    [Fact]
    public async Task What_a_crash_left_behind_the_last_save_does_not_count()
    {
        await SavedAsync(300);
        // The levels were written further than the state says, and not to the end.
        await using (var level = new FileStream(TileOf(0), FileMode.Append)) level.Write(new byte[77_777]);
        await using (var level = new FileStream(TileOf(1), FileMode.Append)) level.Write(new byte[33]);
        await AppendAsync(300);
        using var tree = LogTree.OpenToWrite(_log, Tiles);
        await tree.CatchUpAsync(null, Cancellation);
        tree.Save();
        Assert.Equal(new TestTree(_leaves).Root(_leaves.Count), tree.Root);
        Assert.Equal(_leaves.Count * MerkleHash.Bytes, new FileInfo(TileOf(0)).Length);
    }

    [Theory]
    [InlineData("level-0", true)]
    [InlineData("level-1", true)]
    [InlineData("tree", true)]
    [InlineData("level-0", false)]
    [InlineData("level-1", false)]
    public async Task Tiles_that_are_damaged_at_the_edge_are_refused_and_made_again(string file, bool isChanged)
    {
        await SavedAsync(300);
        var path = Path.Combine(Tiles.Path, file);
        var bytes = await File.ReadAllBytesAsync(path, Cancellation);
        bytes[^20] ^= 1;
        await File.WriteAllBytesAsync(path, isChanged ? bytes : bytes[..^1], Cancellation);
        var refusal = Assert.Throws<LogDamagedException>(() => LogTree.OpenToWrite(_log, Tiles));
        Assert.Contains("tiles rebuild", refusal.Message, StringComparison.Ordinal);
        using (Tiles.Lock()) Tiles.Clear();
        await SavedAsync(0);
    }

    [Fact]
    public async Task A_log_that_was_changed_under_its_tiles_is_told()
    {
        await SavedAsync(400);
        await _log.DisposeAsync();
        File.Delete(_folder.Ledger);
        _log = EmbeddedLog.Open(_folder.Ledger, LedgerMode.Write);
        using (var older = new ScriptedLedger(11))
            foreach (var batch in older.Take(20)) await _log.AppendAsync(batch, Cancellation);
        await Refused("ends before position");
        using (var other = new ScriptedLedger(12))
            foreach (var batch in other.Take(500)) await _log.AppendAsync(batch, Cancellation);
        await Refused("has another event");

        async Task Refused(string words)
        {
            using var tree = LogTree.OpenToWrite(_log, Tiles);
            var refusal = await Assert.ThrowsAsync<LogDamagedException>(() => tree.CatchUpAsync(null, Cancellation));
            Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_log_whose_server_assigns_positions_has_the_same_tree()
    {
        await SavedAsync(300);
        var events = new List<RecordedEvent>();
        await foreach (var page in _log.ReadAllAsync(default, Cancellation)) events.AddRange(page.Events.ToArray().Select(e => e.Copy()));
        var folder = new TreeFolder(_folder.File("gapped-tiles"));
        foreach (var count in (int[])[1, 100, events.Count, events.Count])
        {
            using var tree = LogTree.OpenToWrite(new GappedLog([.. events.Take(count)]), folder);
            await tree.CatchUpAsync(null, Cancellation);
            tree.Save();
            Assert.Equal((count, new TestTree(_leaves).Root(count)), (tree.Size, tree.Root));
            Assert.Equal(Enumerable.Range(1, count), Enumerable.Range(0, count).Select(i => (int)tree.NumberOf((i * 1000) + 77)!.Value));
            Assert.All((long[])[0, 76, 78, 1076, (count * 1000) + 77], none => Assert.Null(tree.NumberOf(none)));
        }

        using (var reader = LogTree.OpenToRead(new GappedLog(events), folder)) Assert.Equal(events.Count / 2, reader.NumberOf((((events.Count / 2) - 1) * 1000) + 77));
        folder.Clear();
        Assert.Equal(["writer"], Directory.GetFiles(folder.Path).Select(Path.GetFileName));
        await using (var written = new GappedLog(events))
        {
            using var again = LogTree.OpenToWrite(written, folder);
            await again.CatchUpAsync(null, Cancellation);
            again.Save();
        }

        Assert.Equal(new Position(((events.Count - 1) * 1000) + 77, ((events.Count - 1) * 1000) + 70), folder.Read()!.Last);
    }

    private string TileOf(int level) => Path.Combine(Tiles.Path, $"level-{level}");

    private async Task SavedAsync(int events)
    {
        await AppendAsync(events);
        using var tree = LogTree.OpenToWrite(_log, Tiles);
        await tree.CatchUpAsync(null, Cancellation);
        tree.Save();
        Assert.Equal(new TestTree(_leaves).Root(_leaves.Count), tree.Root);
    }

    private async Task AppendAsync(int events)
    {
        foreach (var batch in _script.Take(events)) await _log.AppendAsync(batch, Cancellation);
        _leaves.Clear();
        var hasher = new LeafHasher();
        await foreach (var page in _log.ReadAllAsync(default, Cancellation))
            foreach (var recorded in page.Events.ToArray())
                _leaves.Add(hasher.Hash(recorded, _leaves.Count + 1));
    }
}
