using Reports.EventStore.Integrity;
using Reports.Service.Access;
using Reports.Service.Audit;
using Reports.Service.Http;
using Reports.Service.Integrity;
using Reports.Service.Queries;

namespace Reports.Service.Pages.Audit;

/// <summary>The log as it is stored, the proofs that it was not changed, and two cuts side by side.</summary>
internal static class AuditPages
{
    private const string EventPath = "/audit/events/{position}", CheckpointsPath = "/audit/checkpoints";

    private static readonly ApiParameter[] s_event = [ApiParameter.InPath("position", "Where it stands in the log.")];

    private static readonly ApiParameter[] s_checkpoints =
        [new("older", "The size of a checkpoint, to compare with a newer one.", "int64"), new("newer", "The size of the newer one.", "int64")];

    private static readonly ApiParameter[] s_cuts =
    [
        .. new[] { "from", "to" }.SelectMany(side => (ApiParameter[])
        [
            new(side + "On", "The valid date of the cut.", "date"), new(side + "PublishedBy", "Only what was published by this date.", "date"),
            new(side + "At", "Only what was recorded by this position.", "int64"),
        ]),
        ApiRoutes.Subject with { IsRequired = false },
    ];

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        Page.Route("/audit", "/audit?type=ControlReported",
            [
                new("from", "Where the list begins: a position.", "int64"), new("order", "newest first, where it is not given.") { Values = ["newest", "oldest"] },
                new("stream", "Only events of streams whose name begins so."), new("type", "Only events of this type."),
            ], ListAsync),
        Page.Route(EventPath, "/audit/events/90", s_event, call => EventAsync(call, null)),
        Page.Route(CheckpointsPath, CheckpointsPath, s_checkpoints, call => CheckpointsAsync(call, null)),
        Page.Route("/audit/compare", "/audit/compare?fromOn=2018-03-14&toOn=2018-04-21", s_cuts, CompareAsync),
    ];

    /// <summary>The same pages for whoever shows a key to see the proofs.</summary>
    public static IReadOnlyList<ApiRoute> Forms { get; } =
    [
        Page.Form(EventPath, s_event, call => WithKeyAsync(call, EventAsync)),
        Page.Form(CheckpointsPath, s_checkpoints, call => WithKeyAsync(call, CheckpointsAsync)),
    ];

    private static async Task<ApiAnswer> WithKeyAsync(ApiCall call, Func<PageCall, AccessException?, Task<Page>> show)
    {
        var form = await PostedForm.ReadAsync(call, Permission.Audit);
        var page = await PageCall.OfAsync(form.Call);
        return await PageRendering.RenderAsync(page, await show(page, form.Refused));
    }

    private static async Task<Page> ListAsync(PageCall call)
    {
        var list = new LogList(call.Call.Number("from", 1, long.MaxValue), call.Call.Text("order") != "oldest", call.Call.Text("stream"), call.Call.Text("type"));
        var (events, isMore) = await list.ReadAsync(call.Ledger.Log, call.Cut.At!.Value, call.Cancellation);
        return Page.Of<LogPage>(
            "Audit: the log", (nameof(LogPage.List), list), (nameof(LogPage.Next), isMore ? events[^1].Next(list.IsNewestFirst) : null), (nameof(LogPage.Events), events)) with
        {
            // What is read from the end shows what comes.
            Follows = list is { IsNewestFirst: true, From: null } ? "" : null,
        };
    }

    private static async Task<Page> EventAsync(PageCall call, AccessException? refused)
    {
        var position = call.Call.Number("position", 1, long.MaxValue)!.Value;
        var log = call.Ledger.Log;
        if (position > call.Cut.At || await call.Ledger.EventAtAsync(position, call.Cancellation) is not { } recorded)
            throw new ApiProblem(ProblemKind.NotFound, $"there is nothing at position {position}, at this cut");
        var newer = (await new LogList(position + 1, false, null, null).ReadAsync(log, call.Cut.At!.Value, call.Cancellation, 1)).Events;
        var older = (await new LogList(position - 1, true, null, null).ReadAsync(log, call.Cut.At!.Value, call.Cancellation, 1)).Events;
        return Page.Of<EventPage>(
            $"Event {position}",
            (nameof(EventPage.Event), LoggedEvent.Of(recorded)), (nameof(EventPage.Older), older is [var before] && position > 1 ? before.Position : null),
            (nameof(EventPage.Newer), newer is [var after] ? after.Position : null), (nameof(EventPage.Proof), await ServedProof.OfAsync(call, position)), (nameof(EventPage.Refused), refused)) with
        {
            Scripts = ["proof.js"],
            Status = StatusOf(refused),
        };
    }

    private static async Task<Page> CheckpointsAsync(PageCall call, AccessException? refused)
    {
        var isShown = call.May(Permission.Audit) && call.Options.Integrity is not null;
        var checkpoints = isShown ? CheckpointList.Of(call.Options.Integrity!.History) : null;
        GrowthProof? growth = null;
        var (older, newer) = (call.Call.Number("older", 1, long.MaxValue), call.Call.Number("newer", 1, long.MaxValue));
        if (checkpoints is not null && older is { } from && newer is { } to)
            growth = await call.Mediator.Send(new ProveGrowth(call.Ledger.Log, call.Options.Integrity!, checkpoints.Of(from), checkpoints.Of(to)), call.Cancellation);
        return Page.Of<CheckpointsPage>(
            "Checkpoints", (nameof(CheckpointsPage.List), checkpoints), (nameof(CheckpointsPage.Growth), growth), (nameof(CheckpointsPage.Older), older), (nameof(CheckpointsPage.Newer), newer),
            (nameof(CheckpointsPage.HasFiles), call.Options.Integrity is not null), (nameof(CheckpointsPage.Refused), refused)) with
        {
            Status = StatusOf(refused),
        };
    }

    private static async Task<Page> CompareAsync(PageCall call)
    {
        var (from, to) = (Side("from"), Side("to"));
        var isAsked = s_cuts.Any(p => call.Call.Text(p.Name) is not null);
        var comparison = isAsked
            ? await call.Mediator.Send(new CompareCuts(call.Ledger, call.Call.Text("subject"), from, to, call.AskedPolicy), call.Cancellation)
            : null;
        return Page.Of<ComparePage>("Two cuts", (nameof(ComparePage.From), from), (nameof(ComparePage.To), to), (nameof(ComparePage.Subject), call.Call.Text("subject") ?? ""), (nameof(ComparePage.Comparison), comparison));

        CutRequest Side(string side) => new(call.Call.Date(side + "On") ?? call.Cut.On, call.Call.Date(side + "PublishedBy"), call.Call.Number(side + "At", 0, long.MaxValue) ?? call.Cut.At);
    }

    internal static int StatusOf(AccessException? refused) => refused switch
    {
        null => 200,
        { Problem: AccessProblem.NotAuthenticated } => ProblemKind.NotAuthenticated.Status,
        _ => ProblemKind.Denied.Status,
    };
}
