using System.Text;
using Microsoft.AspNetCore.Http;
using Reports.Service.Access;
using Reports.Service.Http;
using Reports.Service.Ingest;
using Reports.Service.Queries;

namespace Reports.Service.Pages.Reporting;

/// <summary>A form for reporters: what they fill in becomes a source file, which is checked and recorded as <c>reports ingest</c> does it.</summary>
internal static class ReportPages
{
    private const string Path = "/report";

    public static IReadOnlyList<ApiRoute> Routes { get; } = [Page.Route(Path, Path, [], call => Task.FromResult(Show(call, new ReportOutcome())))];

    public static IReadOnlyList<ApiRoute> Forms { get; } = [Page.Form(Path, [], PostAsync)];

    private static async Task<ApiAnswer> PostAsync(ApiCall call)
    {
        var form = await PostedForm.ReadAsync(call, Permission.Append);
        // What is not asked for in so many words records nothing.
        var outcome = new ReportOutcome { File = form.Text("file"), IsDryRun = form.Text("do") != "record", Refused = form.Refused };
        if (form.Refused is null) outcome = outcome with { Report = await IngestAsync(form.Call, outcome) };
        // The page is of the position after what was recorded.
        var page = await PageCall.OfAsync(form.Call);
        return await PageRendering.RenderAsync(page, Show(page, outcome));
    }

    private static Task<IngestReport> IngestAsync(ApiCall call, ReportOutcome outcome)
    {
        var name = outcome.File.TrimStart().StartsWith('{') ? "body.json" : "body.yaml";
        var file = new InputFile(name, () => Encoding.UTF8.GetBytes(outcome.File));
        // Once begun it is finished, whether or not anybody waits for the answer.
        return call.Mediator.Send(
            new IngestFiles(call.Ledger, [file], call.Caller.Name ?? throw new InvalidOperationException("nobody may record"), CutRequest.Today(call.Time), null, outcome.IsDryRun),
            CancellationToken.None);
    }

    private static Page Show(PageCall call, ReportOutcome outcome) =>
        Page.Of<ReportPage>("Report a source", (nameof(ReportPage.Outcome), outcome), (nameof(ReportPage.TakesKeys), call.Options.KeyFile is not null || call.Options.Tokens is not null)) with
        {
            Scripts = ["report.js", "report-send.js"],
            Status = outcome switch
            {
                { Refused.Problem: AccessProblem.NotAuthenticated } => StatusCodes.Status401Unauthorized,
                { Refused: not null } => StatusCodes.Status403Forbidden,
                { Report.HasErrors: true } => StatusCodes.Status422UnprocessableEntity,
                _ => StatusCodes.Status200OK,
            },
        };
}
