using System.Globalization;
using Parquet;
using Parquet.Schema;
using Reports.Service.Importing.Records;
using Reports.Service.Importing.Running;
using Reports.Service.Queries;

namespace Reports.Service.Importing.Facts;

/// <summary>Apache Parquet, a row group at a time.</summary>
internal sealed class ParquetFacts : FactFile
{
    /// <summary>Rows of one group; a file with larger ones is refused before they are read.</summary>
    private const long MostRows = 4_000_000;

    private readonly string _file;
    private readonly Stream _stream;
    private readonly ParquetReader _reader;
    private readonly CsvColumns _columns;
    private readonly List<(string Name, DataField Field)> _read;
    private Dictionary<string, string?[]> _values = [];
    private int _group;
    private int _next;
    private int _rows;
    private long _row;

    private ParquetFacts(string file, Stream stream, ParquetReader reader, ImportFormat format)
    {
        (_file, _stream, _reader) = (file, stream, reader);
        var fields = reader.Schema.DataFields;
        _columns = new CsvColumns(file, format.Name, [.. fields.Select(f => f.Name)], format.Columns);
        _read = [.. fields.Where(f => !f.IsArray && !Output.Tables.FactTable.Following.Contains(f.Name)).Select(f => (f.Name, f))];
    }

    public override long BytesRead => _stream.Position;

    public override IEnumerable<string> Notices => _columns.Unread.Count > 0 ? [$"columns that this format does not read: {string.Join(", ", _columns.Unread)}"] : [];

    public static ParquetFacts Open(ImportInput input, ImportFormat format)
    {
        var stream = input.Open();
        try
        {
            return new ParquetFacts(input.Name, stream, Wait(ParquetReader.CreateAsync(stream)), format);
        }
        catch (Exception e)
        {
            stream.Dispose();
            throw e as RefusedException ?? new RefusedException($"{input.Name}: no Parquet that can be read: {e.Message}");
        }
    }

    public override FactRecord? Next()
    {
        while (_next == _rows)
        {
            if (_group == _reader.RowGroupCount) return null;
            ReadGroup();
        }

        var at = _next++;
        var line = (int)Math.Min(++_row, int.MaxValue);
        var length = 0;
        var document = FactRowNodes.Of(line, Value, out var problem);
        return new FactRecord(_row, line, length, document, document is null ? new RowProblem(_row, line, "kind", problem, "") : null);

        string? Value(string column)
        {
            var value = _values.TryGetValue(column, out var values) ? values[at] : null;
            length += value?.Length ?? 0;
            return value;
        }
    }

    protected override void Dispose(bool disposing)
    {
        Wait(_reader.DisposeAsync());
        _stream.Dispose();
    }

    private void ReadGroup()
    {
        try
        {
            using var group = _reader.OpenRowGroupReader(_group++);
            if (group.RowCount > MostRows) throw new RefusedException($"{_file}: a row group of {group.RowCount} rows; at most {MostRows}");
            _rows = (int)group.RowCount;
            _next = 0;
            _values = new Dictionary<string, string?[]>(StringComparer.OrdinalIgnoreCase);
            foreach (var (name, field) in _read) _values[name] = Read(group, field);
        }
        catch (Exception e) when (e is not RefusedException)
        {
            throw new RefusedException($"{_file}: row group {_group} cannot be read: {e.Message}");
        }
    }

    private string?[] Read(ParquetRowGroupReader group, DataField field)
    {
        if (field.ClrType == typeof(string) || field.ClrType == typeof(ReadOnlyMemory<char>))
        {
            var texts = new string?[_rows];
            Wait(group.ReadAsync(field, texts.AsMemory()!));
            return texts;
        }

        if (field.ClrType == typeof(long)) return Numbers<long>(group, field);
        return field.ClrType == typeof(int)
            ? Numbers<int>(group, field) : throw new RefusedException($"{_file}: the column '{field.Name}' has values of {field.ClrType.Name}; texts and whole numbers are read");
    }

    private string?[] Numbers<T>(ParquetRowGroupReader group, DataField field)
        where T : struct, IFormattable
    {
        if (!field.IsNullable)
        {
            var values = new T[_rows];
            Wait(group.ReadAsync<T>(field, values.AsMemory()));
            return [.. values.Select(v => v.ToString(null, CultureInfo.InvariantCulture))];
        }

        var numbers = new T?[_rows];
        Wait(group.ReadAsync<T>(field, numbers.AsMemory()));
        return [.. numbers.Select(n => n?.ToString(null, CultureInfo.InvariantCulture))];
    }

    /// <summary>A reading has a thread of its own.</summary>
    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();

    private static void Wait(ValueTask task) => task.AsTask().GetAwaiter().GetResult();
}
