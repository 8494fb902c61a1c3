using System.Text.Json;
using Reports.Service.Queries;

namespace Reports.Service.Appending;

/// <summary>What a ledger keeps of the metadata that a writer sends: the train of events that an append belongs to.</summary>
internal static class ProposedMetadata
{
    private const int MostBytes = 64 * 1024;

    /// <exception cref="RefusedException">Not empty and not a JSON object, or an id in it that is none.</exception>
    public static (Guid? Correlation, Guid? Causation) Read(ReadOnlyMemory<byte> metadata)
    {
        if (metadata.IsEmpty) return (null, null);
        if (metadata.Length > MostBytes) throw new RefusedException($"metadata of {metadata.Length} bytes; at most {MostBytes}");
        try
        {
            using var document = JsonDocument.Parse(metadata);
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw new RefusedException("metadata is a JSON object, or empty");
            return (Id(document.RootElement, "$correlationId"), Id(document.RootElement, "$causationId"));
        }
        catch (JsonException e)
        {
            throw new RefusedException($"metadata is a JSON object, or empty: {e.Message}");
        }
    }

    private static Guid? Id(JsonElement metadata, string name)
    {
        if (!metadata.TryGetProperty(name, out var value)) return null;
        return value.ValueKind == JsonValueKind.String && value.TryGetGuid(out var id) ? id : throw new RefusedException($"metadata: '{name}' is a UUID");
    }
}
