using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Reports.EventStore.Events;

/// <summary>
/// One pass over a fact as <see cref="EventSerializer"/> writes it: no white space, no escapes, no nesting but a locator. Anything
/// else is left to a JSON reader, which then says what is wrong. A rebuild is bound by this.
/// </summary>
internal ref struct CanonicalFact(ReadOnlySpan<byte> data)
{
    /// <summary>What ends the plain part of a JSON text: its quote, or what JSON wants escaped.</summary>
    private static readonly SearchValues<byte> TextEnds =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(c => (byte)c), (byte)'"', (byte)'\\']);

    private readonly ReadOnlySpan<byte> _data = data;
    private int _at = 1;

    /// <summary>The next property; false at the end, and at anything that is not canonical (<see cref="IsComplete"/> tells the two apart).</summary>
    /// <param name="name">The property's name.</param>
    /// <param name="start">Where a text (after its quote) or an array (at its bracket) starts.</param>
    /// <param name="length">Bytes of it; 0 for values of other kinds.</param>
    /// <param name="isTrue">The value is <c>true</c>.</param>
    public bool Next(out ReadOnlySpan<byte> name, out int start, out int length, out bool isTrue)
    {
        name = default;
        (start, length, isTrue) = (0, 0, false);
        if (_at == 1 ? !Is(0, (byte)'{') : !Is(_at++, (byte)',')) return false;
        if (!Text(out var nameStart, out var nameLength) || !Is(_at++, (byte)':')) return false;
        name = _data.Slice(nameStart, nameLength);
        if (_at >= _data.Length) return false;
        var ok = _data[_at] switch
        {
            (byte)'"' => Text(out start, out length),
            (byte)'[' => Texts(out start, out length),
            (byte)'{' => Locator(),
            (byte)'t' => isTrue = Literal("true"u8),
            _ => Digits(),
        };
        IsComplete = ok && _at == _data.Length - 1 && _data[_at] == (byte)'}';
        return ok;
    }

    /// <summary>True when the property that was read last is the object's last, and nothing follows the object.</summary>
    public bool IsComplete { get; private set; }

    private readonly bool Is(int at, byte wanted) => at < _data.Length && _data[at] == wanted;

    private bool Text(out int start, out int length)
    {
        (start, length) = (_at + 1, 0);
        if (!Is(_at, (byte)'"')) return false;
        length = PlainLength(_data[start..]);
        if (length < 0 || _data[start + length] != (byte)'"') return false;
        _at = start + length + 1;
        return true;
    }

    /// <summary>The number of bytes before the one that ends the plain part of a text, or −1. Most texts end within the first sixteen.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int PlainLength(ReadOnlySpan<byte> text)
    {
        if (Vector128.IsHardwareAccelerated && text.Length >= Vector128<byte>.Count)
        {
            var bytes = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(text));
            var ends = Vector128.Equals(bytes, Vector128.Create((byte)'"')) | Vector128.Equals(bytes, Vector128.Create((byte)'\\'))
                | Vector128.LessThan(bytes, Vector128.Create((byte)0x20));
            var mask = ends.ExtractMostSignificantBits();
            if (mask != 0) return BitOperations.TrailingZeroCount(mask);
        }

        return text.IndexOfAny(TextEnds);
    }

    private bool Texts(out int start, out int length)
    {
        start = _at;
        length = 0;
        do
        {
            _at++;
            if (!Text(out _, out _)) return false;
        }
        while (Is(_at, (byte)','));
        if (!Is(_at++, (byte)']')) return false;
        length = _at - start;
        return true;
    }

    private bool Locator() =>
        Literal("{\"paragraph\":"u8) && Digits()
        && (!Is(_at, (byte)',') || (Literal(",\"characters\":["u8) && Digits() && Is(_at++, (byte)',') && Digits() && Is(_at++, (byte)']')))
        && Is(_at++, (byte)'}');

    private bool Digits()
    {
        var from = _at;
        while (_at < _data.Length && _data[_at] is >= (byte)'0' and <= (byte)'9') _at++;
        // A number of several digits does not start with 0.
        return _at > from && (_at == from + 1 || _data[from] != (byte)'0');
    }

    private bool Literal(ReadOnlySpan<byte> wanted)
    {
        if (!_data[_at..].StartsWith(wanted)) return false;
        _at += wanted.Length;
        return true;
    }
}
