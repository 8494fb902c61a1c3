using System.Globalization;
using Reports.Domain.Gazetteer;
using Reports.Projections.ControlStatus;
using Reports.Projections.Figures;
using Reports.Projections.Incidents;

namespace Reports.Service.Output;

/// <summary>Views in one sentence each, for people.</summary>
public static class Sentences
{
    /// <summary>Why a place has its status: who says so, when it was last evidence, and what speaks against it.</summary>
    public static string Why(ControlStatusView view, GazetteerTree names)
    {
        var parts = new List<string>();
        if (view.Inherited) parts.Add($"as {names.NameOf(view.DecidedAt!)}, the nearest place around it that sources speak of");
        if (view.Status != StatusKind.Controlled) parts.Add(view.Basis.Rule[2..].Split(": ", 2)[^1]);
        if (view.Status == StatusKind.Disputed && view.Sides.Length > 1)
            parts.Add(string.Join("; against: ", Camps(view).Select(c => $"{c.Parties(names)} according to {Origins(c.Origins, names)}")));
        else if (view.Sides.Length > 0)
            parts.Add("according to " + Origins(view.Sides.SelectMany(s => s.Origins).Distinct(StringComparer.Ordinal), names));
        if (view.BesiegedBy.Length > 0) parts.Add("besieged by " + string.Join(", ", view.BesiegedBy.Select(s => names.NameOf(s.Actor))));
        if (view.Evacuations.Length > 0) parts.Add("evacuation under way");
        if (view.Expected.Length > 0) parts.Add($"{Count(view.Expected.Length, "expectation")} beside it");
        return string.Join("; ", parts);
    }

    /// <summary>The age of the last evidence: <c>2018-04-21, 12 days</c>.</summary>
    public static string Evidence(ControlStatusView view) => view.LastEvidence is not { } last
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"{last}{(view.AgeDays > 0 ? $", {Count(view.AgeDays.Value, "day")}" : "")}{(view.Stale ? ", stale" : "")}");

    public static string Parties(ControlStatusView view, GazetteerTree names) =>
        view.Status == StatusKind.Disputed && view.Sides.Length > 1
            ? string.Join(" | ", Camps(view).Select(c => c.Parties(names)))
            : string.Join(", ", view.Parties.Select(names.NameOf));

    /// <summary>The envelope of a figure: <c>1,501 to 2,289</c>.</summary>
    public static string Spread(FigureView view)
    {
        if (view.High is not { } high) return view.Low is > 0 ? $"{N(view.Low.Value)} or more" : "no number";
        var more = view.Origins.Any(o => o.High is null) ? " or more" : "";
        return (view.Low == high ? N(high) : $"{N(view.Low ?? 0)} to {N(high)}") + more;
    }

    public static string Window(FigureView view) =>
        view.From == view.To ? view.From.ToString() : $"{view.From}/{view.To}";

    public static string Said(FigureView view, GazetteerTree names) => string.Join(
        "; ", view.Origins.Select(o => $"{names.SpeakerName(o.Origin)}: {o.Quantity}"
            + (o.Revisions.Length > 0 ? $" (before: {string.Join(", ", o.Revisions.Select(r => r.Quantity))})" : "")
            + (o.Independent ? "" : " (attribution lost)")));

    /// <summary>A status in a few words, for what it was and what it is: <c>contested (Government, ISIL)</c>; null for none.</summary>
    public static string? Brief(ControlStatusView? view, GazetteerTree names) =>
        view is null ? null : ViewJson.Word(view.Status) + (view.Parties.IsEmpty ? "" : $" ({Parties(view, names)})");

    /// <summary>A figure likewise: <c>divergent 1,501 to 2,289</c>.</summary>
    public static string? Brief(FigureView? view) => view is null ? null : $"{ViewJson.Word(view.Class)} {Spread(view)}";

    /// <summary>An incident likewise: <c>2 statements, dates disagree</c>.</summary>
    public static string? Brief(IncidentView? view) =>
        view is null ? null : Count(view.Statements.Length, "statement") + (view.Denied ? ", denied" : "") + (view.DatesDisagree ? ", dates disagree" : "");

    public static string Count(long number, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{number:N0} {noun}{(number == 1 ? "" : "s")}");

    /// <summary>A text with a capital letter at its beginning, as a sentence has one.</summary>
    public static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    /// <summary>What can be true together, first; then each side that cannot.</summary>
    private static IEnumerable<Camp> Camps(ControlStatusView view) =>
        view.Sides.Where(s => s.Against).Select(s => new Camp([s])).Prepend(new Camp([.. view.Sides.Where(s => !s.Against)]));

    private sealed record Camp(IReadOnlyList<ControlSide> Sides)
    {
        public IEnumerable<string> Origins => Sides.SelectMany(s => s.Origins).Distinct(StringComparer.Ordinal);

        public string Parties(GazetteerTree names) =>
            string.Join(", ", Sides.SelectMany(s => s.Parties).Distinct(StringComparer.Ordinal).Select(names.NameOf));
    }

    private static string Origins(IEnumerable<string> origins, GazetteerTree names) => string.Join(", ", origins.Select(names.SpeakerName));

    private static string N(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
