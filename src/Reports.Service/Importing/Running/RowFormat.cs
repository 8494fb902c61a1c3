using Reports.Service.Importing.Names;
using Reports.Service.Queries;

namespace Reports.Service.Importing.Running;

/// <summary>A format of delimited rows.</summary>
internal abstract class RowFormat
{
    /// <summary>As the command line has it.</summary>
    public abstract string Name { get; }

    /// <summary>What files of this format are, in a sentence.</summary>
    public abstract string Summary { get; }

    /// <summary>Of every id that an import of this format makes.</summary>
    public abstract string Prefix { get; }

    /// <summary>What becomes of each column, for a person who decides whether to import.</summary>
    public abstract IReadOnlyList<MappedColumn> Columns { get; }

    /// <summary>What no column tells: ids, outlets, flags.</summary>
    public abstract IReadOnlyList<string> Rules { get; }

    public virtual char Delimiter => ',';

    /// <exception cref="RefusedException">The settings do not fit the format.</exception>
    public abstract IRowMapping Bind(CsvColumns columns, ImportNames names, ImportSettings settings);
}
