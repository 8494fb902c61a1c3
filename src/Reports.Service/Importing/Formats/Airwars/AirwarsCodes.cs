using Reports.Domain.Text;
using Reports.Service.Importing.Records;
using Reports.Service.Importing.Running;
using Reports.Service.Queries;

namespace Reports.Service.Importing.Formats.Airwars;

/// <summary>
/// Reference codes that more than one incident of a file has or had. Airwars numbered its archives anew several times: a code in an older
/// document may mean another incident than the one that has it now. All of the file is looked at once, before its rows are mapped.
/// </summary>
internal sealed class AirwarsCodes
{
    private static readonly char[] Separators = [';', ',', ' ', '\u00A0', '\t', '\r', '\n'];

    private readonly Dictionary<string, long> _rowOf = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _shared = new(StringComparer.OrdinalIgnoreCase);
    private readonly int _code;
    private readonly int _former;

    /// <exception cref="RefusedException">More codes than the limit.</exception>
    public AirwarsCodes(ImportInput input, CsvColumns columns)
    {
        (_code, _former) = (columns["incident_code"], columns["previous_codes"]);
        using var rows = CsvRows.Open(input.Name, input.Open());
        try
        {
            while (rows.Next())
                foreach (var code in Split(rows.Row, _code).Concat(Split(rows.Row, _former)))
                    if (!_rowOf.TryAdd(code, rows.Row.Number) && _rowOf[code] != rows.Row.Number)
                        _shared.Add(code);
        }
        catch (RefusedException)
        {
            // What cannot be told apart into rows is a rejected row of the import itself, which tells of it.
        }

        if (_rowOf.Count > ImportLimits.Definitions) throw new RefusedException($"{input.Name}: more than {ImportLimits.Definitions} distinct codes; split the file");
    }

    /// <summary>The codes that the incident had before, as a reader sees them.</summary>
    public List<string> Former(CsvRow row) => [.. Split(row, _former)];

    /// <summary>Those of its codes, present and former, that another incident has or had too.</summary>
    public List<string> Shared(CsvRow row) => [.. Split(row, _code).Concat(Split(row, _former)).Where(_shared.Contains).Distinct(StringComparer.OrdinalIgnoreCase)];

    private static string[] Split(CsvRow row, int column) =>
        SafeText.Show(row.Span(column).ToString()).Split(Separators, StringSplitOptions.RemoveEmptyEntries);
}
