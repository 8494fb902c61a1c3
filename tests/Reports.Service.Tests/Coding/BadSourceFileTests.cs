using System.Text;
using Reports.Service.Coding;

namespace Reports.Service.Tests.Coding;

/// <summary>Each mistake is told where it stands: at the mark ▶ in the text.</summary>
public class BadSourceFileTests
{
    private const string Control = "control: { place: qadam, actor: hts, relation: took, on: 2018 }";
    private const string Figure = "figure: { about: qadam, measure: people-killed, quantity: 3, window: 2018 }";

    [Theory]
    [InlineData("facts:\n  - id: a\n    control: { place: ▶qadem, actor: hts, relation: took, on: 2018 }", "facts[0].control.place: unknown place 'qadem'")]
    [InlineData("facts:\n  - id: a\n    control: { place: qadam, actor: ▶nobody, relation: took, on: 2018 }", "facts[0].control.actor: unknown actor 'nobody'")]
    [InlineData("facts:\n  - id: a\n    " + Control + "\n    by: [sohr, ▶nobody]", "facts[0].by[1]: unknown actor or outlet 'nobody'")]
    [InlineData("facts:\n  - id: a\n    control: { place: qadam, actor: hts, relation: ▶tock, on: 2018 }", "facts[0].control.relation: 'tock' is not a relation: did you mean 'took'?")]
    [InlineData("facts:\n  - id: a\n    figure: { about: ▶nothing, measure: attacks, quantity: 3, window: 2018 }", "facts[0].figure.about: 'nothing' is neither an incident of this file, one that was reported before, nor a place")]
    [InlineData("facts:\n  - id: a\n    " + Figure + "\n    at: { paragraph: ▶0 }", "facts[0].at.paragraph: a paragraph is a number from 1")]
    [InlineData("facts:\n  - id: a\n    " + Figure + "\n    at: { paragraph: 1, characters: ▶80-8 }", "facts[0].at.characters: a range of characters is written 0-80, its end not included")]
    [InlineData("facts:\n  - id: a\n    " + Figure + "\n    at: { paragraph: 1, characters: ▶x }", "facts[0].at.characters: a range of characters is written 0-80, its end not included")]
    [InlineData("facts:\n  - id: a\n    " + Figure + "\n    lost: ▶maybe", "facts[0].lost: 'lost' is true or false")]
    [InlineData("facts:\n  - id: a\n    " + Figure + "\n    lost: ▶true\n    by: [sohr]", "facts[0].lost: an attribution is lost, or it is named under 'by'; not both")]
    [InlineData("facts:\n  - id: a\n    " + Figure + "\n    by: [▶[sohr]]", "facts[0].by[0]: a text was expected")]
    [InlineData("facts:\n  - id: a\n    ▶stence: denied\n    " + Figure, "facts[0].stence: unknown key: did you mean 'stance'?")]
    [InlineData("facts:\n  - ▶id: a", "facts[0]: a fact has a 'control' or a 'figure'")]
    [InlineData("facts:\n  - ▶id: a\n    " + Control + "\n    " + Figure, "facts[0]: a fact has either a 'control' or a 'figure', not both")]
    [InlineData("facts:\n  - ▶" + Control, "facts[0].id: the key 'id' is missing")]
    [InlineData("facts:\n  - id: ▶Not An Id\n    " + Control, "facts[0].id: an id has lower-case letters a–z, digits and hyphens, not 'N' (U+004E) in 'Not An Id'")]
    [InlineData("facts:\n  - id: a\n    control: ▶{ place: qadam, actor: hts, relation: took }", "facts[0].control.on: the key 'on' is missing")]
    [InlineData("facts:\n  - id: a\n    control: ▶[qadam]", "facts[0].control: a mapping was expected, with the keys place, actor, relation, on, extent")]
    [InlineData("facts: ▶none", "facts: a list was expected")]
    [InlineData("incidents:\n  - { id: a, kind: talks, on: 2018 }\nfacts:\n  - id: ▶a\n    " + Control, "facts[0].id: the id 'a' stands twice in this file; it was first used at line 9")]
    [InlineData("incidents:\n  - { id: a, kind: ▶talk, on: 2018 }", "incidents[0].kind: 'talk' is not a kind of incident: did you mean 'talks'?")]
    [InlineData("incidents:\n  - { id: a, kind: talks, on: 2018, part-of: ▶b }", "incidents[0].part-of: 'b' is neither an incident of this file nor one that was reported before")]
    [InlineData("incidents:\n  - { id: a, kind: talks, on: 2018, part-of: ▶a }", "incidents[0].part-of: an incident is not a part of itself")]
    [InlineData("incidents:\n  - { id: a, kind: talks, on: 2018, part-of: b }\n  - { id: b, kind: talks, on: 2018, part-of: ▶a }", "incidents[1].part-of: 'b' is a part of itself, by way of 'a'")]
    [InlineData("retractions:\n  - ▶{ fact: people-x }", "retractions[0].reason: the key 'reason' is missing")]
    [InlineData("facts:\n  - id: a\n    " + Control + "\nretractions:\n  - { fact: ▶a, reason: x }", "retractions[0].fact: 'a' is retracted and still in the file: leave out one of the two")]
    [InlineData("▶withdrawn: yes", "withdrawn: unknown key: the keys here are source, incidents, facts, corrections, retractions")]
    [InlineData("facts:\n  - id: a\n    figure: { about: qadam, measure: attacks, quantity: ▶half of b, window: 2018 }", "facts[0].figure.quantity: 'b' is not a figure of this file")]
    [InlineData("facts:\n  - id: a\n    figure: { about: qadam, measure: attacks, quantity: 3, window: 2018, rounds: ▶peple }\n  - id: people\n    " + Figure, "facts[0].figure.rounds: 'peple' is not a figure of this file: did you mean 'people'?")]
    [InlineData("facts:\n  - id: a\n    figure: { about: qadam, measure: attacks, quantity: ▶half of a, window: 2018 }", "facts[0].figure.quantity: 'a' is given by itself")]
    public void A_mistake_is_told_where_it_stands(string rest, string error)
    {
        var (text, where) = SourceFiles.Marked(SourceFiles.Header + rest);
        Assert.Equal($"{where}: {error}", SourceFiles.Errors(text));
    }

