using Reports.Service.Coding;

namespace Reports.Service.Importing.Facts;

/// <summary>A row of facts as the source file that would report it: what is imported passes the very checks that a file passes.</summary>
internal static class FactRowNodes
{
    /// <param name="line">Of every node.</param>
    /// <param name="get">The value of a column; null where there is none.</param>
    /// <param name="problem">Why there is no document.</param>
    public static MappingNode? Of(int line, Func<string, string?> get, out string problem)
    {
        problem = "";
        var source = Mapping(
            line, ("id", get("source")), ("outlet", get("outlet")), ("title", get("title")), ("published", get("published")), ("language", get("language")), ("url", get("url")),
            ("retrieved", get("retrieved")), ("archive", get("archive")), ("sha256", get("sha256")), ("note", get("sourceNote")));
        var fact = Mapping(line, ("id", get("fact")));
        switch (get("kind"))
        {
            case "control":
                Add(fact, "control", Mapping(line, ("place", get("place")), ("actor", get("actor")), ("relation", get("relation")), ("on", get("when")), ("extent", get("extent"))));
                break;
            case "figure":
                Add(fact, "figure", Mapping(
                    line, ("about", get("about")), ("measure", get("measure")), ("population", get("population")), ("modality", get("modality")), ("quantity", get("quantity")),
                    ("window", get("when")), ("scope", get("scope")), ("rounds", get("rounds"))));
                break;
            case "incident":
                foreach (var (key, text) in Mapping(line, ("kind", get("incidentKind")), ("on", get("when")), ("part-of", get("partOf"))).Entries) fact.Entries.Add((key, text));
                Add(fact, "from", List(line, get("from")));
                Add(fact, "to", List(line, get("to")));
                Add(fact, "participants", List(line, get("participants")));
                break;
            case var kind:
                problem = $"'{kind}' is no kind of fact: control, figure, incident";
                return null;
        }

        foreach (var (key, text) in Mapping(line, ("lost", get("lost")), ("stance", get("stance")), ("grade", get("grade")), ("note", get("note"))).Entries) fact.Entries.Add((key, text));
        Add(fact, "by", List(line, get("by")));
        Add(fact, "flags", List(line, get("flags")));
        if (get("paragraph") is { } paragraph) Add(fact, "at", Mapping(line, ("paragraph", paragraph), ("characters", get("characters"))));
        var document = new MappingNode([], line, 1);
        Add(document, "source", source);
        Add(document, get("kind") == "incident" ? "incidents" : "facts", new SequenceNode([fact], line, 1));
        return document;
    }

    private static MappingNode Mapping(int line, params ReadOnlySpan<(string Key, string? Text)> entries)
    {
        var node = new MappingNode([], line, 1);
        foreach (var (key, text) in entries)
            if (!string.IsNullOrEmpty(text)) Add(node, key, Scalar(text, line));
        return node;
    }

    private static SequenceNode List(int line, string? texts) =>
        new([.. (texts ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(t => Scalar(t, line))], line, 1);

    private static void Add(MappingNode node, string key, DocumentNode value)
    {
        if (value is not SequenceNode { Items.Count: 0 }) node.Entries.Add((Scalar(key, value.Line), value));
    }

    private static ScalarNode Scalar(string text, int line) => new(text, IsPlain: false, line, 1);
}
