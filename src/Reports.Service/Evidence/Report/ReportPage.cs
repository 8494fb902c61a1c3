using System.Globalization;
using Reports.Service.Output;

namespace Reports.Service.Evidence.Report;

/// <summary>
/// The readable report of a bundle: one page that needs nothing else, runs no script and asks nothing of any network. It follows from
/// the evidence like every other file and has no word that is not made from it.
/// </summary>
internal static class ReportPage
{
    private static readonly (string Role, string Title)[] s_roles =
    [
        ("for", "What speaks for it"), ("against", "What speaks against it"), ("beside", "What stands beside it"), ("expected", "What was expected"),
        ("replaced", "What was replaced since"), ("ended", "What was corrected, retracted or withdrawn"), ("later", "What could not be known at this cut, or begins later"),
        ("context", "What bears on these"),
    ];

    public static string Html(EvidenceAnswer answer)
    {
        var page = new Markup();
        var title = Title(answer);
        page.Add($"<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"{Style.ContentPolicy}\">\n");
        page.Add($"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<title>{title}</title>\n");
        page.Raw("<style>").Raw(Style.Sheet).Raw("</style>\n</head>\n<body>\n<main>\n");
        page.Add($"<h1>{title}</h1>\n<p class=\"soft\">{Cut(answer)}</p>\n");
        Answers(page, answer);
        if (answer.Set.Seal is null)
            page.Raw("<p class=\"warn\">This bundle is not signed: nothing in it proves that these events are in any ledger.</p>\n");
        Facts(page, answer);
        Corrections(page, answer);
        Sources(page, answer);
        Policy(page, answer);
        Proof(page, answer);
        return page.Raw("</main>\n</body>\n</html>\n").ToString();
    }

    private static string Title(EvidenceAnswer answer) => answer.Question.IsStatus
        ? $"Who controls {answer.Names.NameOf(answer.Question.Subject)}?"
        : $"What is counted of {answer.Names.NameOf(answer.Question.Subject)}";

