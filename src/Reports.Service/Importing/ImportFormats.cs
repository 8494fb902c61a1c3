using Reports.Domain.Text;
using Reports.Service.Importing.Facts;
using Reports.Service.Importing.Formats;
using Reports.Service.Importing.Formats.Airwars;
using Reports.Service.Importing.Running;
using Reports.Service.Queries;

namespace Reports.Service.Importing;

/// <summary>The formats that an import knows.</summary>
public static class ImportFormats
{
    private static readonly ImportFormat[] All =
    [
        new UcdpGed(), new Acled(), new AcledDeleted(), new AirwarsIncidents(), new AirwarsSources(), new AirwarsBelligerents(), new AirwarsPages(),
        new CodPlaces(), new CodBoundaries(), new ControlHistory(), new ReportsFacts(),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(f => f.Name)];

    /// <summary>What an import of the format would do.</summary>
    /// <exception cref="RefusedException">No such format.</exception>
    public static FormatMapping Mapping(string name)
    {
        var format = Find(name);
        return new FormatMapping(format.Name, format.Summary, format.Columns, format.Rules);
    }

    /// <summary>Each format and what its files are, for a person who looks for one.</summary>
    public static IEnumerable<(string Name, string Summary)> Summaries => All.Select(f => (f.Name, f.Summary));

    /// <summary>Formats of delimited rows that have every column that they need in a header.</summary>
    internal static IReadOnlyList<string> Like(IReadOnlyList<string> header) =>
        [.. All.OfType<RowFormat>().Where(f => f.Columns.Where(c => c.IsRequired).SelectMany(c => c.Names).ToList() is { Count: > 0 } needed && needed.All(header.Contains)).Select(f => f.Name)];

    /// <exception cref="RefusedException">No such format.</exception>
    internal static ImportFormat Find(string name) => Array.Find(All, f => f.Name == name)
        ?? throw new RefusedException($"unknown format '{SafeText.Show(name)}': the formats are {string.Join(", ", Names)}");
}

/// <summary>What becomes of the files of a format.</summary>
public sealed record FormatMapping(string Name, string Summary, IReadOnlyList<MappedColumn> Columns, IReadOnlyList<string> Rules);
