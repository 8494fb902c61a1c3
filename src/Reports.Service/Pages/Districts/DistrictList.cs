using Reports.Domain.Gazetteer;
using Reports.Domain.Time;
using Reports.Projections.ControlStatus;
using Reports.Service.Output;

namespace Reports.Service.Pages.Districts;

/// <summary>The districts that are listed: in which order, and which of them.</summary>
/// <param name="Sort">One of <see cref="Sorts"/>.</param>
/// <param name="Status">Only those with this status; null for all.</param>
/// <param name="Within">Only those that lie in this place; null for all.</param>
public sealed record DistrictList(string Sort, string? Status, string? Within)
{
    private const int MostAreas = 12;

    public static readonly IReadOnlyList<string> Sorts = ["place", "status", "evidence"];

    /// <summary>What needs a look comes first.</summary>
    public static readonly IReadOnlyList<string> Statuses =
        [.. new[] { StatusKind.Disputed, StatusKind.Contested, StatusKind.Shared, StatusKind.Vacated, StatusKind.Controlled, StatusKind.Unknown }.Select(ViewJson.Word)];

    public IReadOnlyList<ControlStatusView> Of(IEnumerable<ControlStatusView> all, GazetteerTree names)
    {
        var chosen = In(all, names).Where(v => Status is null || ViewJson.Word(v.Status) == Status);
        var sorted = Sort switch
        {
            "status" => chosen.OrderBy(v => Rank(v.Status)),
            "evidence" => chosen.OrderByDescending(v => v.LastEvidence ?? Day.Min),
            _ => chosen.OrderBy(_ => 0),
        };
        return [.. sorted.ThenBy(v => names.NameOf(v.Place), StringComparer.OrdinalIgnoreCase).ThenBy(v => v.Place, StringComparer.Ordinal)];
    }

    /// <summary>Those of the area, whatever their status.</summary>
    public IEnumerable<ControlStatusView> In(IEnumerable<ControlStatusView> all, GazetteerTree names) =>
        Within is null ? all : all.Where(v => names.SelfAndAncestors(v.Place).Any(p => p.Id == Within));

    /// <summary>Places in which several districts lie, but not all: those with the most first.</summary>
    public static IReadOnlyList<(string Place, int Count)> Areas(IReadOnlyList<ControlStatusView> all, GazetteerTree names) =>
    [
        .. all.SelectMany(v => names.SelfAndAncestors(v.Place).Select(p => p.Id)).GroupBy(p => p, StringComparer.Ordinal)
            .Select(g => (Place: g.Key, Count: g.Count())).Where(a => a.Count > 1 && a.Count < all.Count)
            .OrderByDescending(a => a.Count).ThenBy(a => a.Place, StringComparer.Ordinal).Take(MostAreas),
    ];

    private static int Rank(StatusKind status) => Statuses.ToList().IndexOf(ViewJson.Word(status));
}