    private static string Cut(EvidenceAnswer answer)
    {
        var cut = answer.Question.Cut;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"On {cut.On}, as known from what was {(cut.PublishedBy is { } by ? $"published by {by} and " : "")}recorded by position {cut.At}; policy {answer.Question.Policy}.");
    }

    private static void Answers(Markup page, EvidenceAnswer answer)
    {
        if (answer.Status is { View: var status })
        {
            var parties = Sentences.Parties(status, answer.Names);
            var why = Sentences.Why(status, answer.Names);
            page.Add($"<p class=\"lead\"><bdi>{answer.Names.NameOf(status.Place)}</bdi> is <strong>{ViewJson.Word(status.Status)}</strong>{(parties.Length > 0 ? $": {parties}" : "")}.</p>\n");
            page.Add($"<p>{Sentences.Capital(why)}{(why.Length > 0 ? "." : "")} Independent origins: {status.Basis.OriginsFor} for it, {status.Basis.OriginsAgainst} against. Rule {status.Basis.Rule.Split(':')[0]}.");
            page.Add($"{(status.LastEvidence is { } last ? $" Last evidence: {Sentences.Evidence(status)}." : "")}</p>\n");
            page.Raw("<h2>Who said what, and when</h2>\n<p class=\"soft\">A band for each origin. A bar covers the days for which a fact holds, hollow where it speaks against the answer, pale where it does not count; an arrow: no end was stated. The ring is the day of publication.</p>\n<div class=\"wide\">");
            page.Raw(ControlTimeline.Svg(answer)).Raw("</div>\n");
        }

        foreach (var figure in answer.Figures)
        {
            var view = figure.View;
            page.Add($"<h2><code>{view.Key}</code></h2>\n<p class=\"lead\"><strong>{ViewJson.Word(view.Class)}{(view.Disputed ? ", disputed" : "")}</strong>: {Sentences.Spread(view)}, {Sentences.Window(view)}.</p>\n");
            page.Add($"<p>Why: {view.Why}. {Sentences.Said(view, answer.Names)}.</p>\n");
            foreach (var broken in view.BrokenConstraints) page.Add($"<p class=\"warn\">Breaks: {broken.Rule} ({broken.Part}, {broken.Whole}).</p>\n");
            page.Raw("<p class=\"soft\">From the least to the most that each origin's words stand for; an arrow: no upper bound. The ring is the number that was stated. Pale: what an origin said before.</p>\n<div class=\"wide\">");
            page.Raw(FigureIntervals.Svg(figure, answer)).Raw("</div>\n");
        }
    }

    private static void Facts(Markup page, EvidenceAnswer answer)
    {
        foreach (var (role, title) in s_roles)
        {
            var facts = answer.Facts.Where(f => f.Role == role).ToList();
            if (facts.Count == 0) continue;
            page.Add($"<section class=\"facts\"><h2>{title}</h2>\n");
            foreach (var fact in facts) Fact(page, fact, answer);
            page.Raw("</section>\n");
        }
    }

    private static void Fact(Markup page, EvidenceFact fact, EvidenceAnswer answer)
    {
        var (detail, names, source) = (fact.Detail, answer.Names, answer.SourceOf(fact));
        page.Add($"<article><h3><bdi>{FactSentences.Claim(detail.Fact, names)}</bdi></h3>\n<p>");
        var chain = detail.Fact.By.Speakers.Append(source.Header.Outlet).Distinct(StringComparer.Ordinal).Select(names.SpeakerName).ToList();
        for (var i = 0; i < chain.Count; i++) page.Add($"{(i > 0 ? " → " : "")}<bdi>{chain[i]}</bdi>");
        page.Add($"{(detail.Fact.By.Lost ? " (attribution lost)" : "")}; <cite><bdi dir=\"auto\">{source.Header.Title}</bdi></cite>, {source.View.Published}");
        if (detail.Fact.At is { } at) page.Add($", paragraph {at.Paragraph}{(at.Characters is { } range ? string.Create(CultureInfo.InvariantCulture, $", characters {range.From}–{range.To}") : "")}");
        if (detail.View.Grade is { } grade) page.Add($"; grade {grade.ToString()}{(detail.View.RegradedAt is { } regraded ? $", given at position {regraded}" : "")}");
        page.Add($"</p>\n<p class=\"soft\">{Sentences.Capital(fact.Rule)}{(fact.By is { } by ? $", by {by}" : "")}. <code>{detail.View.Id}</code>, position {fact.Position}, recorded {detail.Recorded.RecordedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC by <bdi>{detail.Recorded.RecordedBy}</bdi></p>");
        if (detail.Fact.Note is { } note) page.Add($"\n<p dir=\"auto\">{note}</p>");
        page.Raw("</article>\n");
    }

    private static void Corrections(Markup page, EvidenceAnswer answer)
    {
        if (answer.Corrections.IsEmpty) return;
        page.Raw("<h2>Corrections</h2>\n<div class=\"wide\"><table><tr><th>position</th><th>what</th><th>of</th><th>why</th><th>by</th></tr>\n");
        foreach (var c in answer.Corrections)
            page.Add($"<tr><td>{c.Position}</td><td>{c.Type}</td><td><code>{c.Subject}</code></td><td dir=\"auto\">{c.Reason}</td><td><bdi>{c.Recorded.RecordedBy}</bdi></td></tr>\n");
        page.Raw("</table></div>\n");
    }

    private static void Sources(Markup page, EvidenceAnswer answer)
    {
        page.Raw("<h2>Sources</h2>\n");
        foreach (var source in answer.Sources)
        {
            page.Add($"<h3><bdi dir=\"auto\">{source.Header.Title}</bdi></h3>\n<dl><dt>outlet</dt><dd><bdi>{answer.Names.SpeakerName(source.Header.Outlet)}</bdi></dd>");
            page.Add($"<dt>published</dt><dd>{source.View.Published}{(source.View.Withdrawn ? ", withdrawn" : "")}</dd><dt>id</dt><dd><code>{source.View.Id}</code></dd>");
            if (source.Header.Url is { } url) Link(page, "address", url);
            if (source.Header.Archive is { } archive) Link(page, "archived", archive);
            page.Add($"<dt>SHA-256 of the text</dt><dd><code>{source.Header.Sha256}</code></dd></dl>\n");
        }
    }

    /// <summary>A link only where it leads to a web page: other schemes can do more than lead somewhere.</summary>
    private static void Link(Markup page, string label, string address)
    {
        var isWeb = Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http";
        page.Add($"<dt>{label}</dt><dd>");
        if (isWeb) page.Add($"<a rel=\"noreferrer noopener\" href=\"{address}\">{address}</a></dd>");
        else page.Add($"{address}</dd>");
    }

    private static void Policy(Markup page, EvidenceAnswer answer)
    {
        var policy = answer.Set.Policy;
        page.Add($"<h2>The policy</h2>\n<p>{policy.Name}: {policy.Description}</p>\n<p class=\"soft\">Figures diverge over a ratio of {policy.Tolerance.ToString("0.00##", CultureInfo.InvariantCulture)}; a status is stale after {policy.StalenessDays} days. Digest <code>{policy.Digest}</code>; every constant is in <code>policy.json</code>.</p>\n");
    }

    private static void Proof(Markup page, EvidenceAnswer answer)
    {
        page.Add($"<h2>How to verify</h2>\n<p>{answer.Set.Events.Count} events are in this bundle, with their exact bytes; everything on this page follows from them.");
        if (answer.Set.Seal is { } seal)
        {
            page.Add($" Each is proved to be in the ledger <bdi>{seal.Checkpoint.Checkpoint.Origin}</bdi> as its checkpoint of {seal.Checkpoint.Checkpoint.Size} events has it.");
            if (seal.Earlier is { } earlier) page.Add($" They stood there already in the checkpoint of {earlier.Checkpoint.Size} events, and nothing was altered since.");
        }

        page.Raw("</p>\n<pre>reports verify BUNDLE.zip --key log.vkey                 # log.vkey: the key that you were given, not the one in here\nreports verify BUNDLE.zip --ledger ledger.db             # with the ledger: that nothing was left out</pre>\n");
        page.Raw("<p>Without the <code>reports</code> command, <code>README.txt</code> says how with standard tools.</p>\n<p class=\"warn\">A bundle proves what is in it. It cannot prove that the ledger has nothing else that bears on the question: whoever has the ledger can, with the second command.</p>\n");
        if (answer.Set.Seal is { } signed)
            page.Raw("<h3>The checkpoint</h3>\n<pre>").Raw(string.Join('\n', signed.Checkpoint.Note.ToString().Split('\n').Select(Markup.Encode)))
                .Add($"</pre>\n<h3>The log's first key</h3>\n<pre>{signed.FirstKey}</pre>\n");
    }
}
