using Reports.Service.Coding;
using Reports.Service.Importing.Names;
using Reports.Service.Importing.Records;
using Reports.Service.Importing.Running;

namespace Reports.Service.Importing.Formats.Airwars;

/// <summary>
/// The incidents that the rows of another table belong to, one at a time: both files follow the sequence, so that neither is held in
/// memory. Not thread safe.
/// </summary>
internal sealed class AirwarsIncidentFile : IDisposable
{
    private readonly CsvRows _rows;
    private readonly AirwarsIncidentReader _reader;
    private readonly string _file;
    private readonly int _sequence;
    private readonly int _code;
    private long _at = -1;
    private bool _isRead;
    private AirwarsIncident? _incident;

    /// <exception cref="Queries.RefusedException">Not a file of Airwars' incidents.</exception>
    public AirwarsIncidentFile(ImportInput file, ImportNames names)
    {
        _file = file.Name;
        _rows = CsvRows.Open(file.Name, file.Open());
        var columns = new CsvColumns(file.Name, AirwarsIncidents.FormatName, _rows.Header, AirwarsIncidents.Mapped);
        _reader = new AirwarsIncidentReader(columns, names);
        (_sequence, _code) = (columns["sequence"], columns["incident_code"]);
    }

    /// <summary>The incident of a row; null where there is none or it cannot be taken, which the row's problem says.</summary>
    public AirwarsIncident? Of(CsvRow row, int sequence, int code)
    {
        var wanted = row.Required64(sequence);
        var name = row.Required(code, CodingLimits.NameCharacters);
        if (row.Problem is not null) return null;
        while (_at < wanted && _rows.Next())
        {
            _at = _rows.Row.Number64(_sequence) ?? -1;
            _isRead = false;
        }

        if (_at != wanted || _rows.Row.Text(_code, CodingLimits.NameCharacters) != name)
        {
            row.Reject(code, $"no incident of this code and sequence in {_file}; both files follow the sequence");
            return null;
        }

        if (!_isRead) (_isRead, _incident) = (true, _reader.Read(_rows.Row, []));
        if (_rows.Row.Problem is { } problem) row.Reject(code, $"its incident cannot be taken: {problem.Column}: {problem.Reason}");
        return _incident;
    }

    public void Dispose() => _rows.Dispose();
}
