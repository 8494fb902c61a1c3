namespace Reports.Browser.Serving;

/// <summary>A source that is coded again: one fact says something else.</summary>
internal static class CorrectedSource
{
    public const string Gazetteer = """
        places:
          - { id: town, name: Town, kind: town }
        actors:
          - { id: army, name: Army, kind: state }
        outlets:
          - { id: paper, name: The Paper }
        """;

    public static string First => Text("36");

    public static string Second => Text("41");

    private static string Text(string people) => $$"""
        source:
          id: a
          outlet: paper
          title: A report
          published: 2018-03-14
          language: en
          sha256: c07f533838feea7178dd60c091b4c706088f7dd9f3027b822adff59aefd70837
        facts:
          - id: held
            control: { place: town, actor: army, relation: holds, on: 2018-03-12 }
          - id: people
            figure: { about: town, measure: people-killed, population: all, modality: actual, quantity: {{people}}, window: 2018-03-10, scope: total }
        """;
}
