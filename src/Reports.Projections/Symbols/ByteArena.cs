using System.Buffers.Binary;

namespace Reports.Projections.Symbols;

/// <summary>
/// Keeps short byte strings for as long as the ledger's state lives, without an object each. Addresses are 32 bits.
/// One writer; readers may run beside it.
/// </summary>
public sealed class ByteArena
{
    private const int ChunkBits = 20;
    private const int ChunkSize = 1 << ChunkBits;

    private const byte LongMark = 255;

    /// <summary>Bytes that one string may have.</summary>
    public const int MaxLength = ushort.MaxValue;

    private byte[][] _chunks = new byte[16][];
    private uint _end;

    /// <summary>Bytes in use.</summary>
    public long Length => _end;

    /// <exception cref="ArgumentException">Longer than <see cref="MaxLength"/>.</exception>
    /// <exception cref="InvalidOperationException">4 GiB are full.</exception>
    public uint Add(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaxLength)
            throw new ArgumentException($"at most {MaxLength} bytes, not {bytes.Length}", nameof(bytes));
        // A length byte before each string; 255 says that two more bytes hold the length.
        var prefix = bytes.Length < LongMark ? 1 : 3;
        var offset = _end & (ChunkSize - 1);
        var start = offset + bytes.Length + prefix <= ChunkSize ? _end : (_end | (ChunkSize - 1)) + 1;
        if (start < _end || start > uint.MaxValue - ChunkSize)
            throw new InvalidOperationException("the names of this ledger take more than 4 GiB");
        var chunk = (int)(start >> ChunkBits);
        if (chunk == _chunks.Length) Array.Resize(ref _chunks, _chunks.Length * 2);
        _chunks[chunk] ??= new byte[ChunkSize];
        var target = _chunks[chunk].AsSpan((int)(start & (ChunkSize - 1)));
        if (prefix == 1)
        {
            target[0] = (byte)bytes.Length;
        }
        else
        {
            target[0] = LongMark;
            BinaryPrimitives.WriteUInt16LittleEndian(target[1..], (ushort)bytes.Length);
        }

        bytes.CopyTo(target[prefix..]);
        _end = start + (uint)(bytes.Length + prefix);
        return start;
    }

    public ReadOnlySpan<byte> Get(uint address)
    {
        var from = _chunks[address >> ChunkBits].AsSpan((int)(address & (ChunkSize - 1)));
        return from[0] != LongMark ? from.Slice(1, from[0]) : from.Slice(3, BinaryPrimitives.ReadUInt16LittleEndian(from[1..]));
    }

    /// <summary>The filled chunks in order, for saving; each but the last is <c>1 MiB</c>.</summary>
    internal IEnumerable<ReadOnlyMemory<byte>> Chunks()
    {
        for (long at = 0; at < _end; at += ChunkSize)
            yield return _chunks[at >> ChunkBits].AsMemory(0, (int)Math.Min(ChunkSize, _end - at));
    }

    internal void Load(uint length, Action<Memory<byte>> fill)
    {
        _end = length;
        var count = (int)((length + ChunkSize - 1L) >> ChunkBits);
        if (_chunks.Length < count) Array.Resize(ref _chunks, count);
        for (var i = 0; i < count; i++)
        {
            _chunks[i] = GC.AllocateUninitializedArray<byte>(ChunkSize);
            var used = (int)Math.Min(ChunkSize, length - ((long)i << ChunkBits));
            fill(_chunks[i].AsMemory(0, used));
            // The gap that a string too long for the rest leaves is saved too, and must be the same each time.
            _chunks[i].AsSpan(used).Clear();
        }
    }
}
