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
/// <param name="Copied">What the ledger says of it that it was copied from; null for an event that was recorded here first.</param>
public sealed record EventMetadata(
    DateTimeOffset RecordedAt, string RecordedBy, Guid CorrelationId, Guid CausationId, string? File = null, int Line = 0, EventMetadata? Copied = null)
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    /// <summary>Ledgers that an event was copied through, at most.</summary>
    private const int MostCopies = 8;

    /// <summary>What the ledger said of the event that recorded it first.</summary>
    public EventMetadata Original => Copied?.Original ?? this;

    /// <summary>
    /// The metadata of an event as the ledger wrote it that recorded it first: of one that was copied by an append, which stamps it
    /// anew, what stands within. The same bytes for anything else.
    /// </summary>
    public static ReadOnlyMemory<byte> OriginalOf(ReadOnlyMemory<byte> json)
    {
        if (json.Span.IndexOf("\"copied\":{"u8) < 0) return json;
        try
        {
            return Parse(json).Original.ToJson();
        }
        catch (FormatException)
        {
            // A log that holds no facts has metadata of its own.
            return json;
        }
    }

    /// <summary>The train of events that an event belongs to; <see cref="Guid.Empty"/> for metadata that no ledger wrote.</summary>
    public static Guid TrainOf(ReadOnlyMemory<byte> json)
    {
        try
        {
            return Parse(json).CorrelationId;
        }
        catch (FormatException)
        {
            return Guid.Empty;
        }
    }

    public byte[] ToJson()
    {
        using var json = new CanonicalJson();
        json.WriteStartObject();
        Write(json);
        json.WriteEndObject();
        return json.Written.ToArray();
    }

    private void Write(CanonicalJson json)
    {
        WriteOrigin(json);
        if (Line > 0) json.WriteNumber("line"u8, Line);
        json.WriteString("$correlationId"u8, CorrelationId);
        json.WriteString("$causationId"u8, CausationId);
        if (Copied is null) return;
        json.WriteStartObject("copied"u8);
        Copied.Write(json);
        json.WriteEndObject();
    }

    /// <summary>What all events have in common that were read from one file at one time.</summary>
    internal void WriteOrigin(CanonicalJson json)
    {
        json.WriteString("recordedAt"u8, RecordedAt.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture));
        json.WriteString("recordedBy"u8, RecordedBy);
        if (File is not null) json.WriteString("file"u8, File);
    }

    /// <exception cref="FormatException">Not the metadata of a ledger's event.</exception>
    public static EventMetadata Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Of(document.RootElement, 0);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException($"metadata that a ledger does not write: {e.Message}", e);
        }
    }

    private static EventMetadata Of(JsonElement root, int copies)
    {
        if (copies > MostCopies) throw new FormatException($"an event that was copied more than {MostCopies} times");
        return new EventMetadata(
            DateTimeOffset.ParseExact(Text(root, "recordedAt"), TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
            Text(root, "recordedBy"),
            root.GetProperty("$correlationId").GetGuid(),
            root.GetProperty("$causationId").GetGuid(),
            root.TryGetProperty("file", out var file) ? file.GetString() : null,
            root.TryGetProperty("line", out var line) ? line.GetInt32() : 0,
            root.TryGetProperty("copied", out var copied) ? Of(copied, copies + 1) : null);
    }

    private static string Text(JsonElement root, string name) =>
        root.GetProperty(name).GetString() ?? throw new FormatException($"metadata that a ledger does not write: '{name}' is null");
}
