using Reports.Domain.Gazetteer;
using Reports.Domain.Text;
using Reports.Service.Queries;

namespace Reports.Service.Boundaries;

/// <summary>What a boundary must be before it is recorded.</summary>
internal static class BoundaryRules
{
    /// <exception cref="RefusedException">It is of no place that was defined, has no source, or is no area.</exception>
    public static void Check(GazetteerTree gazetteer, PlaceBoundary boundary)
    {
        // One that was merged away may be split off again.
        if (!gazetteer.Places.ContainsKey(boundary.Place) && !gazetteer.DefinedPlaces.Any(p => p.Id == boundary.Place))
            throw new RefusedException($"place: '{SafeText.Show(boundary.Place)}' is not defined");
        CheckText("source", boundary.Source);
        if (boundary.Licence is { } licence) CheckText("licence", licence);
        if (Topology.ProblemOf(boundary.Geometry) is { } problem) throw new RefusedException($"geometry: {problem}");
    }

    private static void CheckText(string property, string text)
    {
        if (text.Length == 0) throw new RefusedException($"{property}: is empty");
        if (!SafeText.TryCheck(text, PlaceBoundary.MaxCharacters, out var problem)) throw new RefusedException($"{property}: {problem}");
    }
}
