using Reports.Cli.Terminal;
using Reports.Domain.Facts;
using Reports.Domain.Gazetteer;
using Reports.Projections.ControlStatus;
using Reports.Projections.Figures;
using Reports.Projections.Changes;
using Reports.Service.Output;

namespace Reports.Cli.Commands;

/// <summary>Views as tables.</summary>
internal static class ViewTables
{
    private const int ChangesShown = 60;
    private const int CausesShown = 4;

    private static readonly string[] StatusColumns = ["district", "status", "parties", "last evidence", "why"];
    private static readonly string[] FigureColumns = ["figure", "class", "window", "spread", "ratio", "who says what"];

    public static void Statuses(Screen screen, IEnumerable<ControlStatusView> views, GazetteerTree names) => screen.Table(
        StatusColumns,
        views.Select(v => (
            (string[])
            [
                v.Place, ViewJson.Word(v.Status) + (v.Extent.LeavesRoom() ? $" ({Extents.Vocabulary.Word(v.Extent)})" : "") + (v.Inherited ? " (inherited)" : ""), Sentences.Parties(v, names), Sentences.Evidence(v),
                Sentences.Why(v, names),
            ],
            ToneOf(v))));

    public static void Figures(Screen screen, IEnumerable<FigureView> views, GazetteerTree names) => screen.Table(
        FigureColumns,
        views.Select(v => (
            (string[])
            [
                Name(v), ViewJson.Word(v.Class) + (v.Disputed ? ", disputed" : ""), Sentences.Window(v), Sentences.Spread(v), Ratio(v),
                Sentences.Said(v, names) + Notes(v),
            ],
            v.Disputed ? Tone.Alarm : Tone.Plain)));

    public static void Changes(Screen screen, ViewChanges changes, GazetteerTree names, bool withCauses = false, bool isPreview = false)
    {
        if (changes.Count == 0)
        {
            screen.Line(isPreview ? "no view would change" : "no view changed");
            return;
        }

        screen.Heading($"{Sentences.Count(changes.Count, "view")} {(isPreview ? "would change" : "changed")}");
        var lines = changes.Statuses.Select(c => (Text: Change(c.Id, Short(c.Before, names), Short(c.After, names)), c.Causes))
            .Concat(changes.Figures.Select(c => (Change(c.Id, Short(c.Before), Short(c.After)), c.Causes)))
            .Concat(changes.Incidents.Select(c => (Change("incident " + c.Id, Short(c.Before?.Statements.Length), Short(c.After?.Statements.Length))
                + (c.After?.Disagreement is { } disagreement ? $", dates disagree: {disagreement}" : ""), c.Causes)))
            .ToList();
        foreach (var (text, causes) in lines.Take(ChangesShown))
        {
            screen.Line("  " + text);
            if (withCauses) screen.Line("    " + Because(causes));
        }

        if (lines.Count > ChangesShown) screen.Line($"  … and {Sentences.Count(lines.Count - ChangesShown, "other")}; --json has them all");
    }

    /// <summary>The facts that made a difference, in words.</summary>
    public static string Because(IReadOnlyCollection<Cause> causes)
    {
        if (causes.Count == 0) return "the facts are the same; time, the gazetteer or the policy moved";
        var told = causes.GroupBy(c => c.Kind).Select(g => $"{Word(g.Key)} {string.Join(", ", g.Take(CausesShown).Select(c => c.Fact))}"
            + (g.Count() > CausesShown ? $" and {Sentences.Count(g.Count() - CausesShown, "other")}" : ""));
        return string.Join("; ", told);
    }

    private static string Word(CauseKind kind) => kind switch
    {
        CauseKind.Recorded => "recorded:",
        CauseKind.Published => "published:",
        CauseKind.Began => "began:",
        CauseKind.Ended => "taken back:",
        CauseKind.Regraded => "graded otherwise:",
        CauseKind.Reconciled => "merged or split:",
        _ => "not known there:",
    };

    public static string Name(FigureView view) =>
        $"{view.Key.About}: {Measures.Vocabulary.Word(view.Key.Measure)}"
        + (view.Key.Population == Population.All ? "" : $", {Populations.Vocabulary.Word(view.Key.Population)}")
        + (view.Key.Modality == Modality.Actual ? "" : ", planned")
        + (view.Key.Scope == Scope.Total ? "" : $", {Scopes.Vocabulary.Word(view.Key.Scope)}");

    private static string Change(string id, string before, string after) =>
        before == after ? $"{id}: {after}, as before; what it rests on changed" : $"{id}: {before} → {after}";

    private static string Ratio(FigureView view) =>
        view.Ratio is { } ratio ? ratio.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture) : "";

    private static string Notes(FigureView view) =>
        (view.Denials.Length > 0 ? $"; denied in {string.Join(", ", view.Denials)}" : "")
        + string.Concat(view.BrokenConstraints.Select(b => $"; breaks: {b.Rule}"));

    public static string Short(ControlStatusView? view, GazetteerTree names) => view is null || view.Status == StatusKind.Unknown
        ? "unknown"
        : $"{ViewJson.Word(view.Status)}{(view.Parties.IsEmpty ? "" : $" ({Sentences.Parties(view, names)})")}{(view.Inherited ? ", inherited" : "")}";

    public static string Short(FigureView? view) => view is null
        ? "nothing"
        : $"{ViewJson.Word(view.Class)} {Sentences.Spread(view)}{(view.Disputed ? ", disputed" : "")}";

    private static string Short(int? statements) => statements is { } count ? Sentences.Count(count, "statement") : "nothing";

    private static Tone ToneOf(ControlStatusView view) => view.Stale ? Tone.Faded : view.Status switch
    {
        StatusKind.Disputed => Tone.Alarm,
        StatusKind.Contested => Tone.Caution,
        _ => Tone.Plain,
    };
}
