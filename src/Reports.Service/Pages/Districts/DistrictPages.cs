using Reports.Domain.Gazetteer;
using Reports.Projections.ControlStatus;
using Reports.Projections.History;
using Reports.Service.Access;
using Reports.Service.Audit;
using Reports.Service.Boundaries;
using Reports.Service.Http;
using Reports.Service.Pages.Frame;
using Reports.Service.Pages.Map;
using Reports.Service.Queries;

namespace Reports.Service.Pages.Districts;

/// <summary>The districts at a date, and each of them.</summary>
internal static class DistrictPages
{
    /// <summary>More cannot be told apart on one picture.</summary>
    private const int MostOnMap = 400;

    /// <summary>Statements up to which the status is followed through its days while a reader waits.</summary>
    private const int MostFollowed = 500;

    private const int MostIncidents = 40, MostFigures = 40, MostInner = 24, MostAround = 40;

    /// <summary>What can change the status of a place.</summary>
    private const string Follows = "kind=status-changed,basis-changed,policy-adopted,merged,split";

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        Page.Route("/", "/?on=2018-04-21",
            [
                PageCall.PageParameter,
                new("sort", "The order of the table.") { Values = DistrictList.Sorts },
                new("status", "Only districts with this status.") { Values = DistrictList.Statuses },
                new("within", "Only districts that lie in this place."),
            ], ShowAllAsync),
        Page.Route("/districts/{place}", "/districts/qadam?on=2018-04-21",
            [ApiParameter.InPath("place", "An id, a name or an alias."), PageCall.PageParameter, new("facts", "all lists facts that do not count, too.") { Values = ["all"] }], ShowOneAsync),
    ];

    private static async Task<Page> ShowAllAsync(PageCall call)
    {
        var within = call.Call.Text("within") is { } name ? PlaceNames.Find(call.Ledger, name, call.Cut) : null;
        var answer = await call.Mediator.Send(new GetStatus(call.Ledger, null, call.CutRequest, call.AskedPolicy), call.Cancellation);
        var list = new DistrictList(call.Call.Text("sort") ?? "place", call.Call.Text("status"), within);
        var chosen = list.Of(answer.Items, call.Names);
        var boundaries = (await call.Mediator.Send(new GetBoundaries(call.Ledger, call.CutRequest), call.Cancellation)).ByPlace;
        var placed = chosen.Select(v => Feature(v, call.Names, boundaries)).OfType<MapFeature>().ToList();
        // Where there are too many, what is disputed and what is known best is shown.
        var shown = placed.Count <= MostOnMap ? placed
            : [.. placed.OrderByDescending(f => f.View.Status is StatusKind.Disputed or StatusKind.Contested).ThenByDescending(f => f.View.LastEvidence).ThenBy(f => f.View.Place, StringComparer.Ordinal).Take(MostOnMap)];
        return Page.Of<DistrictsPage>(
            "Districts",
            (nameof(DistrictsPage.All), answer.Items), (nameof(DistrictsPage.Chosen), chosen), (nameof(DistrictsPage.List), list),
            (nameof(DistrictsPage.Features), shown), (nameof(DistrictsPage.Placed), placed.Count), (nameof(DistrictsPage.Around), Around(shown, call.Names, boundaries)),
            (nameof(DistrictsPage.Line), Timeline.Of(call.Ledger.Views.DaysReported(call.Cut), call.Cut.On)), (nameof(DistrictsPage.Number), call.PageNumber)) with
        {
            Follows = Follows,
        };
    }

    private static async Task<Page> ShowOneAsync(PageCall call)
    {
        var (views, cut, isAll) = (call.Ledger.Views, call.Cut, call.Call.Text("facts") == "all");
        var answer = await call.Mediator.Send(new GetStatus(call.Ledger, call.Call.Required("place"), call.CutRequest, call.AskedPolicy), call.Cancellation);
        var view = answer.Items[0];
        var statements = views.StatementsAbout(view.DecidedAt ?? view.Place, cut);
        var days = statements.Where(s => s.IsCurrent && !s.On.Begin.IsUnbounded).Select(s => s.On.Begin).Distinct().Order().ToList();
        var seen = statements.Where(s => s.On.Begin <= cut.On).ToList();
        var history = statements.Count > MostFollowed ? null
            : (await call.Mediator.Send(new GetHistory(call.Ledger, view.Place, Axis.Valid, call.CutRequest, call.AskedPolicy), call.Cancellation)).Status;
        var incidents = views.IncidentsAt(view.Place, cut, MostIncidents, out _);
        var figures = incidents.Select(i => i.Id).Prepend(view.Place).SelectMany(about => views.FiguresAbout(about, cut, answer.Policy)).Take(MostFigures).ToList();
        var inner = call.Names.Places.Values.Where(p => p.Within == view.Place).OrderBy(p => p.Name, StringComparer.OrdinalIgnoreCase).ThenBy(p => p.Id, StringComparer.Ordinal).ToList();
        return Page.Of<DistrictPage>(
            call.Names.NameOf(view.Place),
            (nameof(DistrictPage.View), view), (nameof(DistrictPage.Line), Timeline.Of(days, cut.On)),
            (nameof(DistrictPage.Bands), ControlBands.Of(seen, history, incidents, figures, cut.On, call.Names)),
            (nameof(DistrictPage.Facts), await DistrictFacts.OfAsync(call.Ledger, view, cut, !isAll, call.PageNumber, call.Cancellation)),
            (nameof(DistrictPage.Inner), inner.Take(MostInner).ToList()), (nameof(DistrictPage.InnerCount), inner.Count),
            (nameof(DistrictPage.IsAll), isAll), (nameof(DistrictPage.Number), call.PageNumber),
            (nameof(DistrictPage.HasBundle), call.May(Permission.Audit)), (nameof(DistrictPage.IsSigned), call.Options.Integrity is not null)) with
        {
            Follows = "district=" + PageFrame.Segment(view.Place),
            Scripts = ["echarts.js", "charts.js", "bands.js"],
        };
    }

    private static MapFeature? Feature(ControlStatusView view, GazetteerTree names, IReadOnlyDictionary<string, PlaceBoundary> boundaries)
    {
        var (point, boundary) = (names.Places.GetValueOrDefault(view.Place)?.Point, boundaries.GetValueOrDefault(view.Place)?.Geometry);
        return point is null && boundary is null ? null : new MapFeature(view, names.NameOf(view.Place), point, boundary);
    }

    /// <summary>The boundaries of what the districts on a map lie in.</summary>
    private static List<GeoPolygons> Around(IReadOnlyList<MapFeature> shown, GazetteerTree names, IReadOnlyDictionary<string, PlaceBoundary> boundaries)
    {
        var on = shown.Select(f => f.View.Place).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. shown.SelectMany(f => names.SelfAndAncestors(f.View.Place)).Select(p => p.Id).Distinct(StringComparer.Ordinal).Where(p => !on.Contains(p))
                .Select(p => boundaries.GetValueOrDefault(p)?.Geometry).OfType<GeoPolygons>().Take(MostAround),
        ];
    }
}
