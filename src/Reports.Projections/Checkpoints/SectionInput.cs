using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Reports.Projections.Checkpoints;

/// <summary>
/// Reads sections straight into where they belong, and hashes them while they are in the processor's cache. Not thread safe.
/// </summary>
internal sealed class SectionInput(Stream stream, CancellationToken cancellation)
{
    /// <summary>Read and hashed at once: small enough to be hashed from the cache.</summary>
    private const int Step = 1 << 18;

    private readonly XxHash3 _hash = new();
    private long _left;

    /// <summary>Bytes of the section that are not read yet.</summary>
    public long Left => _left;

    public void Begin(long length)
    {
        _left = length;
        _hash.Reset();
    }

    /// <exception cref="EndOfStreamException">The file ends within the section.</exception>
    /// <exception cref="FormatException">The section has fewer bytes than it says.</exception>
    public void Read(Span<byte> into)
    {
        if (into.Length > _left) throw new FormatException("is shorter than what it says it holds");
        _left -= into.Length;
        while (into.Length > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            var part = into[..Math.Min(Step, into.Length)];
            stream.ReadExactly(part);
            _hash.Append(part);
            into = into[part.Length..];
        }
    }

    /// <summary>The rest of the section as values. For sections whose values are few or find their places one by one.</summary>
    public T[] ReadRest<T>()
        where T : unmanaged
    {
        var values = GC.AllocateUninitializedArray<T>(checked((int)(_left / Unsafe.SizeOf<T>())));
        Read(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    /// <summary>True when the section was read whole and is what was written.</summary>
    public bool End(out ulong hash)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        stream.ReadExactly(bytes);
        hash = _hash.GetCurrentHashAsUInt64();
        return _left == 0 && BinaryPrimitives.ReadUInt64LittleEndian(bytes) == hash;
    }
}
