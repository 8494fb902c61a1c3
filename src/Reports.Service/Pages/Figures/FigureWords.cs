using System.Globalization;
using Reports.Domain.Facts;
using Reports.Domain.Policies;
using Reports.Domain.Time;
using Reports.Projections.Figures;
using Reports.Service.Output;

namespace Reports.Service.Pages.Figures;

/// <summary>Figures in words for people.</summary>
internal static class FigureWords
{
    /// <summary>What is counted: <c>People evacuated</c>, <c>People evacuated, planned: fighters and families, one convoy</c>.</summary>
    public static string Counted(FigureKey key)
    {
        string[] parts = [.. key.Population == Population.All ? [] : new[] { Plain(Populations.Vocabulary.Word(key.Population)) }, .. key.Scope == Scope.Total ? [] : new[] { Covers(key.Scope) }];
        return Sentences.Capital(Measure(key.Measure)) + (key.Modality == Modality.Planned ? ", planned" : "") + (parts.Length > 0 ? ": " + string.Join(", ", parts) : "");
    }

    public static string Measure(Measure measure) => Plain(Measures.Vocabulary.Word(measure));

    public static string Counts(Population population) => population == Population.All ? "all" : Plain(Populations.Vocabulary.Word(population));

    public static string Covers(Scope scope) => scope switch
    {
        Scope.Convoy => "one convoy or batch",
        Scope.Day => "one day of it",
        Scope.Cumulative => "a running total",
        _ => "the whole of it",
    };

    /// <summary>The days that the figure covers: <c>2017-05-14</c>, <c>2018-04-21 to 2018-04-23</c>, <c>since 2018-04-21</c>.</summary>
    public static string Window(Day from, Day to) => (from.IsUnbounded, to.IsUnbounded) switch
    {
        (true, true) => "no dates stated",
        (true, _) => $"up to {to}",
        (_, true) => $"since {from}",
        _ => from == to ? from.ToString() : $"{from} to {to}",
    };

    /// <summary>Why a figure has its class, in one sentence with the numbers.</summary>
    public static string Why(FigureView view, Policy policy)
    {
        var voices = view.Origins.Count(o => o.Independent);
        var apart = Parts.QuantityWords.Ratio(view.Ratio) is { } ratio ? $"; what was stated is {ratio}" : "";
        var why = view.Class switch
        {
            FigureClass.Single => voices == 0 ? "Its attribution was lost: nobody is known to count it." : "One origin only.",
            FigureClass.Agreed => $"The numbers of {Sentences.Count(voices, "independent origin")} overlap{apart}.",
            FigureClass.Divergent => string.Create(CultureInfo.InvariantCulture, $"The numbers overlap only through an open end{apart}, more than the tolerance of {policy.Tolerance:0.00##}."),
            _ => $"At least two of {Sentences.Count(voices, "independent origin")} exclude each other{apart}.",
        };
        return view.Denials.IsEmpty ? why : $"{why} Another origin denies it.";
    }

    /// <summary>A phrase as it was said, with its numbers in groups of three digits: <c>at least 2,289</c>.</summary>
    public static string Phrase(string quantity) => string.Join(' ', quantity.Split(' ').Select(Grouped));

    private static string Grouped(string word) => word.TrimEnd(',') is { Length: > 3 } digits && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number.ToString("N0", CultureInfo.InvariantCulture) + word[digits.Length..] : word;

    private static string Plain(string word) => word.Replace('-', ' ');
}
