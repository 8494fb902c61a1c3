using System.Text;
using Reports.Domain.Gazetteer;
using Reports.Projections.Incidents;
using Reports.Projections.Ledger;
using Reports.Service.Http;
using Reports.Service.Pages.Parts;

namespace Reports.Service.Pages.Frame;

/// <summary>What surrounds the content of every page, and what its parts need to know: which cut is shown, and how links carry it on.</summary>
public sealed record PageFrame
{
    /// <summary>May be text of the ledger.</summary>
    public required string Title { get; init; }

    /// <summary>Of the page itself, as it stands in an address.</summary>
    public required string Path { get; init; }

    public AskedCut Asked { get; init; } = new();

    /// <summary>The cut that is shown; null on a page that tells of a problem, which shows nothing of the ledger.</summary>
    public Cut? Cut { get; init; }

    /// <summary>The name of the policy by which it is shown.</summary>
    public string Policy { get; init; } = "";

    /// <summary>Policies that a reader may choose from.</summary>
    public IReadOnlyList<string> Policies { get; init; } = [];

    /// <summary>The last position of the ledger when the page was made.</summary>
    public long Position { get; init; }

    public GazetteerTree Names { get; init; } = GazetteerTree.Empty;

    /// <summary>What sources say of an incident at the cut, by its id; null where none speaks of it, or it is none. It has no name, and is told in words.</summary>
    public Func<string, IncidentView?> IncidentOf { get; init; } = _ => null;

    public PartyPalette Parties => field ??= PartyPalette.Of(Names);

    /// <summary>Further parameters of the page's own address, which a change of the cut keeps: all but those of the cut and the page of a list.</summary>
    public IReadOnlyList<(string Name, string? Value)> Kept { get; init; } = [];

    /// <summary>Scripts beside the one that all pages have: names of assets.</summary>
    public IReadOnlyList<string> Scripts { get; init; } = [];

    /// <summary>Which changes concern the page, as a query of the feed; null for a page that stays as it is.</summary>
    public string? Follows { get; init; }

    /// <summary>Seconds after which a browser asks for the page again; null for a page that stays.</summary>
    public int? Refresh { get; init; }

    internal static PageFrame Of(PageCall call, Page page) => new()
    {
        Title = page.Title,
        Path = call.Call.Context.Request.Path.ToUriComponent(),
        Asked = call.Asked,
        Cut = call.Cut,
        Policy = call.Policy.Name,
        Policies = [.. call.Ledger.Views.KnownPolicies().Select(p => p.Name).Distinct(StringComparer.Ordinal)],
        Position = call.Ledger.Views.Position,
        Names = call.Names,
        IncidentOf = id => call.Ledger.Views.Incident(id, call.Cut),
        Kept = [.. call.Call.Route.Parameters.Where(p => !p.IsInPath && p.Name != "page" && ApiRoutes.Cuts.All(c => c.Name != p.Name) && p.Name != "policy")
            .Select(p => (p.Name, call.Call.Text(p.Name))).Where(p => p.Item2 is not null)],
        Scripts = page.Scripts,
        Follows = call.Asked.IsOpen ? page.Follows : null,
        Refresh = page.Refresh,
    };

    internal static PageFrame Bare(string title, string path) => new() { Title = title, Path = path };

    /// <summary>An address on this server at the cut that is shown.</summary>
    /// <param name="path">Its path; parts of it from the ledger go through <see cref="Segment"/>.</param>
    /// <param name="query">Further parameters, or others than the cut's own; a null one is left out.</param>
    public string To(string path, params ReadOnlySpan<(string Name, string? Value)> query)
    {
        var address = new StringBuilder(path);
        var separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        var own = query.ToArray();
        foreach (var (name, value) in Asked.Parameters.Where(p => !Array.Exists(own, o => o.Name == p.Name)).Concat(own))
        {
            if (string.IsNullOrEmpty(value)) continue;
            address.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            separator = '&';
        }

        return address.ToString();
    }

    /// <summary>This page with other parameters; all that are not named stay.</summary>
    public string Here(params ReadOnlySpan<(string Name, string? Value)> query)
    {
        var own = query.ToArray();
        return To(Path, [.. Kept.Where(k => !Array.Exists(own, o => o.Name == k.Name)), .. own]);
    }

    /// <summary>Text as one segment of a path.</summary>
    public static string Segment(string text) => Uri.EscapeDataString(text);
}
