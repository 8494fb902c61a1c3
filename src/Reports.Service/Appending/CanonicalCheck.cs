using System.Text.Json;
using Reports.Service.Queries;

namespace Reports.Service.Appending;

/// <summary>
/// Whether JSON says what its canonical form says, and nothing else: white space, the order of properties and escapes are free,
/// everything else would be lost or changed by storing the canonical form.
/// </summary>
internal static class CanonicalCheck
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <exception cref="RefusedException">It says more, less or something else; the message names the first such place.</exception>
    public static void Same(ReadOnlyMemory<byte> given, ReadOnlyMemory<byte> canonical)
    {
        if (given.Span.SequenceEqual(canonical.Span)) return;
        try
        {
            using var left = JsonDocument.Parse(given, Strict);
            using var right = JsonDocument.Parse(canonical);
            Compare(left.RootElement, right.RootElement, "");
        }
        catch (JsonException e)
        {
            throw new RefusedException($"not JSON as events have it: {e.Message}");
        }
    }

    private static void Compare(JsonElement given, JsonElement canonical, string path)
    {
        if (given.ValueKind == JsonValueKind.Object && canonical.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in given.EnumerateObject())
            {
                var at = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
                if (!canonical.TryGetProperty(property.Name, out var expected))
                    throw new RefusedException($"{at}: a property that this type does not have, or a default that is left out");
                Compare(property.Value, expected, at);
            }

            foreach (var property in canonical.EnumerateObject())
                if (!given.TryGetProperty(property.Name, out _))
                    throw new RefusedException($"{property.Name}: is missing");
            return;
        }

        if (!JsonElement.DeepEquals(given, canonical))
            throw new RefusedException(canonical.GetRawText() is { Length: <= 200 } text ? $"{path}: write {text}" : $"{path}: it is not in its canonical form");
    }
}
