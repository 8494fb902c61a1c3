using Reports.Domain.Text;

namespace Reports.Service.Coding;

/// <summary>How one entry of a file names another.</summary>
internal enum FactLink
{
    /// <summary>An incident is a part of another.</summary>
    PartOf,

    /// <summary>A figure is another one's number, rounded.</summary>
    Rounds,

    /// <summary>A figure is half of another one.</summary>
    HalfOf,
}

/// <summary>What the entries of one file say of each other: links between figures end in the file, and none goes in a circle.</summary>
internal sealed class FactLinks
{
    private readonly List<(string From, string To, FactLink Link, DocumentNode Node, string Path)> _links = [];

    public void Add(string from, string to, FactLink link, DocumentNode node, string path) => _links.Add((from, to, link, node, path));

    /// <param name="figures">The keys of the file's figures, also of those with errors: one mistake is told once.</param>
    /// <param name="bind">Where to tell.</param>
    public void Check(IReadOnlySet<string> figures, NodeBinder bind)
    {
        var next = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (var i = 0; i < _links.Count; i++)
        {
            var (from, to, link, node, path) = _links[i];
            if (link != FactLink.PartOf && !figures.Contains(to))
            {
                var near = NameKey.Closest(to, figures.Where(f => f != from), 1);
                bind.Fail(node, path, $"'{SafeText.Show(to)}' is not a figure of this file{(near.Count > 0 ? $": did you mean '{near[0]}'?" : "")}");
                continue;
            }

            if (!next.TryGetValue(from, out var links)) next.Add(from, links = []);
            links.Add(i);
        }

        CheckCircles(next, bind);
    }

    /// <summary>Depth first and without recursion, each link once: a chain may be as long as the file.</summary>
    private void CheckCircles(Dictionary<string, List<int>> next, NodeBinder bind)
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        var open = new HashSet<string>(StringComparer.Ordinal);
        var path = new Stack<(string Key, int Tried)>();
        foreach (var start in _links)
        {
            if (done.Contains(start.From)) continue;
            path.Push((start.From, 0));
            open.Add(start.From);
            while (path.TryPop(out var at))
            {
                if (!next.TryGetValue(at.Key, out var links) || at.Tried == links.Count)
                {
                    open.Remove(at.Key);
                    done.Add(at.Key);
                    continue;
                }

                path.Push((at.Key, at.Tried + 1));
                var link = _links[links[at.Tried]];
                if (open.Contains(link.To)) bind.Fail(link.Node, link.Path, Circle(link.From, link.To, link.Link));
                else if (!done.Contains(link.To) && open.Add(link.To)) path.Push((link.To, 0));
            }
        }
    }

    private static string Circle(string from, string to, FactLink link) =>
        $"'{from}' is {(link == FactLink.PartOf ? "a part of" : "given by")} itself{(from == to ? "" : $", by way of '{to}'")}";
}
