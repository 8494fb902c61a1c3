using System.IO.Hashing;
using System.Runtime.InteropServices;
using Reports.Faults;

namespace Reports.EventStore.Tests.Simulation;

internal enum ChangeKind
{
    Write,

    /// <summary>The file's length is set.</summary>
    Cut,
    Sync,
    Delete,
}

/// <summary>One change of a ledger's file, or of the write-ahead log beside it.</summary>
internal readonly record struct Change(bool IsLog, ChangeKind Kind, long At = 0, byte[]? Bytes = null);

/// <summary>What a disk holds of a ledger. No log is not the same as an empty one.</summary>
internal sealed record DiskImage(byte[] Database, byte[]? Log)
{
    public void WriteTo(string ledger)
    {
        File.Delete(ledger + "-shm");
        File.WriteAllBytes(ledger, Database);
        if (Log is null) File.Delete(ledger + "-wal");
        else File.WriteAllBytes(ledger + "-wal", Log);
    }
}

/// <summary>
/// A disk that keeps what was synced, and of what was not any part, sector by sector. Changes are noted by any thread, one at a time.
/// </summary>
/// <param name="start">What it holds at first.</param>
/// <param name="syncs">False for a disk that lies: it takes syncs and keeps nothing of them.</param>
internal sealed class SimulatedDisk(DiskImage start, bool syncs = true)
{
    private const int Sector = 512;

    private readonly List<Change> _changes = [];
    private readonly Lock _gate = new();

    /// <summary>How many changes there were.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _changes.Count;
        }
    }

    public void Note(Change change)
    {
        lock (_gate) _changes.Add(change);
    }

    /// <summary>What is left when the power fails after so many changes.</summary>
    public DiskImage After(int changes, ref SplitMix random)
    {
        lock (_gate)
            return new DiskImage(After(changes, start.Database, isLog: false, ref random) ?? [], After(changes, start.Log, isLog: true, ref random));
    }

    /// <summary>A digest of what was changed where, in order. Not of the bytes: SQLite salts its log at random.</summary>
    public ulong Digest()
    {
        var hash = new XxHash3();
        Span<long> numbers = stackalloc long[4];
        lock (_gate)
            foreach (var change in _changes)
            {
                (numbers[0], numbers[1], numbers[2], numbers[3]) = (change.IsLog ? 1 : 0, (int)change.Kind, change.At, change.Bytes?.Length ?? 0);
                hash.Append(MemoryMarshal.AsBytes(numbers));
            }

        return hash.GetCurrentHashAsUInt64();
    }

    private byte[]? After(int changes, byte[]? from, bool isLog, ref SplitMix random)
    {
        var file = new Contents(from);
        var synced = 0;
        for (var i = 0; i < changes && syncs; i++)
            if (_changes[i] is { Kind: ChangeKind.Sync } sync && sync.IsLog == isLog)
                synced = i;
        // How likely a change since was to reach the disk: none, some, most, all.
        var chance = random.Below(5) * 25;
        for (var i = 0; i < changes; i++)
        {
            if (_changes[i].IsLog != isLog) continue;
            if (i < synced) file.Apply(_changes[i]);
            else ApplyTorn(file, _changes[i], chance, ref random);
        }

        return file.ToArray();
    }

    private static void ApplyTorn(Contents file, Change change, ulong chance, ref SplitMix random)
    {
        if (change.Kind != ChangeKind.Write)
        {
            if (random.Below(100) < chance) file.Apply(change);
            return;
        }

        var bytes = change.Bytes!;
        for (var at = 0; at < bytes.Length;)
        {
            var size = Math.Min(bytes.Length - at, Sector - (int)((change.At + at) % Sector));
            if (random.Below(100) < chance) file.Write(change.At + at, bytes.AsSpan(at, size));
            at += size;
        }
    }

    private sealed class Contents(byte[]? from)
    {
        private byte[] _bytes = from is null ? [] : (byte[])from.Clone();
        private int _length = from?.Length ?? 0;
        private bool _exists = from is not null;

        public void Apply(Change change)
        {
            switch (change.Kind)
            {
                case ChangeKind.Write:
                    Write(change.At, change.Bytes);
                    break;
                case ChangeKind.Cut:
                    SetLength((int)change.At);
                    break;
                case ChangeKind.Delete:
                    SetLength(0);
                    _exists = false;
                    break;
            }
        }

        public void Write(long at, ReadOnlySpan<byte> bytes)
        {
            if (at + bytes.Length > _length) SetLength((int)at + bytes.Length);
            bytes.CopyTo(_bytes.AsSpan((int)at));
        }

        public byte[]? ToArray() => _exists ? _bytes[.._length] : null;

        private void SetLength(int length)
        {
            if (length > _bytes.Length) Array.Resize(ref _bytes, Math.Max(length, _bytes.Length * 2));
            if (length < _length) Array.Clear(_bytes, length, _length - length);
            (_length, _exists) = (length, true);
        }
    }
}
