using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Reports.Projections.Checkpoints;

/// <summary>Writes the bytes of one section after another and hashes them on the way. Not thread safe.</summary>
internal sealed class SectionOutput(Stream stream, CancellationToken cancellation)
{
    private readonly XxHash3 _hash = new();
    private readonly byte[] _buffer = new byte[1 << 16];
    private int _buffered;

    /// <summary>Bytes of the section so far.</summary>
    public long Written { get; private set; }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        Written += bytes.Length;
        if (bytes.Length > _buffer.Length - _buffered) Spill();
        if (bytes.Length > _buffer.Length)
        {
            Put(bytes);
            return;
        }

        bytes.CopyTo(_buffer.AsSpan(_buffered));
        _buffered += bytes.Length;
    }

    public void Write<T>(ReadOnlySpan<T> values)
        where T : unmanaged => Write(MemoryMarshal.AsBytes(values));

    public void Write(int value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        Write(bytes);
    }

    public void Write(long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        Write(bytes);
    }

    /// <summary>Ends the section with its hash, and returns it.</summary>
    public ulong End()
    {
        Spill();
        var hash = _hash.GetCurrentHashAsUInt64();
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, hash);
        stream.Write(bytes);
        _hash.Reset();
        Written = 0;
        return hash;
    }

    private void Spill()
    {
        if (_buffered == 0) return;
        Put(_buffer.AsSpan(0, _buffered));
        _buffered = 0;
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        cancellation.ThrowIfCancellationRequested();
        _hash.Append(bytes);
        stream.Write(bytes);
    }
}
