using Reports.EventStore.Embedded;
using Reports.EventStore.Events;
using Reports.EventStore.Log;
using Reports.Faults;
using Reports.Projections;
using Reports.Service.Ledgers;

namespace Reports.EventStore.Tests.Simulation;

/// <summary>
/// A ledger that lives twice, each life ended by a power failure at any of its writes, those of the recovery
/// included. What is done, in which order, by which clock and what the failure leaves follow from the seed alone.
/// </summary>
internal sealed class SimulatedLedger : IDisposable
{
    private const int Lives = 2;

    private readonly ulong _seed;
    private readonly string _path;
    private readonly bool _syncs;
    private readonly ScriptedLedger _script;
    private readonly SimulatedClock _time = new();
    private readonly List<IReadOnlyList<StreamAppend>> _batches = [];
    private readonly EmbeddedLogOptions _options;
    private SplitMix _random;
    private SimulatedDisk _disk;
    private readonly SimulatedCheckpoint _checkpoint;

    private SimulatedLedger(ulong seed, string path, DiskImage empty, bool syncs)
    {
        (_seed, _path, _syncs, _random) = (seed, path, syncs, new SplitMix(seed));
        _script = new ScriptedLedger(seed);
        _disk = new SimulatedDisk(empty);
        _checkpoint = new SimulatedCheckpoint(seed);
        _options = new EmbeddedLogOptions { Files = RecordedFiles.Name, CheckpointPages = 4 + (int)_random.Below(60), Time = _time };
    }

    /// <summary>Runs one seed.</summary>
    /// <param name="seed">What decides everything.</param>
    /// <param name="path">The ledger's file.</param>
    /// <param name="empty">A ledger without events.</param>
    /// <param name="syncs">False for a disk that lies about syncs.</param>
    /// <returns>A digest of what was written where, in every life.</returns>
    /// <exception cref="Exception">Any: the ledger broke a promise.</exception>
    public static async Task<ulong> RunAsync(ulong seed, string path, DiskImage empty, bool syncs = true)
    {
        using var ledger = new SimulatedLedger(seed, path, empty, syncs);
        var (disk, least, most, digest) = (empty, 0, 0, 0UL);
        for (var life = 0; life < Lives; life++)
        {
            disk.WriteTo(path);
            ledger._disk = new SimulatedDisk(disk, syncs);
            RecordedFiles.Follow(path, ledger._disk);
            (disk, least, most) = await ledger.LiveAsync(least, most);
            digest = (digest * 31) + ledger._disk.Digest();
        }

        disk.WriteTo(path);
        RecordedFiles.Forget(path);
        await using var last = EmbeddedLog.Open(path, LedgerMode.Read);
        await ledger.CheckAsync(last, least, most);
        await last.VerifyAsync();
        return digest;
    }

    public void Dispose()
    {
        RecordedFiles.Forget(_path);
        _script.Dispose();
    }

    /// <summary>One life.</summary>
    /// <param name="least">Batches that must be there.</param>
    /// <param name="most">Batches that may be there.</param>
    /// <returns>What the power failure left, and how many batches it must and may hold.</returns>
    private async Task<(DiskImage Disk, int Least, int Most)> LiveAsync(int least, int most)
    {
        var (begun, acked) = (new List<int>(), new List<int>());
        var log = EmbeddedLog.Open(_path, LedgerMode.Write, _options);
        var ledger = await Ledger.OpenAsync(log, _time);
        try
        {
            var there = await CheckAsync(log, least, most);
            using var restored = _checkpoint.Restore();
            IAsyncEnumerator<EventPage>? reader = null;
            var (seen, expected) = (0L, 0L);
            for (var steps = 4 + _random.Below(10); steps > 0; steps--)
            {
                _time.Jump(ref _random);
                switch (_random.Below(10))
                {
                    case 0:
                        await ledger.CatchUpAsync();
                        await _checkpoint.SaveAsync(ledger.Views, _disk.Count);
                        break;
                    case 1:
                        await ledger.CatchUpAsync();
                        break;
                    case 2 when reader is null:
                        // Stays in its snapshot until the next time, or until the end.
                        expected = (await log.HeadAsync()).Commit;
                        reader = log.ReadAllAsync().GetAsyncEnumerator();
                        seen = await reader.MoveNextAsync() ? reader.Current.Events.Length : 0;
                        break;
                    case 2:
                        await LeaveAsync(reader, seen, expected);
                        reader = null;
                        break;
                    default:
                        var next = there + acked.Count;
                        if (next == _batches.Count) _batches.Add(_script.Next(await ledger.NextRecordedTimeAsync()));
                        begun.Add(_disk.Count);
                        await log.AppendAsync(_batches[next]);
                        acked.Add(_disk.Count);
                        break;
                }
            }

            if (reader is not null) await LeaveAsync(reader, seen, expected);
            if (least > 0) await CompareAsync(ledger, restored, there + acked.Count);
            least = most = there;
        }
        finally
        {
            await ledger.DisposeAsync();
        }

        var crash = (int)_random.Below((ulong)_disk.Count + 1);
        _checkpoint.Crash(crash, ref _random);
        return (_disk.After(crash, ref _random), least + acked.Count(at => at <= crash), most + begun.Count(at => at < crash));
    }

    /// <summary>
    /// The views that were rebuilt at the start and went along, those of the checkpoint with the rest of the log, and a clean replay:
    /// all the same.
    /// </summary>
    private async Task CompareAsync(Ledger ledger, Views? restored, int there)
    {
        var expected = LedgerCheck.Replay(_batches, there);
        await ledger.CatchUpAsync();
        Assert.Equal(expected, LedgerCheck.Describe(ledger.Views));
        if (restored is null) return;
        var decoder = new EventDecoder();
        await foreach (var page in ledger.Log.ReadAllAsync(new LogRead(Position.At(restored.Position + 1))))
            restored.Apply(sink => decoder.Decode(page.Events.Span, sink));
        Assert.Equal(expected, LedgerCheck.Describe(restored));
    }

    private static async Task LeaveAsync(IAsyncEnumerator<EventPage> reader, long seen, long expected)
    {
        while (await reader.MoveNextAsync()) seen += reader.Current.Events.Length;
        await reader.DisposeAsync();
        Assert.Equal(expected, seen);
    }

    /// <summary>The batches that are there, once they are certain to be enough, whole, in order, and recorded at times that never go back.</summary>
    private async Task<int> CheckAsync(EmbeddedLog log, int least, int most)
    {
        var there = await LedgerCheck.BatchesAsync(log, _batches);
        Assert.True(there >= least && there <= most, $"{there} batches are there: {least} were acknowledged, {most} attempted");
        var before = DateTimeOffset.MinValue;
        foreach (var e in _batches.Take(there).SelectMany(b => b).SelectMany(a => a.Events))
        {
            var recorded = EventMetadata.Parse(e.Metadata).RecordedAt;
            Assert.True(recorded >= before, $"recorded at {recorded:O} after {before:O}");
            before = recorded;
        }

        return there;
    }
}

/// <summary>A clock that mostly goes on, and sometimes back.</summary>
internal sealed class SimulatedClock : TimeProvider
{
    private DateTimeOffset _now = DateTimeOffset.UnixEpoch.AddYears(56);

    public override DateTimeOffset GetUtcNow() => _now;

    public void Jump(ref SplitMix random) => _now = _now.AddSeconds((long)random.Below(1000) - (random.Below(4) == 0 ? 5000 : 0));
}
