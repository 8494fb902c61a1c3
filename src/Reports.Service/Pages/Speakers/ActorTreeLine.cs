using Reports.Domain.Gazetteer;

namespace Reports.Service.Pages.Speakers;

/// <summary>An actor in the tree of actors.</summary>
/// <param name="Depth">0 for one that is a part of no other.</param>
public sealed record ActorTreeLine(Actor Actor, int Depth)
{
    /// <summary>Every actor, its parts after it, by name.</summary>
    internal static List<ActorTreeLine> Of(GazetteerTree names)
    {
        var parts = names.Actors.Values.ToLookup(a => a.Within is { } whole && names.Actors.ContainsKey(whole) ? whole : "", StringComparer.Ordinal);
        var lines = new List<ActorTreeLine>();
        Add("", 0);
        return lines;

        void Add(string whole, int depth)
        {
            foreach (var actor in parts[whole].OrderBy(a => a.Name, StringComparer.Ordinal).ThenBy(a => a.Id, StringComparer.Ordinal))
            {
                lines.Add(new ActorTreeLine(actor, depth));
                Add(actor.Id, depth + 1);
            }
        }
    }
}
