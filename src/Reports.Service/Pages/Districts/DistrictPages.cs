using Reports.Domain.Gazetteer;
using Reports.Projections.ControlStatus;
using Reports.Service.Http;
using Reports.Service.Pages.Map;
using Reports.Service.Queries;

namespace Reports.Service.Pages.Districts;

/// <summary>The districts at a date, and each of them.</summary>
internal static class DistrictPages
{
    /// <summary>More cannot be told apart on one picture.</summary>
    private const int MostOnMap = 400;

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
    ];

    private static async Task<Page> ShowAllAsync(PageCall call)
    {
        var within = call.Call.Text("within") is { } name ? PlaceNames.Find(call.Ledger, name, call.Cut) : null;
        var answer = await call.Mediator.Send(new GetStatus(call.Ledger, null, call.CutRequest, call.AskedPolicy), call.Cancellation);
        var list = new DistrictList(call.Call.Text("sort") ?? "place", call.Call.Text("status"), within);
        var chosen = list.Of(answer.Items, call.Names);
        var placed = chosen.Select(v => Feature(v, call.Names)).OfType<MapFeature>().ToList();
        // Where there are too many, what is disputed and what is known best is shown.
        var shown = placed.Count <= MostOnMap ? placed
            : [.. placed.OrderByDescending(f => f.View.Status is StatusKind.Disputed or StatusKind.Contested).ThenByDescending(f => f.View.LastEvidence).ThenBy(f => f.View.Place, StringComparer.Ordinal).Take(MostOnMap)];
        return Page.Of<DistrictsPage>(
            "Districts",
            (nameof(DistrictsPage.All), answer.Items), (nameof(DistrictsPage.Chosen), chosen), (nameof(DistrictsPage.List), list),
            (nameof(DistrictsPage.Features), shown), (nameof(DistrictsPage.Placed), placed.Count),
            (nameof(DistrictsPage.Line), Timeline.Of(call.Ledger.Views.DaysReported(call.Cut), call.Cut.On)), (nameof(DistrictsPage.Number), call.PageNumber)) with
        {
            Follows = Follows,
        };
    }

    private static MapFeature? Feature(ControlStatusView view, GazetteerTree names) =>
        names.Places.TryGetValue(view.Place, out var place) && place.Point is { } point ? new MapFeature(view, place.Name, point, []) : null;
}
