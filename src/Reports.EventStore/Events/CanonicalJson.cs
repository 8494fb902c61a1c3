using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Reports.EventStore.Events;

/// <summary>
/// Writes JSON of which every byte is decided here: no white space, only the escapes that RFC 8259 §7 demands (in the form of
/// RFC 8785 §3.2.2.2), text beyond ASCII as it is. Stored bytes are hashed and compared; those of <c>Utf8JsonWriter</c> follow
/// the framework's table of what to escape, which grows with Unicode. Property names are ASCII. The buffer is pooled and reused;
/// not thread safe.
/// </summary>
internal sealed class CanonicalJson : IDisposable
{
    private const int FirstCapacity = 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The quote, the backslash and U+0000 to U+001F.</summary>
    private static readonly SearchValues<byte> Escaped =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(c => (byte)c), (byte)'"', (byte)'\\']);

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstCapacity);
    private int _length;
    private bool _needsComma;

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    public void Dispose()
    {
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        Reset();
    }

    public void Reset()
    {
        _length = 0;
        _needsComma = false;
    }

    public void WriteStartObject() => Open((byte)'{');

    public void WriteStartObject(ReadOnlySpan<byte> name)
    {
        Name(name);
        Open((byte)'{');
    }

    public void WriteEndObject() => Close((byte)'}');

    public void WriteStartArray(ReadOnlySpan<byte> name)
    {
        Name(name);
        Open((byte)'[');
    }

    public void WriteStartArray() => Open((byte)'[');

    public void WriteEndArray() => Close((byte)']');

    /// <exception cref="EncoderFallbackException">The text holds half of a surrogate pair.</exception>
    public void WriteString(ReadOnlySpan<byte> name, string value)
    {
        Name(name);
        Text(value);
    }

    public void WriteStringValue(string value)
    {
        Comma();
        Text(value);
    }

    public void WriteString(ReadOnlySpan<byte> name, Guid value)
    {
        const int Digits = 36;
        Name(name);
        var target = Reserve(Digits + 2);
        target[0] = target[Digits + 1] = (byte)'"';
        Utf8Formatter.TryFormat(value, target[1..], out _);
        Wrote(Digits + 2);
    }

    public void WriteNumber(ReadOnlySpan<byte> name, long value)
    {
        Name(name);
        Number(value);
    }

    public void WriteNumberValue(long value)
    {
        Comma();
        Number(value);
    }

    /// <summary>The shortest digits that read back to the same value.</summary>
    public void WriteNumber(ReadOnlySpan<byte> name, double value)
    {
        const int LongestDouble = 32;
        Name(name);
        if (!value.TryFormat(Reserve(LongestDouble), out var written, "R", CultureInfo.InvariantCulture))
            throw new InvalidOperationException("a number is longer than any number is");
        Wrote(written);
    }

    /// <summary>Without zeros at its end: equal numbers have equal bytes.</summary>
    public void WriteNumber(ReadOnlySpan<byte> name, decimal value)
    {
        Name(name);
        Number(value);
    }

    /// <inheritdoc cref="WriteNumber(ReadOnlySpan{byte}, decimal)"/>
    public void WriteNumberValue(decimal value)
    {
        Comma();
        Number(value);
    }

    private void Number(decimal value)
    {
        const int LongestDecimal = 32;
        if (!value.TryFormat(Reserve(LongestDecimal), out var written, "0.############################", CultureInfo.InvariantCulture))
            throw new InvalidOperationException("a number is longer than any number is");
        Wrote(written);
    }

    public void WriteBoolean(ReadOnlySpan<byte> name, bool value)
    {
        Name(name);
        var word = value ? "true"u8 : "false"u8;
        word.CopyTo(Reserve(word.Length));
        Wrote(word.Length);
    }

    private void Name(ReadOnlySpan<byte> name)
    {
        Comma();
        var target = Reserve(name.Length + 3);
        target[0] = (byte)'"';
        name.CopyTo(target[1..]);
        target[name.Length + 1] = (byte)'"';
        target[name.Length + 2] = (byte)':';
        _length += name.Length + 3;
    }

    /// <summary>Takes over what was written elsewhere: properties of this object, without the comma that may stand before them.</summary>
    public void WriteProperties(ReadOnlySpan<byte> written)
    {
        Comma();
        written.CopyTo(Reserve(written.Length));
        Wrote(written.Length);
    }

    private void Number(long value)
    {
        const int LongestInteger = 20;
        Utf8Formatter.TryFormat(value, Reserve(LongestInteger), out var written);
        Wrote(written);
    }

    private void Text(string value)
    {
        var target = Reserve(StrictUtf8.GetMaxByteCount(value.Length) + 2);
        target[0] = (byte)'"';
        var written = StrictUtf8.GetBytes(value, target[1..]);
        if (target.Slice(1, written).ContainsAny(Escaped))
        {
            EscapedText(target.Slice(1, written).ToArray());
            return;
        }

        target[written + 1] = (byte)'"';
        Wrote(written + 2);
    }

    private void EscapedText(ReadOnlySpan<byte> utf8)
    {
        const int LongestEscape = 6;
        var target = Reserve((utf8.Length * LongestEscape) + 2);
        var at = 0;
        target[at++] = (byte)'"';
        foreach (var b in utf8)
        {
            var letter = b switch
            {
                (byte)'"' or (byte)'\\' => b,
                (byte)'\b' => (byte)'b',
                (byte)'\t' => (byte)'t',
                (byte)'\n' => (byte)'n',
                (byte)'\f' => (byte)'f',
                (byte)'\r' => (byte)'r',
                < 0x20 => (byte)'u',
                _ => (byte)0,
            };
            if (letter == 0)
            {
                target[at++] = b;
                continue;
            }

            target[at++] = (byte)'\\';
            target[at++] = letter;
            if (letter != (byte)'u') continue;
            "00"u8.CopyTo(target[at..]);
            Utf8Formatter.TryFormat(b, target[(at + 2)..], out _, new StandardFormat('x', 2));
            at += 4;
        }

        target[at++] = (byte)'"';
        Wrote(at);
    }

    private void Open(byte bracket)
    {
        Comma();
        Reserve(1)[0] = bracket;
        _length++;
        _needsComma = false;
    }

    private void Close(byte bracket)
    {
        Reserve(1)[0] = bracket;
        Wrote(1);
    }

    private void Comma()
    {
        if (!_needsComma) return;
        Reserve(1)[0] = (byte)',';
        _length++;
        _needsComma = false;
    }

    private void Wrote(int bytes)
    {
        _length += bytes;
        _needsComma = true;
    }

    private Span<byte> Reserve(int bytes)
    {
        if (_buffer.Length - _length < bytes)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, _length + bytes));
            Written.CopyTo(larger);
            if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        return _buffer.AsSpan(_length);
    }
}
