using System.Text;
using Reports.Service.Coding;
using Reports.Service.Ingest;

namespace Reports.Service.Tests.Coding;

/// <summary>Every kind of bad input is refused whole, with the place and what to do.</summary>
public sealed class BadInputTests
{
    private const string Incident = """
        incidents:
          - id: evac
            kind: evacuation
            on: 2018-03-13
            from: [qadam]

        """;

    [Theory]
    [InlineData("place: qadem, actor: isil, relation: holds, on: 2018-03-13", 10, "facts[0].control.place", "did you mean 'Qadam'")]
    [InlineData("place: qadam, actor: isel, relation: holds, on: 2018-03-13", 10, "facts[0].control.actor", "did you mean 'ISIL'")]
    [InlineData("place: qadam, actor: isil, relation: hold, on: 2018-03-13", 10, "facts[0].control.relation", "did you mean 'holds'")]
    [InlineData("place: qadam, actor: isil, relation: holds, on: 2018-02-30", 10, "facts[0].control.on", "has no day 30")]
    [InlineData("place: qadam, actor: isil, relation: holds, on: 2018-13-01", 10, "facts[0].control.on", "no month 13")]
    [InlineData("place: qadam, actor: isil, relation: holds, on: 2018-03-14/2018-03-01", 10, "facts[0].control.on", "ends before it begins")]
    [InlineData("place: qadam, actor: isil, relation: holds", 10, "facts[0].control.on", "missing")]
    [InlineData("place: qadam, actor: isil, relation: holds, on: 2018-03-13, extend: whole", 10, "facts[0].control.extend", "did you mean 'extent'")]
    [InlineData("place: [qadam], actor: isil, relation: holds, on: 2018-03-13", 10, "facts[0].control.place", "one value")]
    public async Task A_bad_control_fact_is_named_by_line_and_path(string control, int line, string path, string message)
    {
        var error = await OneErrorAsync(Workspace.Source("a", $"facts:\n  - id: f1\n    control: {{ {control} }}"));

        Assert.Equal((line, path), (error.Line, error.Path));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-5", "not negative")]
    [InlineData("99999999999999999999", "the largest quantity")]
    [InlineData("2,28,9", "every three digits")]
    [InlineData("1.5", "whole number")]
    [InlineData("between 9 and 3", "more than")]
    [InlineData("lots", "not a quantity")]
    [InlineData("half of nothing", "not a figure of this file")]
    [InlineData("half of people", "given by itself")]
    public async Task A_bad_quantity_is_refused(string quantity, string message)
    {
        var error = await OneErrorAsync(Workspace.Source(
            "a", $"{Incident}facts:\n  - id: people\n    figure: {{ about: evac, measure: people-evacuated, quantity: '{quantity}', window: 2018-03-13 }}"));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_figure_about_an_unknown_incident_is_refused()
    {
        var error = await OneErrorAsync(Workspace.Source(
            "a", $"{Incident}facts:\n  - id: people\n    figure: {{ about: evca, measure: people-evacuated, quantity: 5, window: 2018-03-13 }}"));

        Assert.Equal("facts[0].figure.about", error.Path);
        Assert.Contains("did you mean 'evac'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_duplicate_id_names_both_places()
    {
        var error = await OneErrorAsync(Workspace.Source(
            "a", $"{Incident}facts:\n  - id: evac\n    control: {{ place: qadam, actor: isil, relation: holds, on: 2018-03-13 }}"));

        Assert.Equal(14, error.Line);
        Assert.Contains("line 9", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("corrections:\n  - { fact: nothing, reason: mistyped }", "corrects nothing")]
    [InlineData("corrections:\n  - { fact: other/nothing, reason: mistyped }", "unknown fact 'other/nothing'")]
    [InlineData("retractions:\n  - { fact: nothing, reason: mistyped }", "unknown fact 'nothing'")]
    [InlineData("corrections:\n  - { fact: nothing }", "'reason' is missing")]
    public async Task Taking_back_what_nobody_reported_is_refused(string body, string message) =>
        Assert.Contains(message, (await OneErrorAsync(Workspace.Source("a", body))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("title: A title", "title: \"A \\u202E title\"", "U+202E")]
    [InlineData("title: A title", "title: \"A \\u0007 title\"", "U+0007")]
    [InlineData("language: en", "language: 12", "language tag")]
    [InlineData("published: 2018-03-14", "published: 14 March 2018", "calendar date")]
    [InlineData("sha256: c07f", "sha256: C07F", "64 lower-case")]
    [InlineData("id: a", "id: A b", "lower-case")]
    [InlineData("outlet: new-arab", "outlet: new-arabs", "did you mean")]
    [InlineData("language: en", "language: en\n  url: javascript:alert(1)", "http")]
    public async Task A_bad_header_is_refused(string good, string bad, string message)
    {
        var error = await OneErrorAsync(Workspace.Source("a", "").Replace(good, bad, StringComparison.Ordinal));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("source.", error.Path, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a: &x [1]\nb: *x", 1, "anchors")]
    [InlineData("a: !tag 1", 1, "tags")]
    [InlineData("a: 1\na: 2", 2, "twice")]
    [InlineData("a: 1\n---\nb: 2", 2, "one document")]
    [InlineData("a: [1, 2", 2, "not YAML")]
    [InlineData("", 1, "empty")]
    [InlineData("just words", 1, "a mapping was expected")]
    [InlineData("sources: 1", 1, "did you mean 'source'")]
    public async Task A_document_that_cannot_be_read_is_refused_with_its_line(string text, int line, string message)
    {
        var errors = await ErrorsAsync("a.yaml", Encoding.UTF8.GetBytes(text));

        Assert.Contains(errors, e => e.Line == line && e.Message.Contains(message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Deep_nesting_is_refused_in_yaml_and_in_json()
    {
        foreach (var name in (string[])["a.yaml", "a.json"])
        {
            var text = name == "a.json" ? "{\"source\":" + new string('[', 40) + new string(']', 40) + "}" : "source: " + new string('[', 40) + new string(']', 40);
            Assert.Contains("nested deeper than 16", Assert.Single(await ErrorsAsync(name, Encoding.UTF8.GetBytes(text))).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Invalid_utf8_is_named_by_line_column_and_offset()
    {
        var error = Assert.Single(await ErrorsAsync("a.yaml", [.. "a: 1\nb: "u8, 0xC3, 0x28]));

        Assert.Equal((2, 4), (error.Line, error.Column));
        Assert.Contains("0xC3 at offset 8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_a_gigabyte_is_refused_by_its_length()
    {
        await using var workspace = await Workspace.CreateAsync();
        var path = Path.Combine(workspace.Folder, "large.yaml");
        await using (var file = File.Create(path)) file.SetLength(1L << 30);

        var report = await workspace.IngestAsync([InputFiles.Of(path)], dryRun: false);

        Assert.Contains("1073741824 bytes", Assert.Single(report.Files[0].Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_error_of_a_file_is_named_in_order()
    {
        var errors = await ErrorsAsync("a.yaml", Encoding.UTF8.GetBytes(Workspace.Source("a", """
            facts:
              - id: f1
                control: { place: nowhere-at-all, actor: isil, relation: holds, on: 2018-03-13 }
                grade: Z9
              - id: f2
                stance: perhaps
              - control: { place: qadam, actor: isil, relation: holds, on: never }
            """)));

        Assert.Equal([10, 11, 12, 14, 14], errors.Select(e => e.Line));
    }

    [Fact]
    public async Task A_file_with_any_error_appends_nothing_and_the_rest_of_the_folder_goes_on()
    {
        await using var workspace = await Workspace.CreateAsync();
        var head = workspace.Ledger.Views.Position;

        var report = await workspace.IngestAsync(
            ("bad.yaml", Workspace.Source("bad", """
                facts:
                  - id: f1
                    control: { place: qadam, actor: isil, relation: holds, on: 2018-03-13 }
                  - id: f2
                    control: { place: qadam, actor: isil, relation: holds, on: 2018-02-30 }
                """)),
            ("good.yaml", Workspace.Source("good", Workspace.Control("qadam", "isil", "holds", "2018-03-13"))));

        Assert.True(report.HasErrors);
        Assert.Equal(head + 2, workspace.Ledger.Views.Position);
        Assert.Null(workspace.Ledger.Views.Source("bad", new Projections.Ledger.Cut(Domain.Time.Day.Max)));
        Assert.NotNull(workspace.Ledger.Views.Source("good", new Projections.Ledger.Cut(Domain.Time.Day.Max)));
    }

    private static async Task<CodingError> OneErrorAsync(string text) => Assert.Single(await ErrorsAsync("a.yaml", Encoding.UTF8.GetBytes(text)));

    private static async Task<IReadOnlyList<CodingError>> ErrorsAsync(string name, byte[] bytes)
    {
        await using var workspace = await Workspace.CreateAsync();
        var head = workspace.Ledger.Views.Position;
        var report = await workspace.IngestAsync([new InputFile(name, () => bytes)], dryRun: false);
        Assert.Equal(head, workspace.Ledger.Views.Position);
        Assert.All(report.Files[0].Errors, e => Assert.Equal(name, e.File));
        return report.Files[0].Errors;
    }
}
