using Reports.Service.Http;
using Reports.Service.Queries;

namespace Reports.Service.Pages.Districts;

/// <summary>The districts at a date.</summary>
internal static class DistrictPages
{
    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        Page.Route("/", "/?on=2018-04-21", [PageCall.PageParameter], ShowAllAsync),
    ];

    private static async Task<Page> ShowAllAsync(PageCall call)
    {
        var answer = await call.Mediator.Send(new GetStatus(call.Ledger, null, call.CutRequest, call.AskedPolicy), call.Cancellation);
        return Page.Of<DistrictsPage>("Districts", (nameof(DistrictsPage.Statuses), answer.Items), (nameof(DistrictsPage.Number), call.PageNumber)) with { Follows = "" };
    }
}
