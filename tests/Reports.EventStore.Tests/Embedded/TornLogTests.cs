using System.Buffers.Binary;
using Reports.EventStore.Embedded;
using Reports.EventStore.Log;
using Reports.Faults;

namespace Reports.EventStore.Tests.Embedded;

/// <summary>A write-ahead log cut short is a clean prefix of commits; damage in its middle is told from that.</summary>
public sealed class TornLogTests : IAsyncLifetime
{
    private const int FrameHeader = 24;
    private const int Frame = FrameHeader + 8192;
    private const int Header = 32;

    private readonly TemporaryFolder _folder = new();
    private readonly ScriptedLedger _script = new(11);
    private readonly List<IReadOnlyList<StreamAppend>> _batches = [];
    private byte[] _database = [];
    private byte[] _wal = [];

    public async ValueTask InitializeAsync()
    {
        for (var i = 0; i < 8; i++) _batches.Add(_script.Next());
        await using var log = EmbeddedLog.Open(_folder.Ledger, LedgerMode.Write);
        foreach (var batch in _batches) await log.AppendAsync(batch);
        _database = await File.ReadAllBytesAsync(_folder.Ledger);
        _wal = await File.ReadAllBytesAsync(_folder.Ledger + "-wal");
        Assert.True(_wal.Length > 10 * Frame);
    }

    public ValueTask DisposeAsync()
    {
        _script.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Cut_at_or_within_any_frame_it_is_a_prefix_of_commits()
    {
        var last = 0;
        for (var frames = 0; Header + (frames * Frame) <= _wal.Length; frames++)
            foreach (var beyond in frames % 2 == 0 ? (int[])[0, 11] : [FrameHeader, 5000])
            {
                var length = Math.Min(_wal.Length, Header + (frames * Frame) + beyond);
                if (await Recovered(_wal[..length]) is not { } recovered) continue;
                Assert.InRange(recovered, last, last + 1);
                last = recovered;
            }

        Assert.Equal(_batches.Count, last);
    }

    [Fact]
    public async Task A_damaged_last_commit_is_a_torn_tail()
    {
        var wal = (byte[])_wal.Clone();
        wal[^100] ^= 1;
        Assert.Equal(_batches.Count - 1, await Recovered(wal));
    }

    [Theory]
    [InlineData(LedgerMode.Read)]
    [InlineData(LedgerMode.Write)]
    public async Task Damage_before_commits_that_were_acknowledged_is_refused(LedgerMode mode)
    {
        var commits = Enumerable.Range(0, (_wal.Length - Header) / Frame)
            .Where(f => BinaryPrimitives.ReadUInt32BigEndian(_wal.AsSpan(Header + (f * Frame) + 4)) != 0).ToList();
        for (var frame = 0; frame <= commits[^2]; frame += 3)
        {
            var wal = (byte[])_wal.Clone();
            wal[Header + (frame * Frame) + FrameHeader + 77] ^= 4;
            var e = await Assert.ThrowsAsync<LogDamagedException>(async () => await Recovered(wal, mode));
            Assert.Contains("-wal", e.Message, StringComparison.Ordinal);
        }
    }

    private async Task<int?> Recovered(byte[] wal, LedgerMode mode = LedgerMode.Write)
    {
        var path = _folder.File("copy.ledger");
        File.Delete(path + "-shm");
        await File.WriteAllBytesAsync(path, _database);
        await File.WriteAllBytesAsync(path + "-wal", wal);
        EmbeddedLog log;
        try
        {
            log = EmbeddedLog.Open(path, mode);
        }
        catch (LogForeignException)
        {
            // The making of the ledger itself was cut off.
            return null;
        }

        await using (log) return await LedgerCheck.BatchesAsync(log, _batches);
    }
}
