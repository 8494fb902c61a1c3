using Reports.Domain.Gazetteer;
using Reports.Domain.Text;
using Reports.Service.Coding;

namespace Reports.Service.Importing.Facts;

/// <summary>
/// Names as the gazetteer has them, and ids that the file itself defines. A figure may be about an incident that nobody reports any more: any
/// id that names no place is one.
/// </summary>
internal sealed class FactNames(GazetteerTree gazetteer) : INameLookup
{
    private readonly HashSet<string> _knownPlaces = gazetteer.DefinedPlaces.Select(p => p.Id).ToHashSet(StringComparer.Ordinal);
    private readonly HashSet<string> _knownActors = gazetteer.DefinedActors.Select(a => a.Id).ToHashSet(StringComparer.Ordinal);
    private readonly HashSet<string> _places = new(StringComparer.Ordinal);
    private readonly HashSet<string> _actors = new(StringComparer.Ordinal);
    private readonly HashSet<string> _outlets = new(StringComparer.Ordinal);

    /// <summary>Notes that the file defines it; false where there is such a one.</summary>
    public bool Define(Place place) => !_knownPlaces.Contains(place.Id) && _places.Add(place.Id);

    /// <inheritdoc cref="Define(Place)"/>
    public bool Define(Actor actor) => !_knownActors.Contains(actor.Id) && _actors.Add(actor.Id);

    /// <inheritdoc cref="Define(Place)"/>
    public bool Define(Outlet outlet) => !gazetteer.Outlets.ContainsKey(outlet.Id) && _outlets.Add(outlet.Id);

    public bool TryPlace(string name, out string id, out string problem) => TryDefined(_places.Contains(name), name, out id, out problem) || gazetteer.PlaceNames.TryFind(name, out id, out problem);

    public bool IsPlace(string name, out string id) => TryPlace(name, out id, out _);

    public bool TryActor(string name, out string id, out string problem) => TryDefined(_actors.Contains(name), name, out id, out problem) || gazetteer.ActorNames.TryFind(name, out id, out problem);

    public bool TrySpeaker(string name, out string id, out string problem) =>
        TryDefined(_actors.Contains(name) || _outlets.Contains(name), name, out id, out problem) || gazetteer.SpeakerNames.TryFind(name, out id, out problem);

    public bool TryOutlet(string name, out string id, out string problem) => TryDefined(_outlets.Contains(name), name, out id, out problem) || gazetteer.OutletNames.TryFind(name, out id, out problem);

    public bool IsIncident(string id) => Slug.TryParse(id, out _);

    private static bool TryDefined(bool isDefined, string name, out string id, out string problem)
    {
        (id, problem) = (name, "");
        return isDefined;
    }
}
