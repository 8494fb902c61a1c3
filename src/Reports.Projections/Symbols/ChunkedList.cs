using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Reports.Projections.Symbols;

/// <summary>
/// A growing list of unmanaged values in chunks: growing copies nothing, and an element keeps its address.
/// One writer; readers may read elements below a count that was published to them.
/// </summary>
public sealed class ChunkedList<T>
    where T : unmanaged
{
    private const int ChunkBits = 14;
    private const int ChunkSize = 1 << ChunkBits;

    private T[][] _chunks = new T[8][];

    public int Count { get; private set; }

    public ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _chunks[index >> ChunkBits][index & (ChunkSize - 1)];
    }

    public int Add(in T value)
    {
        var index = Count;
        var chunk = index >> ChunkBits;
        if (chunk == _chunks.Length) Array.Resize(ref _chunks, _chunks.Length * 2);
        _chunks[chunk] ??= new T[ChunkSize];
        _chunks[chunk][index & (ChunkSize - 1)] = value;
        Count = index + 1;
        return index;
    }

    /// <summary>Adds copies of <paramref name="value"/> until the list has <paramref name="count"/> elements.</summary>
    public void GrowTo(int count, in T value)
    {
        while (Count < count) Add(value);
    }

    /// <summary>The bytes of the elements, chunk by chunk, for saving.</summary>
    internal IEnumerable<ReadOnlyMemory<T>> Chunks()
    {
        for (var at = 0; at < Count; at += ChunkSize)
            yield return _chunks[at >> ChunkBits].AsMemory(0, Math.Min(ChunkSize, Count - at));
    }

    internal delegate void Fill(Span<byte> bytes);

    internal void Load(int count, Fill fill)
    {
        var chunks = (count + ChunkSize - 1) >> ChunkBits;
        if (_chunks.Length < chunks) Array.Resize(ref _chunks, chunks);
        for (var i = 0; i < chunks; i++)
        {
            _chunks[i] = GC.AllocateUninitializedArray<T>(ChunkSize);
            fill(MemoryMarshal.AsBytes(_chunks[i].AsSpan(0, Math.Min(ChunkSize, count - (i << ChunkBits)))));
        }

        Count = count;
    }
}
