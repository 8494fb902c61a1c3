using System.Text;
using System.Text.Json;

namespace Reports.Service.Coding;

/// <summary>
/// Lines and columns of a document's bytes, asked for in the order of the bytes: each byte is looked at once, however long its
/// line is. Columns count UTF-16 code units, as they do in YAML.
/// </summary>
internal ref struct JsonMarks(ReadOnlySpan<byte> utf8)
{
    private readonly ReadOnlySpan<byte> _utf8 = utf8;
    private int _offset;
    private int _line = 1;
    private int _column = 1;

    /// <param name="offset">Not before the one asked for last.</param>
    public (int Line, int Column) At(int offset)
    {
        var passed = _utf8[_offset..offset];
        var lastBreak = passed.LastIndexOf((byte)'\n');
        if (lastBreak >= 0) (_line, _column) = (_line + passed.Count((byte)'\n'), 1);
        _column += Encoding.UTF8.GetCharCount(passed[(lastBreak + 1)..]);
        _offset = offset;
        return (_line, _column);
    }

    /// <summary>Where the reader stopped.</summary>
    public static (int Line, int Column) Of(ReadOnlySpan<byte> utf8, JsonException e)
    {
        var line = (int)(e.LineNumber ?? 0);
        for (var i = 0; i < line; i++) utf8 = utf8[(utf8.IndexOf((byte)'\n') + 1)..];
        var inLine = (int)Math.Min(e.BytePositionInLine ?? 0, utf8.Length);
        return (line + 1, 1 + Encoding.UTF8.GetCharCount(utf8[..inLine]));
    }
}
