using System.Text.Json;
using Reports.Domain.Gazetteer;
using Reports.Service.Boundaries;

namespace Reports.Service.Output;

/// <summary>Where places are, as GeoJSON geometries: the boundary of a place where somebody drew one, else its point.</summary>
/// <param name="names">The gazetteer at the cut.</param>
/// <param name="boundaries">The boundaries at the cut, by place.</param>
internal sealed class PlaceShapes(GazetteerTree names, IReadOnlyDictionary<string, PlaceBoundary> boundaries)
{
    /// <summary>The geometry of what is at some places: of one its own, of several all of theirs, null where none is known.</summary>
    public void Write(Utf8JsonWriter json, IReadOnlyList<string> places)
    {
        var known = places.Select(p => (Boundary: boundaries.GetValueOrDefault(p), names.Places.GetValueOrDefault(p)?.Point)).Where(s => s.Boundary is not null || s.Point is not null).ToList();
        if (known.Count < 2)
        {
            var (boundary, point) = known.FirstOrDefault();
            GeoJsonGeometry.Write(json, boundary, point);
            return;
        }

        // Maps take points together as one geometry; few take geometries of several kinds.
        var arePoints = known.TrueForAll(s => s.Boundary is null);
        json.WriteStartObject();
        json.WriteString("type", arePoints ? "MultiPoint" : "GeometryCollection");
        json.WriteStartArray(arePoints ? "coordinates" : "geometries");
        foreach (var (boundary, point) in known)
        {
            if (arePoints) GeoJsonGeometry.WritePosition(json, point!.Value);
            else GeoJsonGeometry.Write(json, boundary, point);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
