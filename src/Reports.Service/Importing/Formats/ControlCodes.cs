using Reports.Domain.Text;
using Reports.Service.Importing.Records;
using Reports.Service.Importing.Running;
using Reports.Service.Queries;

namespace Reports.Service.Importing.Formats;

/// <summary>Codes of places that stand for more than one place of a file. All of it is looked at once, before its rows are mapped.</summary>
internal static class ControlCodes
{
    /// <exception cref="RefusedException">More codes than the limit.</exception>
    public static IReadOnlySet<string> Shared(ImportInput input, CsvColumns columns)
    {
        var shared = new HashSet<string>(StringComparer.Ordinal);
        var (code, place) = (columns["code"], columns["place"]);
        if (code < 0) return shared;
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        using var rows = CsvRows.Open(input.Name, input.Open());
        try
        {
            while (rows.Next())
            {
                var key = rows.Row.Span(code).ToString();
                var name = NameKey.Fold(rows.Row.Span(place).ToString());
                if (key.Length > 0 && !names.TryAdd(key, name) && names[key] != name) shared.Add(key);
                if (names.Count > ImportLimits.Definitions) throw new RefusedException($"{input.Name}: more than {ImportLimits.Definitions} distinct codes; split the file");
            }
        }
        catch (RefusedException) when (names.Count <= ImportLimits.Definitions)
        {
            // What cannot be told apart into rows is a rejected row of the import itself, which tells of it.
        }

        return shared;
    }
}
