using System.Globalization;
using System.Text;

namespace Reports.Browser.Serving;

/// <summary>
/// Figures beyond what a page has room for: one of which hundreds of origins speak, one that its origin revised a thousand times, one
/// that is denied and whose constraint is broken, and numbers that are far apart.
/// </summary>
internal static class WideFigures
{
    public const int Origins = 300;
    public const int Revisions = 1000;

    private static readonly CompositeFormat Speaker = CompositeFormat.Parse("  - {{ id: speaker-{0:000}, name: \"{1}\", kind: monitor }}\n");

    public static (string Name, string Text)[] Files => [("gazetteer.yaml", Gazetteer()), ("all.yaml", All()), ("revised.yaml", Revised())];

    private static string Gazetteer()
    {
        var text = new StringBuilder("places:\n  - { id: syria, name: Syria, kind: country }\n  - { id: town, name: القدم, kind: town, within: syria }\nactors:\n  - { id: army, name: Army, kind: state }\n");
        for (var i = 0; i < Origins; i++) text.AppendFormat(CultureInfo.InvariantCulture, Speaker, i, i % 3 == 0 ? $"مراقب رقم {i}" : $"Monitor number {i}");
        return text.Append("outlets:\n  - { id: paper, name: The Paper }\n").ToString();
    }

    private static string All()
    {
        var text = new StringBuilder(Header("all", "2018-02-01")).Append("incidents:\n  - { id: strike, kind: strike, on: 2018-01-01, from: [town], participants: [army] }\nfacts:\n");
        for (var i = 0; i < Origins; i++) Count(text, $"f{i}", "strike", "people-killed", "all", $"{(i % 4 == 3 ? "at least " : i % 4 == 2 ? "about " : "")}{100 + i}", $"speaker-{i:000}", "asserted");
        Count(text, "women", "strike", "people-killed", "women", "900", "speaker-000", "asserted");
        Count(text, "few", "town", "people-injured", "all", "3", "speaker-000", "asserted");
        Count(text, "many", "town", "people-injured", "all", "more than 1000000", "speaker-001", "asserted");
        Count(text, "none", "town", "people-injured", "all", "unknown", "speaker-002", "asserted");
        Count(text, "denied", "town", "people-injured", "all", "3", "speaker-003", "denied");
        return text.ToString();
    }

    /// <summary>A running total: of one day's words that which reaches further is the later one.</summary>
    private static string Revised()
    {
        var text = new StringBuilder(Header("revised", "2020-12-31")).Append("facts:\n");
        for (var i = 0; i < Revisions; i++)
            Count(text, $"f{i}", "town", "people-displaced", "all", $"{1000 + (i * 7)}", "speaker-000", "asserted", "2018-01-01/" + new DateOnly(2018, 1, 2).AddDays(i).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        return text.ToString();
    }

    private static string Header(string id, string published) =>
        $"source:\n  id: {id}\n  outlet: paper\n  title: Number {id}\n  published: {published}\n  language: en\n  sha256: c07f533838feea7178dd60c091b4c706088f7dd9f3027b822adff59aefd70837\n";

    private static void Count(StringBuilder text, string key, string about, string measure, string population, string quantity, string by, string stance, string window = "2018-01-01") => text.Append(
        CultureInfo.InvariantCulture,
        $"  - id: {key}\n    figure: {{ about: {about}, measure: {measure}, population: {population}, modality: actual, quantity: {quantity}, window: {window}, scope: total }}\n    by: [{by}]\n    stance: {stance}\n");
}
