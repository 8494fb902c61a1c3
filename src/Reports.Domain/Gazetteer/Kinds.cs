using System.Collections.Frozen;

namespace Reports.Domain.Gazetteer;

/// <summary>The kinds of place and actor that a gazetteer may name.</summary>
public static class Kinds
{
    public static readonly FrozenSet<string> Places = FrozenSet.ToFrozenSet(
    [
        "country", "governorate", "district", "subdistrict", "city", "town", "village", "neighbourhood", "camp",
        "region", "area", "river", "desert",
    ]);

    public static readonly FrozenSet<string> Actors = FrozenSet.ToFrozenSet(
    [
        "state", "armed-group", "coalition", "monitor", "agency", "council", "person", "organization", "media", "un-body",
    ]);
}
