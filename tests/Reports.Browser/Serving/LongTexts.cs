using System.Text;
using Reports.Service.Coding;

namespace Reports.Browser.Serving;

/// <summary>Every text as long as a ledger takes it, most of it without a place to break a line.</summary>
internal static class LongTexts
{
    private static readonly string Slug = string.Concat(Enumerable.Repeat("verylongslug", 7));

    public static (string Name, string Text)[] Files => [("gazetteer.yaml", Gazetteer()), ("long.yaml", Source())];

    private static string Gazetteer()
    {
        var aliases = string.Join(", ", Enumerable.Range(0, 60).Select(i => $"\"{Long($"{i}م", CodingLimits.NameCharacters)}\""));
        return $$"""
            places:
              - { id: long-place, name: "{{Long("م", CodingLimits.NameCharacters)}}", kind: town }
            actors:
              - { id: long-actor, name: "{{Long("W", CodingLimits.NameCharacters)}}", kind: state, aliases: [{{aliases}}] }
            outlets:
              - { id: long-outlet, name: "{{Long("ض", CodingLimits.NameCharacters)}}", aliases: ["{{Long("o", CodingLimits.NameCharacters)}}"], url: "https://example.org/{{Long("u", 1_900)}}" }
            """;
    }

    private static string Source() => $$"""
        source:
          id: long
          outlet: long-outlet
          title: "{{Long("T", CodingLimits.TitleCharacters)}}"
          published: 2018-03-14
          language: en
          url: "https://example.org/{{Long("p", 1_900)}}"
          sha256: c07f533838feea7178dd60c091b4c706088f7dd9f3027b822adff59aefd70837
          note: "{{Long("n", CodingLimits.NoteCharacters)}}"
        incidents:
          - { id: long-incident, kind: strike, on: 2018-03-10, from: [long-place], participants: [long-actor], note: "{{Long("ن", CodingLimits.NoteCharacters)}}" }
        facts:
          - id: {{Slug}}
            figure: { about: long-incident, measure: people-killed, population: all, modality: actual, quantity: 1000000000000000, window: 2018-03-10, scope: total }
            by: [long-actor]
            note: "{{Long("m", CodingLimits.NoteCharacters)}}"
          - id: {{Slug}}-half
            figure: { about: long-incident, measure: people-killed, population: all, modality: actual, quantity: half of {{Slug}}, window: 2018-03-10, scope: total }
        """;

    private static string Long(string letters, int length)
    {
        var text = new StringBuilder();
        while (text.Length + letters.Length <= length) text.Append(letters);
        return text.ToString();
    }
}
