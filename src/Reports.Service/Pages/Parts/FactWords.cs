using System.Globalization;
using Reports.Domain.Facts;
using Reports.Domain.Grades;

namespace Reports.Service.Pages.Parts;

/// <summary>What belongs to a fact, in words for people.</summary>
internal static class FactWords
{
    private static readonly string[] s_reliability =
        ["completely reliable", "usually reliable", "fairly reliable", "not usually reliable", "unreliable", "reliability cannot be judged"];

    private static readonly string[] s_credibility =
        ["confirmed by other sources", "probably true", "possibly true", "doubtful", "improbable", "truth cannot be judged"];

    /// <summary><c>paragraph 3, characters 0–42</c>; null where the coder gave no place.</summary>
    public static string? Locator(Fact fact) => fact.At is not { } at
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"paragraph {at.Paragraph}{(at.Characters is { } range ? $", characters {range.From}–{range.To}" : "")}");

    /// <summary>The Admiralty code in words: <c>usually reliable; probably true</c>.</summary>
    public static string Grade(Grade grade)
    {
        var code = grade.ToString();
        return $"{s_reliability[code[0] - 'A']}; {s_credibility[code[1] - '1']}";
    }
}
