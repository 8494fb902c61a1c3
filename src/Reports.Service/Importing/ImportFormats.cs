using Reports.Domain.Text;
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
        new CodPlaces(), new CodBoundaries(), new ControlHistory(),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(f => f.Name)];

    /// <summary>What an import of the format would do.</summary>
    /// <exception cref="RefusedException">No such format.</exception>
    public static FormatMapping Mapping(string name)
    {
        var format = Find(name);
        return new FormatMapping(format.Name, format.Summary, format.Columns, format.Rules);
    }

    /// <exception cref="RefusedException">No such format.</exception>
    internal static ImportFormat Find(string name) => Array.Find(All, f => f.Name == name)
        ?? throw new RefusedException($"unknown format '{SafeText.Show(name)}': the formats are {string.Join(", ", Names)}");
}

/// <summary>What becomes of the files of a format.</summary>
public sealed record FormatMapping(string Name, string Summary, IReadOnlyList<MappedColumn> Columns, IReadOnlyList<string> Rules);
