using Reports.Service.Importing.Names;
using Reports.Service.Importing.Records;
using Reports.Service.Queries;

namespace Reports.Service.Importing.Running;

/// <summary>A format of delimited rows.</summary>
internal abstract class RowFormat : ImportFormat
{
    public virtual char Delimiter => ',';

    public sealed override ImportReading Open(ImportInput input, ImportNames names, ImportSettings settings)
    {
        var rows = CsvRows.Open(input.Name, input.Open(), Delimiter);
        try
        {
            var columns = new CsvColumns(input.Name, Name, rows.Header, Columns);
            return new RowReading(rows, Bind(columns, names, settings), names, columns.Unread);
        }
        catch (RefusedException)
        {
            rows.Dispose();
            throw;
        }
    }

    /// <exception cref="RefusedException">The settings do not fit the format.</exception>
    public abstract IRowMapping Bind(CsvColumns columns, ImportNames names, ImportSettings settings);
}