    [Theory]
    [InlineData("published: 2018-03-14", "published: ▶2018-02-30", "source.published: '2018-02-30' is not a calendar date such as 2018-03-14")]
    [InlineData("published: 2018-03-14", "published: ▶14.3.2018", "source.published: '14.3.2018' is not a calendar date such as 2018-03-14")]
    [InlineData("language: en", "language: ▶English!", "source.language: 'English!' is not a language tag such as en, ar or zh-Hant")]
    [InlineData("language: en", "language: en\n  url: ▶ftp://example.org/", "source.url: 'ftp://example.org/' is not an http or https address")]
    [InlineData("language: en", "language: en\n  url: ▶example.org", "source.url: 'example.org' is not an http or https address")]
    [InlineData("sha256: 9f86", "sha256: ▶9g86", "source.sha256: a SHA-256 digest has 64 lower-case hexadecimal digits")]
    [InlineData("sha256: 9f86", "sha256: ▶9f8", "source.sha256: a SHA-256 digest has 64 lower-case hexadecimal digits")]
    [InlineData("outlet: new-arab", "outlet: ▶new-arabia", "source.outlet: unknown outlet 'new-arabia'")]
    [InlineData("title: Rebels leave Qadam", "title: ▶[Rebels]", "source.title: one value was expected")]
    [InlineData("title: Rebels leave Qadam", "title: ▶' Rebels'", "source.title: white space at its start or end")]
    [InlineData("id: example-2018-03-14\n  outlet: new-arab\n", "▶id: example-2018-03-14\n", "source.outlet: the key 'outlet' is missing")]
    public void A_mistake_in_the_header_is_told_where_it_stands(string right, string wrong, string error)
    {
        var (text, where) = SourceFiles.Marked(SourceFiles.Header.Replace(right, wrong, StringComparison.Ordinal));
        Assert.Equal($"{where}: {error}", SourceFiles.Errors(text));
    }

