using System.Text.Json;
using Reports.Projections.Symbols;

namespace Reports.Service.Protocol.Virtual;

/// <summary>
/// Where incidents took place, as it was known at each position of the log: what a figure about an incident was about when it
/// was reported does not change when a later source names another place. Not thread safe.
/// </summary>
internal sealed class IncidentPlaces
{
    private readonly Dictionary<int, List<(long From, int Place)>> _places = [];

    /// <summary>Numbers of places and incidents.</summary>
    public Utf8Symbols Names { get; } = new();

    /// <summary>Notes the places that a statement names, and gives them out.</summary>
    /// <param name="from">Stored JSON array of place ids; empty for none.</param>
    /// <param name="to">The same.</param>
    public void State(long position, ReadOnlySpan<byte> incident, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to, List<int> places)
    {
        var first = places.Count;
        AddIds(from, places);
        AddIds(to, places);
        var id = Names.Intern(incident);
        if (!_places.TryGetValue(id, out var known)) _places[id] = known = [];
        for (var i = first; i < places.Count; i++)
        {
            var at = known.FindIndex(k => k.Place == places[i]);
            if (at < 0) known.Add((position, places[i]));
            // A source that is read ahead of the log may state later what another one stated before.
            else if (known[at].From > position) known[at] = (position, places[i]);
        }
    }

    /// <summary>The places that a figure is about at a position: its incident's, or the place that it names.</summary>
    public void About(long position, ReadOnlySpan<byte> about, List<int> places)
    {
        var id = Names.Intern(about);
        if (!_places.TryGetValue(id, out var known))
        {
            places.Add(id);
            return;
        }

        foreach (var (from, place) in known)
            if (from <= position)
                places.Add(place);
    }

    private void AddIds(ReadOnlySpan<byte> array, List<int> places)
    {
        if (array.IsEmpty) return;
        var reader = new Utf8JsonReader(array);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.String) continue;
            var place = Names.Intern(reader.ValueSpan);
            if (!places.Contains(place)) places.Add(place);
        }
    }
}
