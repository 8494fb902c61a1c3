using System.Globalization;
using Reports.Projections.Explaining;
using Reports.Projections.Figures;

namespace Reports.Service.Evidence.Report;

/// <summary>What each origin counts, as a picture: a bar from the least to the most, an arrow where there is no most, a mark at the number that was stated.</summary>
internal static class FigureIntervals
{
    private const double Width = 960, Left = 220, Right = 900, Row = 40, Top = 12;
    private const int LongestName = 28;

    public static string Svg(FigureExplanation figure, EvidenceAnswer answer)
    {
        var rows = Rows(figure.View, answer).ToList();
        var most = rows.Max(r => Math.Max(r.High ?? r.Low, r.Anchor ?? r.Low));
        var scale = new Scale(0, Math.Max(1, most * 1.12), Left, Right);
        var height = Top + (rows.Count * Row) + 30;
        var svg = new Markup();
        svg.Add($"<svg viewBox=\"0 0 {Width} {height}\" role=\"img\" aria-label=\"What each origin counts: {figure.View.Key}\">");
        foreach (var (at, label) in scale.Numbers())
            svg.Add($"<line class=\"grid\" x1=\"{at}\" x2=\"{at}\" y1=\"{Top}\" y2=\"{height - 24}\"/><text class=\"tick\" text-anchor=\"middle\" x=\"{at}\" y=\"{height - 8}\">{label}</text>");
        var y = Top;
        foreach (var row in rows)
        {
            svg.Add($"<g class=\"{(row.IsCurrent ? $"a{row.Colour} for" : $"a{row.Colour} replaced")}\"><title>{row.Facts}</title>");
            svg.Add($"<text class=\"who\" x=\"14\" y=\"{y + 24}\">{Short(row.Name)}<title>{row.Name}</title></text>");
            var (begin, end) = (scale.At(row.Low), row.High is { } high ? scale.At(high) : Right + 14);
            svg.Add($"<rect class=\"bar\" x=\"{begin}\" y=\"{y + 20}\" width=\"{Math.Max(end - begin, 4)}\" height=\"8\" rx=\"2\"/>");
            if (row.High is null) svg.Add($"<path class=\"arrow\" d=\"M{end} {y + 16}l11 8l-11 8z\"/>");
            if (row.Anchor is { } anchor) svg.Add($"<circle class=\"said\" cx=\"{scale.At(anchor)}\" cy=\"{y + 24}\" r=\"4.5\"/>");
            var isLeft = begin > (Left + Right) / 2;
            svg.Add($"<text class=\"says\" text-anchor=\"{(isLeft ? "end" : "start")}\" x=\"{(isLeft ? Math.Min(end, Right) : begin)}\" y=\"{y + 14}\">{row.Says}</text></g>");
            y += Row;
        }

        return svg.Raw("</svg>").ToString();
    }

    private static IEnumerable<Shown> Rows(FigureView view, EvidenceAnswer answer)
    {
        var colour = 0;
        foreach (var origin in view.Origins)
        {
            var name = answer.Names.SpeakerName(origin.Origin);
            foreach (var revision in origin.Revisions)
            {
                var interval = answer.Set.Policy.Convert(Domain.Quantities.Quantity.Parse(revision.Quantity) is { Class: not Domain.Quantities.PhraseClass.HalfOf } said ? said : Domain.Quantities.Quantity.Parse("unknown"));
                yield return new Shown(
                    name, $"{revision.Quantity}, until revised ({revision.Published})", interval.Low, interval.High, (double?)interval.Anchor, false, colour, revision.Fact);
            }

            yield return new Shown(
                name, origin.Quantity + (origin.Independent ? "" : " (attribution lost)"), origin.Low, origin.High, (double?)origin.Anchor, true, colour,
                string.Join(", ", origin.Facts));
            colour = (colour + 1) % Style.Colours;
        }
    }

    private static string Short(string name) => name.Length <= LongestName ? name : string.Create(CultureInfo.InvariantCulture, $"{name.AsSpan(0, LongestName - 1)}…");

    private sealed record Shown(string Name, string Says, double Low, double? High, double? Anchor, bool IsCurrent, int Colour, string Facts);
}
