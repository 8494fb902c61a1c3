using System.Globalization;
using System.Text;
using Reports.Domain.Text;
using Reports.Service.Queries;
using Sylvan.Data.Csv;

namespace Reports.Service.Importing.Records;

/// <summary>
/// The rows of a delimited file with a header, one at a time; a row is a slice of one buffer, so that memory does not grow with the
/// file. Not thread safe.
/// </summary>
internal sealed class CsvRows : IDisposable
{
    private readonly CountingStream _bytes;
    private readonly CsvDataReader _reader;
    private readonly string _file;
    private long _line = 1;

    private CsvRows(string file, CountingStream bytes, CsvDataReader reader, IReadOnlyList<string> header)
    {
        (_file, _bytes, _reader, Header) = (file, bytes, reader, header);
        _line += Lines(reader.GetRawRecordSpan()) is var lines and > 0 ? lines : 1;
        Row = new CsvRow(reader, header);
    }

    public IReadOnlyList<string> Header { get; }

    /// <summary>The row that was read last. Its values are valid until the next one is read.</summary>
    public CsvRow Row { get; }

    /// <summary>Bytes that were read of the file, a buffer ahead of the rows.</summary>
    public long BytesRead => _bytes.Count;

    /// <exception cref="RefusedException">No header, a column twice, or more than the limits allow.</exception>
    public static CsvRows Open(string file, Stream stream, char delimiter = ',')
    {
        var bytes = new CountingStream(stream);
        var reader = Read(file, () => CsvDataReader.Create(new StreamReader(bytes, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, 64 * 1024), new CsvDataReaderOptions
        {
            HasHeaders = false,
            Delimiter = delimiter,
            BufferSize = 64 * 1024,
            MaxBufferSize = ImportLimits.RowCharacters,
        }));
        if (!Read(file, reader.Read)) throw new RefusedException($"{file}: the file is empty; its first line names the columns");
        if (reader.RowFieldCount > ImportLimits.Columns) throw new RefusedException($"{file}: {reader.RowFieldCount} columns; at most {ImportLimits.Columns}");
        var header = new string[reader.RowFieldCount];
        for (var i = 0; i < header.Length; i++)
        {
            header[i] = reader.GetFieldSpan(i).Trim().ToString();
            if (!SafeText.TryCheck(header[i], 200, out var problem)) throw new RefusedException($"{file}: the name of column {i + 1}: {problem}");
            if (header[i].Length > 0 && Array.IndexOf(header, header[i]) < i) throw new RefusedException($"{file}: two columns are named '{header[i]}'");
        }

        return new CsvRows(file, bytes, reader, header);
    }

    /// <summary>Goes to the next row; false at the end.</summary>
    /// <exception cref="RefusedException">What follows cannot be told apart into rows, or a row is too large.</exception>
    public bool Next()
    {
        while (Read(_file, _reader.Read, this))
        {
            var raw = _reader.GetRawRecordSpan();
            var line = _line;
            _line += Math.Max(1, Lines(raw));
            // A blank line is no row.
            if (_reader.RowFieldCount <= 1 && raw.Trim().IsEmpty) continue;
            if (Row.Number == ImportLimits.Rows) throw new RefusedException($"{_file}: more than {ImportLimits.Rows} rows; split the file");
            Row.MoveTo(line);
            return true;
        }

        return false;
    }

    public void Dispose()
    {
        _reader.Dispose();
        _bytes.Dispose();
    }

    private static int Lines(ReadOnlySpan<char> raw) => raw.Count('\n');

    private static T Read<T>(string file, Func<T> read, CsvRows? at = null)
    {
        try
        {
            return read();
        }
        catch (CsvRecordTooLargeException)
        {
            throw new RefusedException($"{Place(file, at)}: a row of more than {ImportLimits.RowCharacters} characters; is a quote missing?");
        }
        catch (CsvFormatException e)
        {
            throw new RefusedException($"{Place(file, at)}: no delimited text: {e.Message}");
        }
    }

    private static string Place(string file, CsvRows? at) =>
        at is null ? file : string.Create(CultureInfo.InvariantCulture, $"{file}: row {at.Row.Number + 1}, line {at._line}");
}
