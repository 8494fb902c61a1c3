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
            return new RowReading(rows, Bind(input, columns, names, settings), names, columns.Unread);
        }
        catch (RefusedException)
        {
            rows.Dispose();
            throw;
        }
    }

    /// <summary>Makes what maps the rows of one run; disposed at its end where that can be.</summary>
    /// <param name="input">The file, for a format that must look at all of it first.</param>
    /// <param name="columns">Where its columns stand.</param>
    /// <param name="names">What its names stand for.</param>
    /// <param name="settings">What the caller adds.</param>
    /// <exception cref="RefusedException">The settings do not fit the format.</exception>
    public abstract IRowMapping Bind(ImportInput input, CsvColumns columns, ImportNames names, ImportSettings settings);
}
