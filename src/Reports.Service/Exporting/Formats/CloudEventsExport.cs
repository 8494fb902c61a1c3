using System.Text.Json;
using Reports.Service.Feed;

namespace Reports.Service.Exporting.Formats;

/// <summary>A batch of CloudEvents 1.0 (JSON batch format): each change as the live feed has it.</summary>
internal sealed class CloudEventsExport(Stream output) : JsonArrayExport<FeedItem>(output)
{
    protected override void Begin(JsonPages pages, ExportOrigin origin) => pages.Raw("["u8);

    protected override void Write(Utf8JsonWriter json, FeedItem item) => ChangeEvents.Write(json, item);

    protected override void End(JsonPages pages) => pages.Raw("\n]\n"u8);
}
