using System.Collections.Frozen;
using System.Globalization;
using Reports.Domain.Grades;

namespace Reports.Service.Importing.Formats.Airwars;

/// <summary>
/// Airwars' grading of civilian harm as an Admiralty code, by the importer's policy: its five grades in their published order are the
/// credibilities 1 to 5. Of Airwars' own reliability the grading says nothing: F, cannot be judged.
/// </summary>
internal static class AirwarsGrading
{
    private static readonly FrozenDictionary<string, int> Credibility = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase)
    {
        // A belligerent accepted responsibility.
        ["Confirmed"] = 1,
        // Two or more credible sources, and likely actions of a belligerent nearby.
        ["Fair"] = 2,
        // A single source.
        ["Weak"] = 3,
        // Competing claims of who did it.
        ["Contested"] = 4,
        // Those killed were combatants, or somebody else did it.
        ["Discounted"] = 5,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>What a mapping tells of it.</summary>
    public const string Table = "grade: Confirmed F1, Fair F2, Weak F3, Contested F4, Discounted F5; of several the least credible";

    /// <param name="text">One grade of Airwars, or several with commas; empty for none.</param>
    /// <param name="grade">Null for none.</param>
    public static bool TryParse(string text, out Grade? grade)
    {
        grade = null;
        var least = 0;
        foreach (var word in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!Credibility.TryGetValue(word, out var credibility)) return false;
            least = Math.Max(least, credibility);
        }

        if (least > 0) grade = Grade.Parse(string.Create(CultureInfo.InvariantCulture, $"F{least}"));
        return true;
    }
}
