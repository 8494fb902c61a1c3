using Reports.Service.Importing.Records;

namespace Reports.Service.Importing.Running;

/// <summary>Makes sources of rows. One instance serves one run, on one thread.</summary>
internal interface IRowMapping
{
    /// <summary>
    /// Adds what the row becomes. Where the row cannot be taken, <see cref="CsvRow.Problem"/> says why, and nothing that was added counts.
    /// </summary>
    void Map(CsvRow row, MappedRow mapped);
}
