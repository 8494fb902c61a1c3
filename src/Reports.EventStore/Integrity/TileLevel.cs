using System.Globalization;
using System.Runtime.InteropServices;
using Reports.EventStore.Log;

namespace Reports.EventStore.Integrity;

/// <summary>
/// The hashes of one level of tiles, one after another: those saved in a file, and those after them that are in memory only. Not
/// thread safe.
/// </summary>
internal sealed class TileLevel : IDisposable
{
    private readonly FileStream? _file;
    private readonly List<MerkleHash> _waiting = [];
    private long _saved;
    // The tile that was read last: the hashes of one proof stand together.
    private readonly byte[] _tile = new byte[TilePath.Width * MerkleHash.Bytes];
    private long _tileIndex = -1;

    private TileLevel(FileStream? file, long saved)
    {
        _file = file;
        _saved = saved;
    }

    public long Count => _saved + _waiting.Count;

    /// <summary>Hashes that are in memory only.</summary>
    public int Waiting => _waiting.Count;

    public static string PathOf(string folder, int level) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"level-{level}"));

    /// <summary>A level without a file.</summary>
    public static TileLevel InMemory() => new(null, 0);

    /// <summary>Opens the file of a level of which so many hashes count; what follows them was never finished.</summary>
    /// <exception cref="LogDamagedException">The file is missing or has fewer.</exception>
    public static TileLevel Open(string folder, int level, long count, bool isWriting)
    {
        var path = PathOf(folder, level);
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

        if (file.Length >= count * MerkleHash.Bytes) return new TileLevel(file, count);
        var found = file.Length / MerkleHash.Bytes;
        file.Dispose();
        throw new LogDamagedException($"{path} ends after {found} of {count} hashes; {TreeFolder.Remedy}");
    }

    public void Append(in MerkleHash hash) => _waiting.Add(hash);

    /// <summary>The hash over the complete subtree of 2^height hashes of this level, height 0 to 7.</summary>
    public MerkleHash Subtree(int height, long index)
    {
        var (first, count) = (index << height, 1 << height);
        Span<MerkleHash> hashes = stackalloc MerkleHash[TilePath.Width / 2];
        for (var i = 0; i < count; i++) hashes[i] = At(first + i);
        for (; count > 1; count /= 2) MerkleHash.OfNodes(hashes[..count], hashes);
        return hashes[0];
    }

    /// <summary>One hash.</summary>
    /// <exception cref="LogDamagedException">The file ends before it.</exception>
    public MerkleHash At(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        if (index >= _saved) return _waiting[(int)(index - _saved)];
        if (index / TilePath.Width != _tileIndex) Load(index / TilePath.Width);
        return MerkleHash.From(_tile.AsSpan((int)(index % TilePath.Width) * MerkleHash.Bytes, MerkleHash.Bytes));
    }

    /// <summary>Writes what waits behind what is saved; durable only after <see cref="Sync"/>.</summary>
    public void Write()
    {
        if (_file is null || _waiting.Count == 0) return;
        RandomAccess.Write(_file.SafeFileHandle, MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_waiting)), _saved * MerkleHash.Bytes);
        _saved += _waiting.Count;
        _waiting.Clear();
        _tileIndex = -1;
    }

    /// <summary>Drops what was left behind the last hash, and waits for the disk.</summary>
    public void Sync()
    {
        if (_file is null) return;
        if (_file.Length > _saved * MerkleHash.Bytes) _file.SetLength(_saved * MerkleHash.Bytes);
        _file.Flush(flushToDisk: true);
    }

    public void Dispose() => _file?.Dispose();

    private void Load(long tile)
    {
        var bytes = (int)Math.Min(_tile.Length, (_saved - (tile * TilePath.Width)) * MerkleHash.Bytes);
        _tileIndex = -1;
        for (var read = 0; read < bytes;)
        {
            var more = RandomAccess.Read(_file!.SafeFileHandle, _tile.AsSpan(read, bytes - read), (tile * _tile.Length) + read);
            if (more == 0) throw new LogDamagedException($"{_file.Name} ends within tile {tile}; {TreeFolder.Remedy}");
            read += more;
        }

        _tileIndex = tile;
    }
}
