using System.Buffers.Binary;
using Reports.EventStore.Log;

namespace Reports.EventStore.Integrity;

/// <summary>
/// The position of each leaf's event, for a log whose positions do not count events: from a leaf to where the log goes on, and from
/// an event to its leaf. In the folder of the tiles, as <c>positions</c>: commit and prepare of each, big-endian, 16 bytes. Like the
/// tiles it follows from the log. Not thread safe.
/// </summary>
public sealed class PositionFile : IDisposable
{
    private const int Bytes = 2 * sizeof(long);
    private const int BlockEntries = 4096;

    private readonly FileStream? _file;
    private readonly List<Position> _waiting = [];
    private readonly byte[] _block = new byte[BlockEntries * Bytes];
    private long _saved;
    private long _blockIndex = -1;

    private PositionFile(FileStream? file, long saved) => (_file, _saved) = (file, saved);

    public long Count => _saved + _waiting.Count;

    /// <summary>Where the file of a folder is.</summary>
    public static string PathOf(TreeFolder folder) => Path.Combine(folder.Path, "positions");

    /// <summary>Opens those that a folder keeps of so many leaves; what follows them was never finished.</summary>
    /// <exception cref="LogDamagedException">The file is missing or has fewer.</exception>
    public static PositionFile OpenToRead(TreeFolder folder, long count) => Open(folder, count, isWriting: false);

    /// <summary>Without a file.</summary>
    internal static PositionFile InMemory() => new(null, 0);

    internal static PositionFile Open(TreeFolder folder, long count, bool isWriting)
    {
        var path = PathOf(folder);
        if (!isWriting && count == 0) return InMemory();
        FileStream file;
        try
        {
            file = new FileStream(path, new FileStreamOptions
            {
                Mode = isWriting ? FileMode.OpenOrCreate : FileMode.Open,
                Access = isWriting ? FileAccess.ReadWrite : FileAccess.Read,
                Share = FileShare.ReadWrite | FileShare.Delete,
                BufferSize = 0,
            });
        }
        catch (FileNotFoundException e)
        {
            throw new LogDamagedException($"{path} is missing; {TreeFolder.Remedy}", e);
        }

        if (file.Length >= count * Bytes) return new PositionFile(file, count);
        var found = file.Length / Bytes;
        file.Dispose();
        throw new LogDamagedException($"{path} ends after {found} of {count} positions; {TreeFolder.Remedy}");
    }

    /// <summary>The position of a leaf's event, counted from 0.</summary>
    /// <exception cref="LogDamagedException">The file ends before it.</exception>
    public Position At(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        if (index >= _saved) return _waiting[(int)(index - _saved)];
        if (index / BlockEntries != _blockIndex) Load(index / BlockEntries);
        var entry = _block.AsSpan((int)(index % BlockEntries) * Bytes, Bytes);
        return new Position(BinaryPrimitives.ReadInt64BigEndian(entry), BinaryPrimitives.ReadInt64BigEndian(entry[sizeof(long)..]));
    }

    /// <summary>The leaf of the event at a position, by its commit position; null where there is none.</summary>
    public long? IndexOf(long commit)
    {
        long low = 0, high = Count - 1;
        while (low <= high)
        {
            var middle = low + ((high - low) / 2);
            var at = At(middle).Commit;
            if (at == commit) return middle;
            if (at < commit) low = middle + 1;
            else high = middle - 1;
        }

        return null;
    }

    public void Dispose() => _file?.Dispose();

    internal void Append(in Position position) => _waiting.Add(position);

    /// <summary>Writes what waits behind what is saved; durable only after <see cref="Sync"/>.</summary>
    internal void Write()
    {
        if (_file is null || _waiting.Count == 0) return;
        var bytes = new byte[_waiting.Count * Bytes];
        for (var i = 0; i < _waiting.Count; i++)
        {
            BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(i * Bytes), _waiting[i].Commit);
            BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan((i * Bytes) + sizeof(long)), _waiting[i].Prepare);
        }

        RandomAccess.Write(_file.SafeFileHandle, bytes, _saved * Bytes);
        _saved += _waiting.Count;
        _waiting.Clear();
        _blockIndex = -1;
    }

    /// <summary>Drops what was left behind the last one, and waits for the disk.</summary>
    internal void Sync()
    {
        if (_file is null) return;
        if (_file.Length > _saved * Bytes) _file.SetLength(_saved * Bytes);
        _file.Flush(flushToDisk: true);
    }

    private void Load(long block)
    {
        var bytes = (int)Math.Min(_block.Length, (_saved - (block * BlockEntries)) * Bytes);
        _blockIndex = -1;
        for (var read = 0; read < bytes;)
        {
            var more = RandomAccess.Read(_file!.SafeFileHandle, _block.AsSpan(read, bytes - read), (block * _block.Length) + read);
            if (more == 0) throw new LogDamagedException($"{_file.Name} ends within position {(block * BlockEntries) + (read / Bytes) + 1}; {TreeFolder.Remedy}");
            read += more;
        }

        _blockIndex = block;
    }
}
