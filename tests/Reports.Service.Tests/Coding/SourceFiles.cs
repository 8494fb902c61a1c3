using System.Collections.Immutable;
using System.Text;
using Reports.Service.Coding;

namespace Reports.Service.Tests.Coding;

internal static class SourceFiles
{
    /// <summary>Seven lines; what a test is about comes after them.</summary>
    public const string Header = """
        source:
          id: example-2018-03-14
          outlet: new-arab
          title: Rebels leave Qadam
          published: 2018-03-14
          language: en
          sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08

        """;

    /// <summary>Every key that a source file may have.</summary>
    public const string Full = """
        # what the article says
        source:
          id: example-2018-03-14
          outlet: The New Arab
          title: 'Rebels leave “Qadam” الجنوبي'
          published: 2018-03-14
          language: en
          url: https://example.org/a?b=c
          retrieved: 2026-01-02
          archive: https://archive.example.org/1
          sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
          note: one line
        incidents:
          - id: evac-qadam-2018-03-13
            kind: evacuation
            on: 2018-03-13
            from: [Al-Qadam]
            to: [idlib]
            participants: [hts, ajnad-al-sham]
            part-of: evac-elsewhere
            by: [sohr]
            stance: asserted
            at: { paragraph: 5 }
            grade: B2
            note: buses
        facts:
          - id: people-sohr
            figure: { about: evac-qadam-2018-03-13, measure: people-evacuated, population: all, modality: actual,
                      quantity: "at least 1,300", window: 2018-03-13, scope: total }
            by: [sohr, reuters]
            stance: asserted
            at: { paragraph: 5, characters: 0-80 }
            grade: B2
            note: a note
          - id: people-rounded
            figure: { about: القدم, measure: people-evacuated, quantity: 1300, window: 2018, rounds: people-sohr }
            lost: true
          - id: fighters
            figure:
              about: evac-elsewhere
              measure: people-evacuated
              population: fighters
              modality: planned
              quantity: half of people-sohr
              window: 2018-03-18/2018-03-25
              scope: cumulative
            by:
          - id: gov-took
            control: { place: qadam, actor: Syrian government, relation: took, on: 2018-03-13, extent: whole }
            stance: alleged
        corrections:
          - fact: people-sohr
            reason: mistyped
          - fact: example-2018-03-10/people-rounded
            reason: the outlet says so
        retractions:
          - fact: people-afp
            reason: not in the text
          - fact: example-2018-03-10/gov-holds
            reason: taken back
        """;

    public static (SourceDocument? Document, ImmutableArray<CodingError> Errors) Read(string text, string file = "a.yaml")
    {
        try
        {
            var reader = new SourceFileReader(file, KnownNames.Lookup);
            return (reader.Read(DocumentReader.Read(file, Encoding.UTF8.GetBytes(text))), reader.Errors);
        }
        catch (UnreadableDocumentException e)
        {
            return (null, [new CodingError(file, e.Line, e.Column, "", e.Message)]);
        }
    }

    /// <summary>Reads what must be in order.</summary>
    public static SourceDocument Good(string text, string file = "a.yaml")
    {
        var (document, errors) = Read(text, file);
        Assert.Empty(errors);
        Assert.NotNull(document);
        return document;
    }

    /// <summary>The errors of what must have some, one a line, as a person sees them.</summary>
    public static string Errors(string text, string file = "a.yaml")
    {
        var (document, errors) = Read(text, file);
        Assert.Null(document);
        return string.Join('\n', errors);
    }

    /// <summary>Takes the mark ▶ out of a text and tells the line and column where it stood.</summary>
    public static (string Text, string Where) Marked(string text)
    {
        var at = text.IndexOf('▶', StringComparison.Ordinal);
        var before = text[..at];
        var line = before.Count(c => c == '\n') + 1;
        return (text.Remove(at, 1), $"a.yaml:{line}:{at - before.LastIndexOf('\n')}");
    }
}
