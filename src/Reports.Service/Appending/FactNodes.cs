using System.Collections.Immutable;
using System.Globalization;
using Reports.Domain.Facts;
using Reports.Domain.Gazetteer;
using Reports.Domain.Policies;
using Reports.Domain.Quantities;
using Reports.Domain.Sources;
using Reports.Domain.Time;
using Reports.Service.Coding;

namespace Reports.Service.Appending;

/// <summary>
/// Facts and definitions as nodes of the file that would have reported them: what is appended from outside passes the very checks
/// that a file passes. The line of a node is the number of its event in the append.
/// </summary>
internal static class FactNodes
{
    public static MappingNode Document(params ReadOnlySpan<(string Key, DocumentNode Value)> entries) => Mapping(1, entries);

    public static SequenceNode List(IEnumerable<DocumentNode> items) => new([.. items], 1, 1);

    public static MappingNode Of(SourceHeader header, int line) => new Builder(line)
        .Add("id", header.Id).Add("outlet", header.Outlet).Add("title", header.Title)
        .Add("published", Day.FromDate(header.Published).ToString()).Add("language", header.Language).Add("url", header.Url)
        .Add("retrieved", header.Retrieved is { } retrieved ? Day.FromDate(retrieved).ToString() : null)
        .Add("archive", header.Archive).Add("sha256", header.Sha256).Add("note", header.Note).Node;

    public static MappingNode Of(Fact fact, int line)
    {
        var node = new Builder(line).Add("id", fact.Key);
        switch (fact)
        {
            case ControlFact control:
                node.Add("control", new Builder(line)
                    .Add("place", control.Place).Add("actor", control.Actor).Add("relation", Relations.Vocabulary.Word(control.Relation))
                    .Add("on", control.On.Text).Add("extent", Extents.Vocabulary.Word(control.Extent)).Node);
                break;
            case FigureFact figure:
                node.Add("figure", new Builder(line)
                    .Add("about", figure.About).Add("measure", Measures.Vocabulary.Word(figure.Measure))
                    .Add("population", Populations.Vocabulary.Word(figure.Population))
                    .Add("modality", Modalities.Vocabulary.Word(figure.Modality)).Add("quantity", figure.Quantity.ToString())
                    .Add("window", figure.Window.Text).Add("scope", Scopes.Vocabulary.Word(figure.Scope)).Add("rounds", figure.Rounds).Node);
                break;
            case IncidentFact incident:
                node.Add("kind", IncidentKinds.Vocabulary.Word(incident.Kind)).Add("on", incident.On.Text).Add("from", incident.From)
                    .Add("to", incident.To).Add("participants", incident.Participants).Add("part-of", incident.PartOf);
                break;
        }

        node.Add("by", fact.By.Speakers).AddPlain("lost", fact.By.Lost ? "true" : null)
            .Add("stance", Stances.Vocabulary.Word(fact.Stance)).Add("grade", fact.Grade?.ToString()).Add("note", fact.Note)
            .Add("flags", [.. fact.Flags.Select(FactFlags.Vocabulary.Word)]);
        if (fact.At is { } at)
        {
            node.Add("at", new Builder(line)
                .AddPlain("paragraph", at.Paragraph.ToString(CultureInfo.InvariantCulture))
                .Add("characters", at.Characters is { } range ? string.Create(CultureInfo.InvariantCulture, $"{range.From}-{range.To}") : null).Node);
        }

        return node.Node;
    }

    public static MappingNode Of(Place place, int line)
    {
        var node = new Builder(line).Add("id", place.Id).Add("name", place.Name).Add("kind", place.Kind).Add("within", place.Within)
            .Add("composed-of", place.ComposedOf).Add("aliases", place.Aliases).Add("pcode", place.Pcode);
        if (place.Point is { } point)
        {
            node.Add("point", new Builder(line)
                .AddPlain("lat", point.Lat.ToString("0.###############", CultureInfo.InvariantCulture))
                .AddPlain("lon", point.Lon.ToString("0.###############", CultureInfo.InvariantCulture)).Node);
        }

        return node.Node;
    }

    public static MappingNode Of(Actor actor, int line) => new Builder(line)
        .Add("id", actor.Id).Add("name", actor.Name).Add("kind", actor.Kind).Add("within", actor.Within)
        .Add("aliases", actor.Aliases).Add("affiliation", actor.Affiliation).Node;

    public static MappingNode Of(Outlet outlet, int line) => new Builder(line)
        .Add("id", outlet.Id).Add("name", outlet.Name).Add("aliases", outlet.Aliases).Add("country", outlet.Country)
        .Add("language", outlet.Language).Add("affiliation", outlet.Affiliation).Add("url", outlet.Url).Node;

    /// <summary>Every constant is given, so that it does not matter what the policy is based on.</summary>
    public static MappingNode Of(Policy policy, int line) => new Builder(line)
        .Add("name", policy.Name).Add("description", policy.Description).Add("based-on", Policy.Reports1.Name)
        .Add("tolerance", policy.Tolerance.ToString(CultureInfo.InvariantCulture))
        .Add("staleness-days", policy.StalenessDays.ToString(CultureInfo.InvariantCulture))
        .Add("about-percent", policy.AboutPercent.ToString(CultureInfo.InvariantCulture))
        .Add("lowest-only", policy.LowestOnly ? "true" : "false")
        .Add("phrases", new Builder(line)
            .Add("several", Of(policy.Several, line)).Add("dozens", Of(policy.Dozens, line)).Add("several-hundred", Of(policy.SeveralHundred, line))
            .Add("hundreds", Of(policy.Hundreds, line)).Add("thousands", Of(policy.Thousands, line)).Node).Node;

    private static MappingNode Of(QuantityInterval interval, int line) => new Builder(line)
        .Add("low", interval.Low.ToString(CultureInfo.InvariantCulture)).Add("high", interval.High?.ToString(CultureInfo.InvariantCulture))
        .Add("anchor", interval.Anchor?.ToString(CultureInfo.InvariantCulture)).Node;

    private static MappingNode Mapping(int line, ReadOnlySpan<(string Key, DocumentNode Value)> entries)
    {
        var node = new Builder(line);
        foreach (var (key, value) in entries) node.Add(key, value);
        return node.Node;
    }

    private sealed class Builder(int line)
    {
        public MappingNode Node { get; } = new([], line, 1);

        public Builder Add(string key, string? text) => text is null ? this : Add(key, Text(text));

        /// <summary>A number, or true or false.</summary>
        public Builder AddPlain(string key, string? text) => text is null ? this : Add(key, Text(text) with { IsPlain = true });

        public Builder Add(string key, ImmutableArray<string> texts) =>
            texts.IsDefaultOrEmpty ? this : Add(key, new SequenceNode([.. texts.Select(Text)], line, 1));

        public Builder Add(string key, DocumentNode value)
        {
            Node.Entries.Add((Text(key), value));
            return this;
        }

        private ScalarNode Text(string text) => new(text, IsPlain: false, line, 1);
    }
}
