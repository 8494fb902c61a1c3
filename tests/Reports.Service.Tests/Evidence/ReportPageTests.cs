using System.Text;
using System.Xml;
using Reports.Domain.Policies;
using Reports.Domain.Time;
using Reports.Service.Evidence;
using Reports.Service.Queries;

namespace Reports.Service.Tests.Evidence;

/// <summary>The readable report: nothing that a source or a coder wrote can be anything but text in it.</summary>
public sealed class ReportPageTests
{
    private const string Hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>&lt;!-- ]]>";

    [Fact]
    public async Task What_others_wrote_is_text_and_nothing_else()
    {
        var html = await HtmlAsync();
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("href=\"javascript", html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;alert(1)", html, StringComparison.Ordinal);
        // Well-formed but for the two elements of HTML that have no end: so no text can have opened or closed another.
        var markup = html.Replace("<!doctype html>", "", StringComparison.Ordinal);
        for (int at; (at = markup.IndexOf("<meta ", StringComparison.Ordinal)) >= 0;) markup = markup.Remove(at, markup.IndexOf('>', at) - at + 1);
        new XmlDocument { XmlResolver = null }.LoadXml(markup);
    }

    [Fact]
    public async Task Names_of_every_script_are_shown_as_they_are_and_cannot_turn_what_is_around_them()
    {
        var html = await HtmlAsync();
        Assert.Contains("القدم", html, StringComparison.Ordinal);
        Assert.DoesNotContain("\u202e", html, StringComparison.Ordinal);
        Assert.Contains("<bdi", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_asks_nothing_of_any_network_and_runs_nothing()
    {
        var html = await HtmlAsync();
        Assert.Contains("default-src &#x27;none&#x27;; style-src &#x27;sha256-", html, StringComparison.Ordinal);
        foreach (var word in (string[])["src=", "@import", "url(", "<link", "<iframe", "<object", " style=\""]) Assert.DoesNotContain(word, html.Replace("img src=x onerror", "", StringComparison.Ordinal), StringComparison.Ordinal);
        foreach (var handler in (string[])["onload", "onclick"]) Assert.DoesNotContain(handler, html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_answers_in_a_sentence_and_draws_who_said_what_when()
    {
        var html = await HtmlAsync();
        Assert.Contains("<p class=\"lead\"><bdi>القدم</bdi> is <strong>", html, StringComparison.Ordinal);
        Assert.Contains("<svg", html, StringComparison.Ordinal);
        Assert.Contains("ISIL holds", html, StringComparison.Ordinal);
        Assert.Contains("cannot prove that the ledger has nothing else", html, StringComparison.Ordinal);
    }

    private static async Task<string> HtmlAsync()
    {
        await using var workspace = await Workspace.CreateAsync();
        var quoted = "'" + Hostile.Replace("'", "''", StringComparison.Ordinal) + "'";
        var gazetteer = await workspace.IngestAsync(("g.yaml", "places:\n  - { id: qadam, name: القدم, kind: neighbourhood, within: damascus }\nactors:\n  - { id: hts, name: " + quoted + ", kind: armed-group }\n"));
        var sources = await workspace.IngestAsync(
            ("a.yaml", $"""
                source:
                  id: a
                  outlet: new-arab
                  title: {quoted}
                  published: 2018-03-14
                  language: en
                  url: 'https://example.org/?q="><script>alert(4)</script>'
                  archive: 'javascript:alert(3)'
                  sha256: c07f533838feea7178dd60c091b4c706088f7dd9f3027b822adff59aefd70837
                facts:
                  - id: f1
                    control: {"{ place: qadam, actor: isil, relation: holds, on: 2018-03-10/.. }"}
                    by: [sohr]
                    note: {quoted}
                """),
            ("b.yaml", Workspace.Source("b", Workspace.Control("qadam", "hts", "holds", "2018-03-12", by: "reuters"))));
        Assert.Empty(gazetteer.Files.Concat(sources.Files).SelectMany(f => f.Errors));
        var bundle = await new BundleHandlers(workspace.Time).Handle(
            new MakeBundle(workspace.Ledger, "qadam", new CutRequest(Day.Parse("2018-04-01")), Policy.Reports1, null), TestContext.Current.CancellationToken);
        Assert.True(EvidenceArchive.TryRead(bundle.Archive, out var files, out _));
        return Encoding.UTF8.GetString(files.Single(f => f.Name == BundleNames.Report).Content);
    }
}
