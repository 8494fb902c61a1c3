using Reports.Domain.Time;
using Reports.Service.Importing.Names;
using Reports.Service.Importing.Records;
using Reports.Service.Importing.Running;

namespace Reports.Service.Importing.Mapped;

/// <summary>The row that a mapping reads, and what it needs beside it. One instance serves one run.</summary>
internal sealed class MapRow(CsvColumns columns, ImportNames names)
{
    public CsvRow Row { get; private set; } = null!;

    public ImportNames Names { get; } = names;

    /// <summary>The day of publication, once it was read.</summary>
    public Day Published { get; set; }

    public void MoveTo(CsvRow row) => Row = row;

    /// <summary>The text of a column, on one line; empty where it is.</summary>
    public string Text(string column) => Row.Text(columns[column], ImportLimits.FieldCharacters);
}
