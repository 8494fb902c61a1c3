using Reports.Domain.Facts;

namespace Reports.Service.Pages.Reporting;

/// <summary>A field of the form: a value of a source file.</summary>
/// <param name="Path">Where the value stands in its part of the file: <c>control.place</c>.</param>
/// <param name="Label">What it is called.</param>
/// <param name="Hint">How it is written; empty where that is plain.</param>
public sealed record ReportField(string Path, string Label, string Hint = "")
{
    /// <summary>The kinds of names that it takes, with commas between them; null for other values.</summary>
    public string? Finds { get; init; }

    /// <summary>The only words that it takes; empty for any text.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>True where several may stand, with commas between them.</summary>
    public bool IsList { get; init; }

    public bool IsNeeded { get; init; }

    public bool IsLong { get; init; }

    public string Type { get; init; } = "text";

    private const string Time = "EDTF: 2018-03-13, 2018-03, 2018-03-13~, 2015-04/..";

    public static IReadOnlyList<ReportField> Source { get; } =
    [
        new("id", "Id", "small letters, digits and hyphens: paper-2018-03-14") { IsNeeded = true },
        new("outlet", "Outlet", "who published it") { Finds = "outlet", IsNeeded = true },
        new("title", "Title") { IsNeeded = true },
        new("url", "URL") { Type = "url" },
        new("published", "Published") { Type = "date", IsNeeded = true },
        new("retrieved", "Retrieved") { Type = "date" },
        new("language", "Language", "en, ar, fr") { IsNeeded = true },
        new("archive", "Archive", "where a copy is kept"),
        new("sha256", "SHA-256 of the text", "64 hexadecimal digits") { IsNeeded = true },
        new("note", "Note") { IsLong = true },
    ];

    private static readonly ReportField s_id = new("id", "Id", "one in this source: government-took-qadam") { IsNeeded = true };

    private static readonly ReportField[] s_common =
    [
        new("by", "According to", "from whoever is said to know, with commas: reuters, middle-east-monitor; empty for the outlet itself") { Finds = "actor,outlet", IsList = true },
        new("lost", "Attribution lost") { Words = ["true"] },
        new("stance", "Stance") { Words = [.. Stances.Vocabulary.Words] },
        new("at.paragraph", "Paragraph", "from 1"),
        new("at.characters", "Characters in it", "0-80"),
        new("grade", "Grade", "Admiralty code: B2"),
        new("note", "Note") { IsLong = true },
    ];

    /// <summary>The parts of a file that are added one by one, by what their template is called.</summary>
    public static IReadOnlyList<(string Kind, string Title, IReadOnlyList<ReportField> Fields)> Parts { get; } =
    [
        ("incident", "Incident",
        [
            s_id, new("kind", "Kind") { Words = [.. IncidentKinds.Vocabulary.Words], IsNeeded = true }, new("on", "When", Time) { IsNeeded = true },
            new("from", "Where, or from where", "with commas") { Finds = "place", IsList = true }, new("to", "To where", "with commas") { Finds = "place", IsList = true },
            new("participants", "Participants", "with commas") { Finds = "actor,outlet", IsList = true }, new("part-of", "Part of") { Finds = "incident" }, .. s_common,
        ]),
        ("control", "Control fact",
        [
            s_id, new("control.place", "Place") { Finds = "place", IsNeeded = true }, new("control.actor", "Actor") { Finds = "actor", IsNeeded = true },
            new("control.relation", "Relation") { Words = [.. Relations.Vocabulary.Words], IsNeeded = true }, new("control.on", "When", Time) { IsNeeded = true },
            new("control.extent", "Extent") { Words = [.. Extents.Vocabulary.Words] }, .. s_common,
        ]),
        ("figure", "Figure",
        [
            s_id, new("figure.about", "About", "an incident or a place") { Finds = "incident,place", IsNeeded = true },
            new("figure.measure", "Measure") { Words = [.. Measures.Vocabulary.Words], IsNeeded = true }, new("figure.population", "Population") { Words = [.. Populations.Vocabulary.Words] },
            new("figure.modality", "Modality") { Words = [.. Modalities.Vocabulary.Words] }, new("figure.quantity", "Quantity", "as it was said: 36, at least 2289, dozens") { IsNeeded = true },
            new("figure.window", "Window", Time) { IsNeeded = true }, new("figure.scope", "Scope") { Words = [.. Scopes.Vocabulary.Words] },
            new("figure.rounds", "Rounds", "the id of a figure of this source"), .. s_common,
        ]),
    ];
}
