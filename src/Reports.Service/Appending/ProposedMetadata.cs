using System.Text.Json;
using Reports.Domain.Text;
using Reports.EventStore.Events;
using Reports.Service.Queries;

namespace Reports.Service.Appending;

/// <summary>
/// What a ledger keeps of the metadata that a writer sends with an event. Nothing is dropped: what is not kept is refused by name.
/// </summary>
/// <param name="Correlation">The train of events that it belongs to; null where the writer does not say.</param>
/// <param name="Causation">What it follows from; null where the writer does not say.</param>
/// <param name="Copied">What another ledger says of it, whose event it is; null for an event of the writer's own.</param>
internal readonly record struct ProposedMetadata(Guid? Correlation, Guid? Causation, EventMetadata? Copied)
{
    private const int MostBytes = 64 * 1024;
    private const int MostAuthorCharacters = 200;
    private const int MostFileCharacters = 4096;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <exception cref="RefusedException">Not empty and not a JSON object, or it has something that no ledger keeps.</exception>
    public static ProposedMetadata Read(ReadOnlyMemory<byte> metadata)
    {
        if (metadata.IsEmpty) return default;
        if (metadata.Length > MostBytes) throw new RefusedException($"metadata of {metadata.Length} bytes; at most {MostBytes}");
        try
        {
            using var document = JsonDocument.Parse(metadata, Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw new RefusedException("metadata is a JSON object, or empty");
            return document.RootElement.TryGetProperty("recordedAt", out _) ? Copy(metadata) : Own(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new RefusedException($"metadata is a JSON object, or empty: {e.Message}");
        }
    }

    private static ProposedMetadata Own(JsonElement metadata)
    {
        Guid? correlation = null, causation = null;
        foreach (var property in metadata.EnumerateObject())
        {
            switch (property.Name)
            {
                case "$correlationId": correlation = Id(property); break;
                case "$causationId": causation = Id(property); break;
                default:
                    throw new RefusedException(
                        $"metadata: '{SafeText.Show(property.Name)}' is not kept: of a writer's metadata a ledger keeps $correlationId and $causationId, or all that another ledger wrote of an event");
            }
        }

        return new ProposedMetadata(correlation, causation, null);
    }

    /// <summary>An event of another ledger: all of its metadata is kept, within that of this one.</summary>
    private static ProposedMetadata Copy(ReadOnlyMemory<byte> metadata)
    {
        try
        {
            var copied = EventMetadata.Parse(metadata);
            CanonicalCheck.Same(metadata, copied.ToJson());
            for (var at = copied; at is not null; at = at.Copied)
            {
                if (!SafeText.TryCheck(at.RecordedBy, MostAuthorCharacters, out var author)) throw new RefusedException($"recordedBy: {author}");
                if (at.File is not null && !SafeText.TryCheck(at.File, MostFileCharacters, out var file)) throw new RefusedException($"file: {file}");
            }

            return new ProposedMetadata(copied.CorrelationId, copied.CausationId, copied);
        }
        catch (Exception e) when (e is FormatException or RefusedException)
        {
            throw new RefusedException($"metadata with recordedAt is that of an event of another ledger, as that one wrote it: {e.Message}");
        }
    }

    private static Guid Id(JsonProperty property) =>
        property.Value.ValueKind == JsonValueKind.String && property.Value.TryGetGuid(out var id) ? id : throw new RefusedException($"metadata: '{property.Name}' is a UUID");
}
