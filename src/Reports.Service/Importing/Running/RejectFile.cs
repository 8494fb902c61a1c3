using System.Globalization;
using System.Text;
using Reports.Domain.Text;
using Reports.Service.Importing.Records;
using Reports.Service.Output;

namespace Reports.Service.Importing.Running;

/// <summary>
/// The rows that became no source, as CSV: row, line, column, reason, value. Made anew by each run, so that it always tells of the whole
/// file; a run without rejects leaves a header where an earlier one left rows.
/// </summary>
internal sealed class RejectFile(string path) : IDisposable
{
    private const string Header = "row,line,column,reason,value";

    private StreamWriter? _writer;

    public void Write(RowProblem problem)
    {
        _writer ??= Create();
        _writer.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{problem.Row},{problem.Line},{Quoted(problem.Column)},{Quoted(problem.Reason)},{Quoted(problem.Value)}"));
    }

    /// <summary>Ends the file; the path where it has rows.</summary>
    public string? Finish()
    {
        var hasRows = _writer is not null;
        if (!hasRows && File.Exists(path)) Create().Dispose();
        Dispose();
        return hasRows ? path : null;
    }

    public void Dispose()
    {
        _writer?.Dispose();
        _writer = null;
    }

    private StreamWriter Create()
    {
        var writer = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        writer.WriteLine(Header);
        return writer;
    }

    private static string Quoted(string text) => CsvText.Cell(SafeText.Show(text));
}