    [Theory]
    [InlineData("window", "2018-02-30")]
    [InlineData("window", "2018-13")]
    [InlineData("window", "someday")]
    [InlineData("window", "2018-03-14/2018-03-13")]
    [InlineData("quantity", "-5")]
    [InlineData("quantity", "at least -5")]
    [InlineData("quantity", "99999999999999999999999")]
    [InlineData("quantity", "umpteen")]
    public void An_impossible_date_and_a_negative_overflowing_or_unknown_quantity_are_refused_where_they_stand(string key, string value)
    {
        var other = key == "window" ? "quantity: 3" : "window: 2018";
        var (text, where) = SourceFiles.Marked(
            SourceFiles.Header + $"facts:\n  - id: a\n    figure: {{ about: qadam, measure: people-killed, {other}, {key}: ▶{value} }}");
        Assert.StartsWith($"{where}: facts[0].figure.{key}: ", SourceFiles.Errors(text), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Z9")]
    [InlineData("B")]
    public void An_unknown_grade_is_refused_where_it_stands(string grade)
    {
        var (text, where) = SourceFiles.Marked(SourceFiles.Header + $"facts:\n  - id: a\n    {Control}\n    grade: ▶{grade}");
        Assert.StartsWith($"{where}: facts[0].grade: ", SourceFiles.Errors(text), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\\u202Eb")]
    [InlineData("a\\u2066b")]
    [InlineData("a\\u0007b")]
    [InlineData("a\\u0000b")]
    public void Control_and_direction_characters_are_refused_and_not_repeated(string name)
    {
        var (title, atTitle) = SourceFiles.Marked(SourceFiles.Header.Replace("Rebels leave Qadam", $"▶\"{name}\"", StringComparison.Ordinal));
        var (place, atPlace) = SourceFiles.Marked(
            SourceFiles.Header + $"facts:\n  - id: a\n    control: {{ place: ▶\"{name}\", actor: hts, relation: took, on: 2018 }}");
        foreach (var (text, start) in new[] { (title, $"{atTitle}: source.title: "), (place, $"{atPlace}: facts[0].control.place: ") })
        {
            var errors = SourceFiles.Errors(text);
            Assert.StartsWith(start, errors, StringComparison.Ordinal);
            Assert.DoesNotContain(errors, c => char.IsControl(c) || c is '\u202e' or '\u2066');
        }
    }

    [Fact]
    public void Figures_that_lead_to_each_other_in_a_circle_are_refused()
    {
        var (text, where) = SourceFiles.Marked(SourceFiles.Header + """
            facts:
              - { id: a, figure: { about: qadam, measure: attacks, window: 2018, quantity: half of b } }
              - { id: b, figure: { about: qadam, measure: attacks, window: 2018, quantity: half of d, rounds: c } }
              - { id: c, figure: { about: qadam, measure: attacks, window: 2018, quantity: 3, rounds: ▶b } }
              - { id: d, figure: { about: qadam, measure: attacks, window: 2018, quantity: 3 } }
            """);
        Assert.Equal($"{where}: facts[2].figure.rounds: 'c' is given by itself, by way of 'b'", SourceFiles.Errors(text));
    }

    [Fact]
    public void Every_error_of_a_file_is_told_in_reading_order() => Assert.Equal(
        """
        a.yaml:3:11: source.outlet: unknown outlet 'nobody'
        a.yaml:9:11: incidents[0].id: an id has lower-case letters a–z, digits and hyphens, not 'B' (U+0042) in 'B'
        a.yaml:11:5: facts[0].id: the key 'id' is missing
        a.yaml:11:23: facts[0].control.place: unknown place 'nowhere'
        """,
        SourceFiles.Errors(SourceFiles.Header.Replace("new-arab", "nobody", StringComparison.Ordinal) + """
            incidents:
              - { id: B, kind: talks, on: 2018 }
            facts:
              - control: { place: nowhere, actor: hts, relation: took, on: 2018 }
            """));

    [Fact]
    public void A_wrong_incident_or_figure_still_has_those_that_refer_to_it()
    {
        var (text, where) = SourceFiles.Marked(SourceFiles.Header + """
            incidents:
              - { id: t, kind: talks, on: ▶never }
            facts:
              - { id: a, figure: { about: t, measure: attacks, window: 2018, quantity: 3 } }
            """);
        Assert.StartsWith($"{where}: incidents[0].on: ", SourceFiles.Errors(text), StringComparison.Ordinal);
        Assert.DoesNotContain('\n', SourceFiles.Errors(text));
        (text, where) = SourceFiles.Marked(SourceFiles.Header + """
            facts:
              - { id: a, figure: { about: qadam, measure: attacks, window: ▶never, quantity: 3 } }
              - { id: b, figure: { about: qadam, measure: attacks, window: 2018, quantity: 3, rounds: a } }
            """);
        Assert.StartsWith($"{where}: facts[0].figure.window: ", SourceFiles.Errors(text), StringComparison.Ordinal);
        Assert.DoesNotContain('\n', SourceFiles.Errors(text));
    }

    [Fact]
    public void Of_very_many_errors_the_first_are_listed_and_the_rest_counted()
    {
        var file = new StringBuilder(SourceFiles.Header).Append("facts:\n");
        for (var i = 0; i < CodingLimits.Errors + 7; i++) file.Append("  - 5\n");
        var errors = SourceFiles.Read(file.ToString()).Errors;
        Assert.Equal(CodingLimits.Errors + 1, errors.Length);
        Assert.Equal("and 7 more errors", errors[^1].Message);
    }

    [Fact]
    public void A_chain_of_links_as_long_as_the_file_is_followed()
    {
        const int Length = 20_000;
        var file = new StringBuilder(SourceFiles.Header).Append("facts:\n");
        for (var i = 0; i < Length; i++)
        {
            file.Append($"  - {{ id: f-{i}, figure: {{ about: qadam, measure: attacks, window: 2018, quantity: 3")
                .Append(i == Length - 1 ? "" : $", rounds: f-{i + 1}").Append(" } }\n");
        }

        Assert.Equal(Length, SourceFiles.Good(file.ToString()).Facts.Length);
    }
}
