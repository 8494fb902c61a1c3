using System.Collections.Immutable;
using System.Globalization;
using Reports.Domain.Gazetteer;
using Reports.Service.Importing.Names;

namespace Reports.Service.Importing.Formats;

/// <summary>A level of OCHA's administrative data: the columns that name the unit of a row at that level, by any of the spellings that their versions have.</summary>
/// <param name="Kind">Of <see cref="Kinds.Places"/>.</param>
/// <param name="IsOptional">True for a level that not every row has.</param>
internal sealed record CodUnit(string Kind, ImmutableArray<string> Code, ImmutableArray<string> English, ImmutableArray<string> Arabic, bool IsOptional = false)
{
    /// <summary>From the outermost in. Shapefiles cut names at ten letters.</summary>
    public static ImmutableArray<CodUnit> All { get; } =
    [
        .. ((string[])["governorate", "district", "subdistrict", "village"]).Select((kind, i) => Admin(i + 1, kind)),
        new("neighbourhood", ["areapcode"], ["areaname_e"], ["areaname_a"], IsOptional: true),
        new("neighbourhood", ["neighbor_2", "neighborhood_pcode"], ["neighborho", "neighborhood_en"], ["neighbor_1", "neighborhood_ar"]),
    ];

    /// <summary>Defines the units of a row that the gazetteer does not have, each within the one before, and returns the id of the last.</summary>
    /// <param name="names">Of the import.</param>
    /// <param name="units">Each with its values in the row; a level that the row does not have is left out.</param>
    /// <param name="point">Of the last one.</param>
    /// <param name="problem">Why the row cannot be taken, and at which of the units; null while it can.</param>
    public static string? Define(ImportNames names, IReadOnlyList<CodValue> units, GeoPoint? point, out (CodValue At, string Reason)? problem)
    {
        problem = null;
        foreach (var unit in units)
            if (names.OtherName(unit.Code, unit.English) is { } other)
            {
                problem = (unit, $"the p-code stands for '{other}' too");
                return null;
            }

        string? within = null;
        for (var i = 0; i < units.Count; i++)
            within = names.Coded(units[i].Code, units[i].English, units[i].Arabic, units[i].Unit.Kind, within, i == units.Count - 1 ? point : null);
        return within;
    }

    private static CodUnit Admin(int level, string kind)
    {
        var n = level.ToString(CultureInfo.InvariantCulture);
        return new CodUnit(kind, [$"adm{n}_pcode"], [$"adm{n}_en", $"adm{n}_name"], [$"adm{n}_ar", $"adm{n}_name1"]);
    }
}

/// <summary>The unit of a row at one level.</summary>
internal readonly record struct CodValue(CodUnit Unit, string Code, string English, string Arabic);
