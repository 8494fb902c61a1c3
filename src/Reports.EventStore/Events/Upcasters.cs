using System.Collections.Frozen;
using System.Text.Json;

namespace Reports.EventStore.Events;

/// <summary>Turns the data of one version of an event type into the next version's.</summary>
/// <param name="Type">The event type's stored name.</param>
/// <param name="From">The version that it reads; it gives <c>From + 1</c>, and writes that as <c>"v"</c>.</param>
/// <param name="Upcast">Pure: the same bytes give the same bytes.</param>
public sealed record Upcaster(string Type, int From, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> Upcast);

/// <summary>
/// Reads old events as if they were written today. Stored bytes never change; what a reader sees of them does.
/// Data of the current version passes through untouched. Immutable and thread safe.
/// </summary>
public sealed class Upcasters
{
    /// <summary>No type has had a second version yet.</summary>
    public static readonly Upcasters None = new([]);

    private static ReadOnlySpan<byte> Prefix => "{\"v\":"u8;

    private readonly FrozenDictionary<(string, int), Upcaster> _steps;
    private readonly FrozenDictionary<string, int> _current;

    public Upcasters(IReadOnlyCollection<Upcaster> steps)
    {
        _steps = steps.ToFrozenDictionary(s => (s.Type, s.From));
        _current = EventTypes.All.ToFrozenDictionary(
            t => t, t => steps.Where(s => s.Type == t).Select(s => s.From + 1).DefaultIfEmpty(EventTypes.Version).Max());
    }

    /// <summary>True when every event is of the current version as stored.</summary>
    internal bool IsEmpty => _steps.Count == 0;

    /// <summary>The data in the current version of its type.</summary>
    /// <exception cref="FormatException">No version, one newer than this build knows, or a step is missing.</exception>
    public ReadOnlyMemory<byte> Current(string type, ReadOnlyMemory<byte> data)
    {
        var target = _current.GetValueOrDefault(type, EventTypes.Version);
        for (var version = VersionOf(data.Span); version != target; version = VersionOf(data.Span))
        {
            if (version > target)
                throw new FormatException($"version {version} is newer than {target}, the newest that this build reads; use a newer build");
            if (!_steps.TryGetValue((type, version), out var step))
                throw new FormatException($"nothing reads version {version}");
            data = step.Upcast(data);
        }

        return data;
    }

    /// <summary>The <c>v</c> of an event's data: by habit its first property.</summary>
    internal static int VersionOf(ReadOnlySpan<byte> data)
    {
        if (data.StartsWith(Prefix) && data.Length > Prefix.Length + 1
            && data[Prefix.Length] is >= (byte)'0' and <= (byte)'9' && data[Prefix.Length + 1] is (byte)',' or (byte)'}')
            return data[Prefix.Length] - '0';

        var reader = new Utf8JsonReader(data);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new FormatException("not a JSON object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isVersion = reader.ValueTextEquals("v"u8);
            reader.Read();
            if (isVersion) return reader.TryGetInt32(out var version) ? version : throw new FormatException("'v' is not a whole number");
            reader.Skip();
        }

        throw new FormatException("no schema version 'v'");
    }
}
