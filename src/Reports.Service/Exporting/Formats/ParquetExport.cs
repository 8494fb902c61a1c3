using Parquet;
using Parquet.Schema;
using Reports.Service.Output.Tables;

namespace Reports.Service.Exporting.Formats;

/// <summary>
/// Apache Parquet: columns with the names of the table, nullable, texts in UTF-8; what the export was made from and the hashtags are
/// key-value metadata of the file (<c>reports.position</c>, <c>hxl.place</c>). The library writes no time and no chance.
/// </summary>
internal sealed class ParquetExport<T> : ExportWriter<T>
{
    /// <summary>Rows that are in memory together; analysts' tools skip what they need not read by groups of about this size.</summary>
    private const int RowsInGroup = 32_768;

    private readonly Table<T> _table;
    private readonly Stream _output;
    private readonly ParquetSchema _schema;
    private readonly ParquetColumn<T>[] _columns;
    private ParquetWriter? _writer;
    private int _rows;

    public ParquetExport(Table<T> table, Stream output)
    {
        (_table, _output) = (table, output);
        _columns = [.. table.Columns.Select(ParquetColumn<T>.Of)];
        _schema = new ParquetSchema(_columns.Select(c => (Field)c.Field));
    }

    public override IReadOnlyList<ExportColumn> Columns => CsvExport<T>.Described(_table);

    public override async ValueTask BeginAsync(ExportOrigin origin, CancellationToken cancellation)
    {
        var options = new ParquetOptions { CompressionMethod = CompressionMethod.Zstd, CompressionLevel = System.IO.Compression.CompressionLevel.Fastest };
        _writer = await ParquetWriter.CreateAsync(_schema, _output, options, cancellationToken: cancellation);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in origin.Properties) metadata.Add("reports." + name, value);
        foreach (var column in _table.Columns) metadata.Add("hxl." + column.Name, column.Hxl);
        _writer.CustomMetadata = metadata;
    }

    public override async ValueTask WriteAsync(IReadOnlyList<T> page, CancellationToken cancellation)
    {
        foreach (var item in page)
        {
            foreach (var column in _columns) column.Add(item);
            if (++_rows == RowsInGroup) await WriteGroupAsync(cancellation);
        }
    }

    public override async ValueTask EndAsync(CancellationToken cancellation)
    {
        if (_rows > 0) await WriteGroupAsync(cancellation);
        // The footer is written when the writer ends.
        await _writer!.DisposeAsync();
        _writer = null;
    }

    private async ValueTask WriteGroupAsync(CancellationToken cancellation)
    {
        using (var group = _writer!.CreateRowGroup())
        {
            foreach (var column in _columns) await column.WriteAsync(group, cancellation);
            group.CompleteValidate();
        }

        _rows = 0;
    }
}
