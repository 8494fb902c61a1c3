using System.Text;
using Reports.Service.Output;
using Reports.Service.Output.Tables;

namespace Reports.Service.Exporting.Formats;

/// <summary>Delimited text (RFC 4180): a row of names, a row of HXL hashtags, rows of values.</summary>
internal sealed class CsvExport<T>(Table<T> table, Stream output) : ExportWriter<T>
{
    private readonly StringBuilder _text = new();

    public override IReadOnlyList<ExportColumn> Columns => Described(table);

    public override ValueTask BeginAsync(ExportOrigin origin, CancellationToken cancellation)
    {
        Line(table.Columns.Select(c => c.Name));
        // A hashtag is no formula.
        Line(table.Columns.Select(c => c.Hxl));
        return FlushAsync(cancellation);
    }

    public override ValueTask WriteAsync(IReadOnlyList<T> page, CancellationToken cancellation)
    {
        foreach (var item in page) Line(table.Columns.Select(c => c.Text(item)));
        return FlushAsync(cancellation);
    }

    public override ValueTask EndAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    public static IReadOnlyList<ExportColumn> Described(Table<T> table) =>
        [.. table.Columns.Select(c => new ExportColumn(c.Name, c.Hxl, c switch { WholeColumn<T> => "integer", NumberColumn<T> => "number", FlagColumn<T> => "boolean", _ => "string" }))];

    private void Line(IEnumerable<string?> cells) => _text.AppendJoin(',', cells.Select(CsvText.Cell)).Append("\r\n");

    private async ValueTask FlushAsync(CancellationToken cancellation)
    {
        await output.WriteAsync(Encoding.UTF8.GetBytes(_text.ToString()), cancellation);
        _text.Clear();
    }
}
