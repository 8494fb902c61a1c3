using System.Text.Unicode;
using Reports.Service.Coding;
using Reports.Service.Importing.Records;
using Reports.Service.Queries;

namespace Reports.Service.Importing.Facts;

/// <summary>Lines of JSON, each a source file or a gazetteer file.</summary>
internal sealed class LineFacts(ImportInput input) : FactFile
{
    private const int FirstBuffer = 64 * 1024;

    private readonly Stream _stream = input.Open();
    private byte[] _buffer = new byte[FirstBuffer];
    private int _start;
    private int _end;
    private long _read;
    private long _row;
    private int _line;

    public override long BytesRead => _read;

    public override bool HasDocuments => true;

    public override FactRecord? Next()
    {
        while (ReadLine() is { } bytes)
        {
            _line++;
            if (bytes.Span.TrimStart(" \t\r"u8).IsEmpty) continue;
            _row++;
            if (!Utf8.IsValid(bytes.Span)) return Problem(bytes, "a byte that is not UTF-8");
            try
            {
                return JsonDocumentReader.Read(bytes) is MappingNode document
                    ? new FactRecord(_row, _line, bytes.Length, document, null) : Problem(bytes, "no document: an object was expected");
            }
            catch (UnreadableDocumentException e)
            {
                return Problem(bytes, $"column {e.Column}: {e.Message}");
            }
        }

        return null;
    }

    protected override void Dispose(bool disposing) => _stream.Dispose();

    private FactRecord Problem(ReadOnlyMemory<byte> bytes, string why) => new(_row, _line, bytes.Length, null, new RowProblem(_row, _line, "", why, ""));

    /// <summary>The next line without its end, valid until the one after it is read; null after the last.</summary>
    private ReadOnlyMemory<byte>? ReadLine()
    {
        for (var looked = _start; ;)
        {
            var end = _buffer.AsSpan(looked, _end - looked).IndexOf((byte)'\n');
            if (end >= 0)
            {
                var line = _buffer.AsMemory(_start, looked + end - _start);
                _start = looked + end + 1;
                return WithoutMark(line);
            }

            if (_end - _start > CodingLimits.FileBytes) throw new RefusedException($"{input.Name}: line {_line + 1} has more than {CodingLimits.FileBytes} bytes");
            looked = _end - _start;
            if (_start > 0) _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, looked);
            if (_end == _buffer.Length) Array.Resize(ref _buffer, 2 * _buffer.Length);
            var read = _stream.Read(_buffer.AsSpan(_end));
            _read += read;
            _end += read;
            if (read > 0) continue;
            if (_end == 0) return null;
            var last = _buffer.AsMemory(0, _end);
            _start = _end;
            return WithoutMark(last);
        }
    }

    private ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> line) =>
        _line == 0 && line.Span.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? line[3..] : line;
}
