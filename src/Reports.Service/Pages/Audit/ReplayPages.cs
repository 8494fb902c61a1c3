using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Reports.Service.Access;
using Reports.Service.Http;
using Reports.Service.Replaying;

namespace Reports.Service.Pages.Audit;

/// <summary>All views rebuilt from the log alone, beside the live ones: started, followed and cancelled here.</summary>
internal static class ReplayPages
{
    private const string Path = "/audit/replay";

    private static readonly ApiParameter[] s_parameters = [new("refresh", "no for a page that does not refresh itself while a replay runs.") { Values = ["no"] }];

    public static IReadOnlyList<ApiRoute> Routes { get; } = [Page.Route(Path, Path, s_parameters, call => Task.FromResult(Show(call, null)))];

    public static IReadOnlyList<ApiRoute> Forms { get; } = [Page.Form(Path, s_parameters, PostAsync)];

    private static async Task<ApiAnswer> PostAsync(ApiCall call)
    {
        var form = await PostedForm.ReadAsync(call, Permission.Audit);
        var page = await PageCall.OfAsync(form.Call);
        var refused = form.Refused ?? (page.Options.KnowsAnybody ? null : OwnSite.Refuse(call.Context.Request, page.Options));
        if (refused is not null) return await PageRendering.RenderAsync(page, Show(page, refused));
        var replay = Replay(page);
        switch (form.Text("do"))
        {
            case "start":
                replay.Start(form.Call.Caller, page.Asked.IsOpen ? null : page.Cut.At, page.Cut.On, page.Policy);
                break;
            case "cancel":
                await replay.CancelAsync();
                break;
            default:
                throw new ApiProblem(ProblemKind.InvalidParameter, "do: it is start or cancel");
        }

        // A reload of what comes next starts nothing again.
        return new ApiText(PageRendering.MediaType, default) { Status = StatusCodes.Status303SeeOther, Location = Path + call.Context.Request.QueryString };
    }

    private static Page Show(PageCall call, AccessException? refused)
    {
        var state = Replay(call).State;
        var isRefreshing = state.Running is not null && refused is null && call.Call.Text("refresh") is null;
        return Page.Of<ReplayPage>(
            "Audit: replay", (nameof(ReplayPage.State), state), (nameof(ReplayPage.TakesKeys), call.Options.KnowsAnybody), (nameof(ReplayPage.Refused), refused),
            (nameof(ReplayPage.IsRefreshing), isRefreshing), (nameof(ReplayPage.CountsEvents), call.Ledger.Log.HasDensePositions)) with
        {
            Refresh = isRefreshing ? 1 : null,
            Status = AuditPages.StatusOf(refused),
        };
    }

    private static ServedReplay Replay(PageCall call) => call.Call.Context.RequestServices.GetRequiredService<ServedReplay>();
}
