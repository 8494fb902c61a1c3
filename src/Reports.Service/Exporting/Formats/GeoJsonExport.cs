using System.Text.Json;
using Reports.Service.Output;

namespace Reports.Service.Exporting.Formats;

/// <summary>A FeatureCollection (RFC 7946); what it was made from is its member <c>export</c>.</summary>
/// <param name="write">The properties of a feature.</param>
/// <param name="places">The places where an item is; without any it has no geometry.</param>
/// <param name="shapes">Where places are.</param>
/// <param name="output">Where it goes.</param>
internal sealed class GeoJsonExport<T>(Action<Utf8JsonWriter, T> write, Func<T, IReadOnlyList<string>> places, PlaceShapes shapes, Stream output) : JsonArrayExport<T>(output)
{
    protected override void Begin(JsonPages pages, ExportOrigin origin)
    {
        pages.Raw("{\"type\":\"FeatureCollection\",\"export\":"u8);
        pages.Value(origin.Write);
        pages.Raw(",\"features\":["u8);
    }

    protected override void Write(Utf8JsonWriter json, T item)
    {
        json.WriteStartObject();
        json.WriteString("type", "Feature");
        json.WritePropertyName("geometry");
        shapes.Write(json, places(item));
        json.WritePropertyName("properties");
        write(json, item);
        json.WriteEndObject();
    }

    protected override void End(JsonPages pages) => pages.Raw("\n]}\n"u8);
}
