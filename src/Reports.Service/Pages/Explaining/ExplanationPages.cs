using Reports.Service.Audit;
using Reports.Service.Http;

namespace Reports.Service.Pages.Explaining;

/// <summary>How a view came about, step by step, and what would change it.</summary>
internal static class ExplanationPages
{
    /// <summary>Events that are stepped through: as many as can be read.</summary>
    private const int Steps = 100;

    public static IReadOnlyList<ApiRoute> Routes { get; } =
        [Page.Route("/explanation", "/explanation?subject=qadam&on=2018-04-21", [ApiRoutes.Subject], ShowAsync)];

    private static async Task<Page> ShowAsync(PageCall call)
    {
        var subject = call.Call.Required("subject");
        var explanation = await call.Mediator.Send(new ExplainView(call.Ledger, subject, call.CutRequest, call.AskedPolicy, Steps), call.Cancellation);
        var about = explanation.Status?.View.Place ?? subject.Split('/')[0];
        return Page.Of<ExplanationPage>(
            "Explanation: " + call.Names.NameOf(about),
            (nameof(ExplanationPage.About), about), (nameof(ExplanationPage.Subject), subject), (nameof(ExplanationPage.Explanation), explanation)) with
        {
            Follows = explanation.Status is null ? "figure=" + Uri.EscapeDataString(about) : "district=" + Uri.EscapeDataString(about),
        };
    }
}
