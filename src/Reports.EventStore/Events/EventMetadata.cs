using System.Globalization;
using System.Text.Json;

namespace Reports.EventStore.Events;

/// <summary>Who recorded an event, when, from what, and in which train of events.</summary>
/// <param name="RecordedAt">UTC, to the microsecond; never before that of an earlier event of the log.</param>
/// <param name="RecordedBy">The author.</param>
/// <param name="CorrelationId">One for all events of one command.</param>
/// <param name="CausationId">The event or command that led to this one.</param>
/// <param name="File">The file that it was read from; null when it came otherwise.</param>
/// <param name="Line">The line in that file, from 1; 0 when unknown.</param>
public sealed record EventMetadata(
    DateTimeOffset RecordedAt, string RecordedBy, Guid CorrelationId, Guid CausationId, string? File = null, int Line = 0)
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";


    public byte[] ToJson()
    {
        using var json = new CanonicalJson();
        json.WriteStartObject();
        json.WriteString("recordedAt", RecordedAt.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture));
        json.WriteString("recordedBy", RecordedBy);
        if (File is not null) json.WriteString("file", File);
        if (Line > 0) json.WriteNumber("line", Line);
        json.WriteString("$correlationId", CorrelationId.ToString());
        json.WriteString("$causationId", CausationId.ToString());
        json.WriteEndObject();
        return json.Written.ToArray();
    }

    /// <exception cref="FormatException">Not the metadata of a ledger's event.</exception>
    public static EventMetadata Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            return new EventMetadata(
                DateTimeOffset.ParseExact(Text(root, "recordedAt"), TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
                Text(root, "recordedBy"),
                root.GetProperty("$correlationId").GetGuid(),
                root.GetProperty("$causationId").GetGuid(),
                root.TryGetProperty("file", out var file) ? file.GetString() : null,
                root.TryGetProperty("line", out var line) ? line.GetInt32() : 0);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException($"metadata that a ledger does not write: {e.Message}", e);
        }
    }

    private static string Text(JsonElement root, string name) =>
        root.GetProperty(name).GetString() ?? throw new FormatException($"metadata that a ledger does not write: '{name}' is null");
}
