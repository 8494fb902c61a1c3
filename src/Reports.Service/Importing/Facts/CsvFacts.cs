using Reports.Service.Importing.Records;
using Reports.Service.Importing.Running;
using Reports.Service.Output;
using Reports.Service.Queries;

namespace Reports.Service.Importing.Facts;

/// <summary>Delimited text, with a row of hashtags below the header or without.</summary>
internal sealed class CsvFacts : FactFile
{
    private readonly CsvRows _rows;
    private readonly CsvColumns _columns;
    private int _hashtags;

    private CsvFacts(CsvRows rows, CsvColumns columns) => (_rows, _columns) = (rows, columns);

    public override long BytesRead => _rows.BytesRead;

    public override IEnumerable<string> Notices => _columns.Unread.Count > 0 ? [$"columns that this format does not read: {string.Join(", ", _columns.Unread)}"] : [];

    public static CsvFacts Open(ImportInput input, ImportFormat format)
    {
        var rows = CsvRows.Open(input.Name, input.Open());
        try
        {
            return new CsvFacts(rows, new CsvColumns(input.Name, format.Name, rows.Header, format.Columns));
        }
        catch (RefusedException)
        {
            rows.Dispose();
            throw;
        }
    }

    public override FactRecord? Next()
    {
        if (!_rows.Next()) return null;
        var row = _rows.Row;
        if (row.Number == 1 && row.Raw(0).StartsWith('#'))
        {
            _hashtags = 1;
            if (!_rows.Next()) return null;
        }

        var line = (int)Math.Min(row.Line, int.MaxValue);
        var problem = "";
        var document = row.Problem is null ? FactRowNodes.Of(line, Value, out problem) : null;
        if (problem.Length > 0) row.Reject("kind", problem);
        return new FactRecord(row.Number - _hashtags, line, row.Characters, document, row.Problem);

        string? Value(string column) => row.Raw(_columns[column]) is { IsEmpty: false } text ? CsvText.Original(text.ToString()) : null;
    }

    protected override void Dispose(bool disposing) => _rows.Dispose();
}
