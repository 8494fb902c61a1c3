using Reports.Domain.Facts;
using Reports.Domain.Time;

namespace Reports.Service.Evidence.Report;

/// <summary>
/// Who said what when, as a picture: a band for each origin, in it a bar for each fact over the days for which it holds, and a ring on
/// the day when it was published.
/// </summary>
internal static class ControlTimeline
{
    /// <summary>Facts that are drawn at most: those that count, and the latest of the others. A longer picture nobody reads.</summary>
    private const int MostFacts = 60;

    private const double Width = 960, Left = 176, Right = 940, Row = 34, Gap = 10, Top = 28;
    private const double LetterWidth = 6.4;
    private const int LongestName = 24;

    public static string Svg(EvidenceAnswer answer)
    {
        var facts = answer.Facts.Where(f => f.Detail.Fact is ControlFact).ToList();
        if (facts.Count == 0) return "<p>No source says anything of control here.</p>";
        var drawn = facts.OrderBy(f => f.Role is not ("for" or "against")).ThenByDescending(f => Begin(f).Number).ThenByDescending(f => f.Position).Take(MostFacts).ToList();
        var on = answer.Question.Cut.On;
        var days = drawn.SelectMany(f => Days(f, answer)).Append(on.Number).ToList();
        var margin = Math.Max(1, (days.Max() - days.Min()) * 0.03);
        var scale = new Scale(days.Min() - margin, days.Max() + margin, Left, Right);
        var colours = drawn.Select(f => ((ControlFact)f.Detail.Fact).Actor).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select((actor, i) => (actor, i)).ToDictionary(a => a.actor, a => a.i % Style.Colours, StringComparer.Ordinal);
        var bands = drawn.GroupBy(f => f.Detail.View.Origin).OrderBy(g => g.Min(f => Begin(f).Number)).ThenBy(g => g.Key, StringComparer.Ordinal).ToList();
        var height = Top + bands.Sum(b => (b.Count() * Row) + Gap) + 30;
        var svg = new Markup();
        svg.Add($"<svg viewBox=\"0 0 {Width} {height}\" role=\"img\" aria-label=\"Who said what of {answer.Names.NameOf(answer.Question.Subject)}, and when\">");
        var below = Top;
        foreach (var band in bands)
        {
            svg.Add($"<rect class=\"band\" x=\"4\" y=\"{below}\" width=\"{Width - 8}\" height=\"{band.Count() * Row}\" rx=\"4\"/>");
            below += (band.Count() * Row) + Gap;
        }

        foreach (var (at, label) in scale.Days())
            svg.Add($"<line class=\"grid\" x1=\"{at}\" x2=\"{at}\" y1=\"{Top - 6}\" y2=\"{height - 24}\"/><text class=\"tick\" text-anchor=\"middle\" x=\"{at}\" y=\"{height - 8}\">{label}</text>");
        var y = Top;
        foreach (var band in bands)
        {
            var name = answer.Names.SpeakerName(band.Key);
            svg.Add($"<text class=\"who\" x=\"14\" y=\"{y + 21}\">{Short(name)}<title>{name}</title></text>");
            foreach (var fact in band.OrderBy(f => Begin(f).Number).ThenBy(f => f.Position))
            {
                Draw(svg, fact, answer, scale, y, colours);
                y += Row;
            }

            y += Gap;
        }

        var x = scale.At(on.Number);
        svg.Add($"<line class=\"asked\" x1=\"{x}\" x2=\"{x}\" y1=\"{Top - 8}\" y2=\"{height - 24}\"/><text class=\"asked-day\" text-anchor=\"{Anchor(x)}\" x=\"{x}\" y=\"{Top - 13}\">asked: {on}</text>");
        svg.Raw("</svg>");
        if (facts.Count > drawn.Count) svg.Add($"<p class=\"soft\">{drawn.Count} of {facts.Count} facts are drawn: those that count, and the latest of the others. All of them are listed below.</p>");
        return svg.ToString();
    }

    private static void Draw(Markup svg, EvidenceFact fact, EvidenceAnswer answer, Scale scale, double y, Dictionary<string, int> colours)
    {
        var control = (ControlFact)fact.Detail.Fact;
        var (begin, end) = (scale.At(Begin(fact).Number), End(fact));
        // What has no end in the source holds until something else is said: the bar fades, and an arrow says so.
        var isOpen = end.IsUnbounded;
        var finish = Math.Max(isOpen ? scale.At(answer.Question.Cut.On.Number) : scale.At(end.Number + 1), begin + 7);
        var colour = $"a{colours[control.Actor]} {fact.Role}";
        svg.Add($"<g class=\"{colour}\"><title>{fact.Detail.View.Id}: {fact.Rule}</title>");
        svg.Add($"<rect class=\"bar\" x=\"{begin}\" y=\"{y + 20}\" width=\"{finish - begin}\" height=\"8\" rx=\"2\"/>");
        if (isOpen) svg.Add($"<path class=\"arrow\" d=\"M{finish} {y + 17}l9 7l-9 7z\"/>");
        if (control.On.Begin.IsUnbounded) svg.Add($"<path class=\"arrow\" d=\"M{begin} {y + 17}l-9 7l9 7z\"/>");
        var said = scale.At(answer.SourceOf(fact).View.Published.Number);
        svg.Add($"<circle class=\"said\" cx=\"{said}\" cy=\"{y + 24}\" r=\"4.5\"/>");
        var text = Says(control, answer) + (fact.Role is "for" or "against" ? "" : $" ({fact.Role})");
        var isLeft = begin + (text.Length * LetterWidth) > Right;
        svg.Add($"<text class=\"says\" text-anchor=\"{(isLeft ? "end" : "start")}\" x=\"{(isLeft ? Math.Max(finish, Left + (text.Length * LetterWidth)) : begin)}\" y=\"{y + 14}\">{text}</text></g>");
    }

    /// <summary>What is said of a place around the one that is asked about names it.</summary>
    private static string Says(ControlFact fact, EvidenceAnswer answer) =>
        $"{answer.Names.NameOf(fact.Actor)} {Relations.Vocabulary.Word(fact.Relation)}{(fact.Extent == Extent.Unstated ? "" : $" {Extents.Vocabulary.Word(fact.Extent)}")}"
        + (fact.Place == answer.Question.Subject ? "" : $" ({answer.Names.NameOf(fact.Place)})")
        + (fact.Stance == Stance.Asserted ? "" : $", {Stances.Vocabulary.Word(fact.Stance)}");

    private static IEnumerable<int> Days(EvidenceFact fact, EvidenceAnswer answer)
    {
        yield return Begin(fact).Number;
        if (!End(fact).IsUnbounded) yield return End(fact).Number;
        yield return answer.SourceOf(fact).View.Published.Number;
    }

    /// <summary>A beginning that nobody stated is drawn where the end is, or failing that where the source came out.</summary>
    private static Day Begin(EvidenceFact fact)
    {
        var on = ((ControlFact)fact.Detail.Fact).On;
        return !on.Begin.IsUnbounded ? on.Begin : !on.End.IsUnbounded ? on.End : new Day(0);
    }

    private static Day End(EvidenceFact fact) => ((ControlFact)fact.Detail.Fact).On.End;

    private static string Short(string name) => name.Length <= LongestName ? name : name[..(LongestName - 1)] + "…";

    private static string Anchor(double x) => x > Right - 60 ? "end" : x < Left + 60 ? "start" : "middle";
}
