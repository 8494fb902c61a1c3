using System.Runtime.CompilerServices;
using Reports.Projections.Ledger;
using Reports.Projections.Symbols;

namespace Reports.Projections.Checkpoints;

/// <summary>
/// One table of the state as bytes. A section is verified after it was read and before it is <see cref="Settle">made use of</see>:
/// what <see cref="Read"/> takes in may be damaged.
/// </summary>
/// <param name="name">Names the section in the file and to a person. ASCII, at most 16 characters.</param>
/// <param name="elementSize">Bytes of an element; another size means other code.</param>
internal abstract class Section(string name, int elementSize)
{
    public string Name { get; } = name;

    public int ElementSize { get; } = elementSize;

    /// <summary>Bytes that <see cref="Write"/> will write.</summary>
    public abstract long Length { get; }

    public abstract void Write(SectionOutput output);

    public abstract void Read(SectionInput input);

    /// <summary>Rebuilds what is made from the section's bytes. Runs once they are verified.</summary>
    public virtual void Settle()
    {
    }
}

/// <summary>A list of structs as they lie in memory.</summary>
internal sealed class ListSection<T>(string name, ChunkedList<T> list) : Section(name, Unsafe.SizeOf<T>())
    where T : unmanaged
{
    public override long Length => (long)list.Count * ElementSize;

    public override void Write(SectionOutput output)
    {
        foreach (var chunk in list.Chunks()) output.Write(chunk.Span);
    }

    public override void Read(SectionInput input) => list.Load(checked((int)(input.Left / ElementSize)), input.Read);
}

/// <summary>Strings of bytes at their addresses.</summary>
internal sealed class ArenaSection(string name, ByteArena arena) : Section(name, 1)
{
    public override long Length => arena.Length;

    public override void Write(SectionOutput output)
    {
        foreach (var chunk in arena.Chunks()) output.Write(chunk.Span);
    }

    public override void Read(SectionInput input) => arena.Load(checked((uint)input.Left), memory => input.Read(memory.Span));
}

/// <summary>A dictionary of structs, in the order of its keys, so that equal states have equal bytes.</summary>
internal sealed class TableSection<T>(string name, Dictionary<int, T> table) : Section(name, Unsafe.SizeOf<TableSection<T>.Row>())
    where T : unmanaged
{
    [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Sequential, Pack = 4)]
    internal struct Row
    {
        public int Key;
        public T Value;
    }

    private Row[] _rows = [];

    public override long Length => (long)table.Count * ElementSize;

    public override void Write(SectionOutput output)
    {
        var rows = new Row[table.Count];
        var count = 0;
        foreach (var (key, value) in table) rows[count++] = new Row { Key = key, Value = value };
        Array.Sort(rows, static (x, y) => x.Key.CompareTo(y.Key));
        output.Write<Row>(rows);
    }

    public override void Read(SectionInput input) => _rows = input.ReadRest<Row>();

    public override void Settle()
    {
        table.EnsureCapacity(_rows.Length);
        foreach (ref readonly var row in _rows.AsSpan()) table.Add(row.Key, row.Value);
        _rows = [];
    }
}

/// <summary>Numbers of a structure that has a shape of its own.</summary>
internal abstract class NumbersSection(string name) : Section(name, sizeof(int))
{
    private int[] _numbers = [];

    public sealed override void Read(SectionInput input) => _numbers = input.ReadRest<int>();

    public sealed override void Settle()
    {
        ReadOnlySpan<int> numbers = _numbers;
        while (!numbers.IsEmpty) Take(ref numbers);
        _numbers = [];
    }

    /// <summary>Reads one entry from the front.</summary>
    protected abstract void Take(ref ReadOnlySpan<int> numbers);

    protected static int Next(ref ReadOnlySpan<int> numbers)
    {
        var number = numbers[0];
        numbers = numbers[1..];
        return number;
    }

    protected static ReadOnlySpan<int> Next(ref ReadOnlySpan<int> numbers, int count)
    {
        var taken = numbers[..count];
        numbers = numbers[count..];
        return taken;
    }
}

/// <summary>Long series: number, count, figures in the order of their windows.</summary>
internal sealed class LongSeriesSection(LedgerState state) : NumbersSection("LongSeries")
{
    public override long Length => state.LongSeries.Values.Sum(p => 2L + p.Count) * sizeof(int);

    public override void Write(SectionOutput output)
    {
        foreach (var (series, postings) in state.LongSeries.OrderBy(s => s.Key))
        {
            output.Write(series);
            output.Write(postings.Count);
            output.Write(postings.Facts);
        }
    }

    protected override void Take(ref ReadOnlySpan<int> numbers)
    {
        var series = Next(ref numbers);
        var postings = new OrderedPostings();
        postings.Load(Next(ref numbers, Next(ref numbers)).ToArray());
        state.LongSeries.Add(series, postings);
    }
}
