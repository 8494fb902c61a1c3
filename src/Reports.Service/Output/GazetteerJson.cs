using System.Text.Json;
using Reports.Domain.Gazetteer;
using Reports.Domain.Time;
using Reports.Service.Boundaries;
using Reports.Service.Queries;

namespace Reports.Service.Output;

/// <summary>One place, actor or outlet of a gazetteer, with what all three have.</summary>
/// <param name="Kind">place, actor or outlet.</param>
/// <param name="Type">The place's or actor's kind; <c>outlet</c> for an outlet.</param>
/// <param name="Within">What it is a part of; null for a root.</param>
/// <param name="Side">The actor whose side it prefers, where known.</param>
public sealed record GazetteerEntry(
    string Kind, string Id, string Name, string Type, string? Within, IReadOnlyList<string> Aliases, GeoPoint? Point, string? Pcode, string? Side)
{
    /// <summary>Where the place ends, if somebody drew it.</summary>
    public PlaceBoundary? Boundary { get; init; }

    /// <summary>Places, then actors, then outlets, each by id.</summary>
    public static IEnumerable<GazetteerEntry> All(GazetteerTree tree, IReadOnlyDictionary<string, PlaceBoundary>? boundaries = null) =>
        tree.Places.Values.OrderBy(p => p.Id, StringComparer.Ordinal)
            .Select(p => new GazetteerEntry("place", p.Id, p.Name, p.Kind, p.Within, p.Aliases, p.Point, p.Pcode, null) { Boundary = boundaries?.GetValueOrDefault(p.Id) })
            .Concat(tree.Actors.Values.OrderBy(a => a.Id, StringComparer.Ordinal)
                .Select(a => new GazetteerEntry("actor", a.Id, a.Name, a.Kind, a.Within, a.Aliases, null, null, a.Affiliation)))
            .Concat(tree.Outlets.Values.OrderBy(o => o.Id, StringComparer.Ordinal)
                .Select(o => new GazetteerEntry("outlet", o.Id, o.Name, "outlet", null, o.Aliases, null, null, o.Affiliation)));
}

/// <summary>The gazetteer in JSON; properties are only ever added.</summary>
public static class GazetteerJson
{
    public static void Write(Utf8JsonWriter json, FoundNames found)
    {
        json.WriteStartObject();
        json.WriteStartArray("kinds");
        foreach (var kind in found.Kinds)
        {
            json.WriteStartObject();
            json.WriteString("kind", kind.Kind);
            json.WriteNumber("count", kind.Count);
            json.WriteStartArray("items");
            foreach (var item in kind.Items)
            {
                json.WriteStartObject();
                json.WriteString("id", item.Id);
                json.WriteString("name", item.Name);
                json.WriteString("spelling", item.Spelling);
                json.WriteString("remark", item.Remark);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("near");
        foreach (var near in found.Near) json.WriteStringValue(near);
        json.WriteEndArray();
        json.WriteBoolean("titlesSearched", found.AreTitlesSearched);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, GazetteerEntry entry)
    {
        json.WriteStartObject();
        json.WriteString("kind", entry.Kind);
        json.WriteString("id", entry.Id);
        json.WriteString("name", entry.Name);
        json.WriteString("type", entry.Type);
        json.WriteString("within", entry.Within);
        json.WriteStartArray("aliases");
        foreach (var alias in entry.Aliases) json.WriteStringValue(alias);
        json.WriteEndArray();
        if (entry.Point is { } point)
        {
            json.WriteStartObject("point");
            json.WriteNumber("lat", point.Lat);
            json.WriteNumber("lon", point.Lon);
            json.WriteEndObject();
        }

        if (entry.Boundary is { } boundary) Write(json, boundary);
        if (entry.Pcode is not null) json.WriteString("pcode", entry.Pcode);
        if (entry.Side is not null) json.WriteString("affiliation", entry.Side);
        json.WriteEndObject();
    }

    /// <summary>That there is a boundary, of whom, and how far it reaches; GeoJSON has the line itself.</summary>
    private static void Write(Utf8JsonWriter json, PlaceBoundary boundary)
    {
        json.WriteStartObject("boundary");
        json.WriteString("source", boundary.Source);
        json.WriteString("licence", boundary.Licence);
        json.WriteString("validOn", boundary.ValidOn is { } day ? Day.FromDate(day).ToString() : null);
        json.WriteNumber("polygons", boundary.Geometry.Polygons.Length);
        json.WriteNumber("positions", boundary.Geometry.Count);
        var (west, south, east, north) = boundary.Geometry.Bounds;
        json.WriteStartArray("bbox");
        foreach (var units in (ReadOnlySpan<int>)[west, south, east, north]) GeoJsonGeometry.Degrees(json, units);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
