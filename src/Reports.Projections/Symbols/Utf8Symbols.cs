using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Reports.Projections.Symbols;

/// <summary>
/// Numbers short UTF-8 texts: the same text always gets the same number, in order of first appearance, so that
/// equal logs give equal numbers. One writer; readers may run beside it on numbers that were published to them.
/// </summary>
public sealed class Utf8Symbols
{
    /// <summary>No text.</summary>
    public const int None = -1;

    private readonly ByteArena _arena = new();
    private readonly ChunkedList<uint> _addresses = new();
    private Slot[] _slots = new Slot[1024];

    /// <summary>The address spares a look into the table of addresses for each comparison.</summary>
    private record struct Slot(uint Hash, int NumberPlusOne, uint Address);

    public int Count => _addresses.Count;

    /// <exception cref="ArgumentException">Longer than <see cref="ByteArena.MaxLength"/>.</exception>
    public int Intern(ReadOnlySpan<byte> text)
    {
        var hash = Hash(text);
        var slots = _slots;
        var mask = slots.Length - 1;
        var at = (int)hash & mask;
        for (; ; )
        {
            ref readonly var slot = ref slots[at];
            if (slot.NumberPlusOne == 0) break;
            if (slot.Hash == hash && _arena.Get(slot.Address).SequenceEqual(text)) return slot.NumberPlusOne - 1;
            at = (at + 1) & mask;
        }

        var address = _arena.Add(text);
        var number = _addresses.Add(address);
        slots[at] = new Slot(hash, number + 1, address);
        if (_addresses.Count * 4L > slots.Length * 3L) Grow();
        return number;
    }

    public int Intern(string text) => Intern(Encoding.UTF8.GetBytes(text));

    /// <summary>The number of a text that was interned, or <see cref="None"/>.</summary>
    public int Find(ReadOnlySpan<byte> text)
    {
        var hash = Hash(text);
        var slots = _slots;
        var mask = slots.Length - 1;
        for (var at = (int)hash & mask; slots[at].NumberPlusOne != 0; at = (at + 1) & mask)
            if (slots[at].Hash == hash && _arena.Get(slots[at].Address).SequenceEqual(text))
                return slots[at].NumberPlusOne - 1;
        return None;
    }

    public int Find(string text)
    {
        const int OnStack = 256;
        if (text.Length > OnStack) return Find(Encoding.UTF8.GetBytes(text));
        Span<byte> utf8 = stackalloc byte[OnStack * 3];
        return Find(utf8[..Encoding.UTF8.GetBytes(text, utf8)]);
    }

    public ReadOnlySpan<byte> this[int number] => _arena.Get(_addresses[number]);

    public string Text(int number) => Encoding.UTF8.GetString(this[number]);

    internal ByteArena Arena => _arena;

    internal ChunkedList<uint> Addresses => _addresses;

    /// <summary>Rebuilds the hash table after <see cref="Arena"/> and <see cref="Addresses"/> were loaded.</summary>
    internal void Reindex()
    {
        _slots = new Slot[Math.Max(1024, (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, _addresses.Count) * 2))];
        var mask = _slots.Length - 1;
        for (var number = 0; number < _addresses.Count; number++)
        {
            var hash = Hash(this[number]);
            var at = (int)hash & mask;
            while (_slots[at].NumberPlusOne != 0) at = (at + 1) & mask;
            _slots[at] = new Slot(hash, number + 1, _addresses[number]);
        }
    }

    private void Grow()
    {
        var old = _slots;
        var grown = new Slot[old.Length * 2];
        var mask = grown.Length - 1;
        foreach (var slot in old)
        {
            if (slot.NumberPlusOne == 0) continue;
            var at = (int)slot.Hash & mask;
            while (grown[at].NumberPlusOne != 0) at = (at + 1) & mask;
            grown[at] = slot;
        }

        Volatile.Write(ref _slots, grown);
    }

    /// <summary>Multiplies eight bytes at a time, the last eight again where they overlap; the table compares the bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Hash(ReadOnlySpan<byte> text)
    {
        const ulong Prime = 0x9E3779B97F4A7C15;
        var hash = (ulong)text.Length * Prime;
        if (text.Length >= 8)
        {
            ref var start = ref MemoryMarshal.GetReference(text);
            var last = text.Length - 8;
            for (var at = 0; at < last; at += 8)
            {
                hash = (hash ^ Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, at))) * Prime;
                hash ^= hash >> 29;
            }

            hash = (hash ^ Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, last))) * Prime;
        }
        else
        {
            ulong rest = 0;
            for (var i = 0; i < text.Length; i++) rest |= (ulong)text[i] << (8 * i);
            hash = (hash ^ rest) * Prime;
        }

        return (uint)(hash >> 32) ^ (uint)hash;
    }
}
