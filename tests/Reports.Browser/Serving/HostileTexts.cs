namespace Reports.Browser.Serving;

/// <summary>
/// Names, titles, notes and addresses that attack whoever shows them unescaped. Ids are slugs, and cannot; controls and overrides of
/// direction are refused before they are recorded (<see cref="Domain.Text.SafeText"/>), so that here text only mixes directions.
/// </summary>
internal static class HostileTexts
{
    /// <summary>What an attack would call; a page on which it is set was attacked with success.</summary>
    public const string Mark = "attacked";

    private const string Script = "<script>window.attacked=1</script>";
    private const string Image = "<img src=x onerror=window.attacked=1>";
    private const string Attribute = "\\\" autofocus onfocus=window.attacked=1 x=\\\"";
    private const string Mixed = "دمشق <b>(1)</b> القدم";
    private const string LongWord = "LlanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogochLlanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch";

    public static string Gazetteer { get; } = $$"""
        places:
          - { id: country, name: "{{Image}}", kind: country }
          - { id: town, name: "{{Script}}", kind: town, within: country, aliases: ["{{Attribute}}", "{{Mixed}}", "دمشق"], point: { lat: 33.5, lon: 36.3 } }
          - { id: village, name: "{{LongWord}}", kind: village, within: country, point: { lat: 33.6, lon: 36.4 } }
        actors:
          - { id: army, name: "Army {{Script}}", kind: state, aliases: ["{{Attribute}} army"] }
          - { id: rebels, name: "</title>{{Image}}", kind: coalition, affiliation: army }
          - { id: monitor, name: "{{Mixed}} monitor", kind: monitor }
        outlets:
          - { id: paper, name: "'>{{Image}}", aliases: ["</textarea>{{Script}}"] }
        """;

    public static string Source { get; } = $$"""
        source:
          id: hostile
          outlet: paper
          title: "{{Script}}{{Attribute}}{{Mixed}}"
          published: 2018-03-14
          language: en
          url: "https://example.org/?x=%22%3E%3Cscript%3E"
          sha256: c07f533838feea7178dd60c091b4c706088f7dd9f3027b822adff59aefd70837
          note: "--></style>{{Image}} {{LongWord}}"
        incidents:
          - { id: evacuation, kind: evacuation, on: 2018-03-10, from: [town], participants: [rebels], note: "{{Script}}" }
        facts:
          - id: held
            control: { place: town, actor: army, relation: holds, on: 2018-03-12 }
            by: [monitor]
            note: "{{Image}}{{Mixed}}"
          - id: held-by-others
            control: { place: town, actor: rebels, relation: holds, on: 2018-03-12 }
            note: "{{Attribute}}"
          - id: people
            figure: { about: evacuation, measure: people-evacuated, population: all, modality: actual, quantity: 10, window: 2018-03-10, scope: total }
            by: [monitor]
            note: "{{Script}}"
          - id: people-otherwise
            figure: { about: evacuation, measure: people-evacuated, population: all, modality: actual, quantity: 100, window: 2018-03-10, scope: total }
            note: "{{LongWord}}"
        """;
}
