using Reports.Service.Http;
using Reports.Service.Queries;

namespace Reports.Service.Pages.Search;

/// <summary>Looks for names of every kind and spelling.</summary>
internal static class SearchPages
{
    private const int MostOfKind = 20;

    public static IReadOnlyList<ApiRoute> Routes { get; } =
        [Page.Route("/search", "/search?q=al-Qadam&on=2018-04-21", [new("q", "A name, in any spelling and script, or a part of one.")], SearchAsync)];

    private static async Task<Page> SearchAsync(PageCall call)
    {
        var text = call.Call.Name("q") ?? "";
        var found = await call.Mediator.Send(new FindNames(call.Ledger, text, call.CutRequest, MostOfKind), call.Cancellation);
        return Page.Of<SearchPage>("Search", (nameof(SearchPage.Text), text), (nameof(SearchPage.Found), found));
    }
}
