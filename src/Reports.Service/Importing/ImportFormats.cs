using Reports.Domain.Text;
using Reports.Service.Importing.Facts;
using Reports.Service.Importing.Formats;
using Reports.Service.Importing.Formats.Airwars;
using Reports.Service.Importing.Mapped;
using Reports.Service.Importing.Running;
using Reports.Service.Ingest;
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

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(f => f.Name), MappedCsv.FormatName];

    /// <summary>What an import of the format would do.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="map">The mapping file of the format that needs one; null for the others.</param>
    /// <exception cref="RefusedException">No such format, or a mapping that has errors, each with its line and column.</exception>
    public static FormatMapping Mapping(string name, InputFile? map = null)
    {
        var format = Find(name, map);
        return new FormatMapping(format.Name, format.Summary, format.Columns, format.Rules);
    }

    /// <summary>Each format and what its files are, for a person who looks for one.</summary>
    public static IEnumerable<(string Name, string Summary)> Summaries => [.. All.Select(f => (f.Name, f.Summary)), (MappedCsv.FormatName, MappedCsv.AnySummary)];

    /// <summary>Formats of delimited rows that have every column that they need in a header.</summary>
    internal static IReadOnlyList<string> Like(IReadOnlyList<string> header) =>
        [.. All.OfType<RowFormat>().Where(f => f.Columns.Where(c => c.IsRequired).SelectMany(c => c.Names).ToList() is { Count: > 0 } needed && needed.All(header.Contains)).Select(f => f.Name)];

    /// <exception cref="RefusedException">No such format, or a mapping that has errors, each with its line and column.</exception>
    internal static ImportFormat Find(string name, InputFile? map)
    {
        if (name == MappedCsv.FormatName)
            return new MappedCsv(ImportMapReader.Read(map ?? throw new RefusedException("how do the rows become facts? Name a mapping file with --map; 'reports schema import-mapping' says what it has")));
        if (map is not null) throw new RefusedException($"the format '{SafeText.Show(name)}' has its own mapping: --map is for the format '{MappedCsv.FormatName}'");
        return Array.Find(All, f => f.Name == name) ?? throw new RefusedException($"unknown format '{SafeText.Show(name)}': the formats are {string.Join(", ", Names)}");
    }
}

/// <summary>What becomes of the files of a format.</summary>
public sealed record FormatMapping(string Name, string Summary, IReadOnlyList<MappedColumn> Columns, IReadOnlyList<string> Rules);
