namespace Reports.EventStore.Events;

/// <summary>
/// Metadata of many events that differ in their line and cause alone: what they share is written once. The bytes are those of
/// <see cref="EventMetadata.ToJson"/>. One instance serves one thread at a time.
/// </summary>
public sealed class MetadataWriter : IDisposable
{
    private readonly CanonicalJson _json = new();
    private readonly byte[] _origin;
    private readonly Guid _correlation;

    /// <param name="shared">What they share; its line and its cause are not.</param>
    /// <exception cref="ArgumentException">The metadata of a copy, which has those of another event within.</exception>
    public MetadataWriter(EventMetadata shared)
    {
        if (shared.Copied is not null) throw new ArgumentException("copies share no metadata", nameof(shared));
        shared.WriteOrigin(_json);
        _origin = _json.Written.ToArray();
        _correlation = shared.CorrelationId;
    }

    /// <summary>The metadata of one event, valid until the next is written.</summary>
    /// <param name="line">The line of the file, from 1; 0 when unknown.</param>
    /// <param name="cause">The event or command that led to it.</param>
    public ReadOnlySpan<byte> Write(int line, Guid cause)
    {
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteProperties(_origin);
        if (line > 0) _json.WriteNumber("line"u8, line);
        _json.WriteString("$correlationId"u8, _correlation);
        _json.WriteString("$causationId"u8, cause);
        _json.WriteEndObject();
        return _json.Written;
    }

    public void Dispose() => _json.Dispose();
}
