using System.Globalization;
using System.Text;

namespace Reports.Browser.Serving;

/// <summary>One district of which a hundred sources report a hundred facts each.</summary>
internal static class LargeDistrict
{
    public const int Sources = 100;
    public const int FactsOfASource = 100;

    private static readonly string[] Parties = ["army", "rebels", "isil"];
    private static readonly string[] Relations = ["holds", "took", "left", "entered"];

    private const string Gazetteer = """
        places:
          - { id: syria, name: Syria, kind: country }
          - { id: qadam, name: Qadam, kind: neighbourhood, within: syria, point: { lat: 33.48, lon: 36.28 } }
        actors:
          - { id: army, name: Army, kind: state }
          - { id: rebels, name: Rebels, kind: coalition }
          - { id: isil, name: ISIL, kind: armed-group }
          - { id: monitor, name: Monitor, kind: monitor }
        outlets:
          - { id: paper, name: The Paper }
        """;

    public static (string Name, string Text)[] Files => [("gazetteer.yaml", Gazetteer), .. Enumerable.Range(0, Sources).Select(i => (Name(i), Text(i)))];

    /// <summary>The same with fewer sources.</summary>
    public static (string Name, string Text)[] Few(int sources) => Files[..(sources + 1)];

    /// <summary>A source that says that a party took the place.</summary>
    public static string Later(string id, string party, string day) => $$"""
        source:
          id: {{id}}
          outlet: paper
          title: Later
          published: {{day}}
          language: en
          sha256: c07f533838feea7178dd60c091b4c706088f7dd9f3027b822adff59aefd70837
        facts:
          - id: taken
            control: { place: qadam, actor: {{party}}, relation: took, on: {{day}} }
            by: [monitor]
        """;

    private static string Name(int source) => string.Create(CultureInfo.InvariantCulture, $"source-{source:000}");

    private static string Text(int source)
    {
        var text = new StringBuilder();
        var invariant = CultureInfo.InvariantCulture;
        text.Append(invariant, $"source:\n  id: {Name(source)}\n  outlet: paper\n  title: Number {source}\n  published: {Date(source + 10)}\n  language: en\n");
        text.Append("  sha256: c07f533838feea7178dd60c091b4c706088f7dd9f3027b822adff59aefd70837\nfacts:\n");
        for (var i = 0; i < FactsOfASource; i++)
            text.Append(invariant, $"  - id: f{i}\n    control: {{ place: qadam, actor: {Parties[(source + i) % 3]}, relation: {Relations[i % 4]}, on: {Date(source + (i % 10))} }}\n    by: [monitor]\n");
        return text.ToString();
    }

    private static string Date(int day) => new DateOnly(2018, 1, 1).AddDays(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
