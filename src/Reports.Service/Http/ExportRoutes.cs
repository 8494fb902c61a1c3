using System.Globalization;
using Microsoft.AspNetCore.Http;
using Reports.Service.Access;
using Reports.Service.Exporting;
using Reports.Service.Exporting.Formats;

namespace Reports.Service.Http;

/// <summary>The exports of the command line over HTTP: whole, as they are read, in the format that <c>Accept</c> or <c>format</c> names.</summary>
/// <param name="roots">Of the ledger that is served; null to describe the routes alone.</param>
internal sealed class ExportRoutes(LogRoots? roots)
{
    /// <summary>Before the names of what an export was made from.</summary>
    private const string Header = "Reports-";

    /// <summary>Headers that only exports have.</summary>
    public static IReadOnlyList<string> Headers { get; } =
        [.. ((string[])["Position", "After", "On", "PublishedBy", "Policy", "PolicyDigest", "Events", "Root"]).Select(n => Header + n)];

    public IReadOnlyList<ApiRoute> Reads =>
    [
        new("GET", ApiRoutes.Root + "/export/{content}", "Everything of one kind at a cut in a format that others read: not in pages, but as it is read.", Permission.Read,
            [
                ApiParameter.InPath("content", "What to export; not every format fits everything.") with { Values = [.. ExportFormats.Contents.Words] },
                new("format", "How to write it; otherwise Accept tells.") { Values = [.. ExportFormats.Formats.Words] },
                new("after", "For changes: only those after this position.", "int64"),
                .. ApiRoutes.Views,
            ], Export)
        {
            OperationId = "export",
            Answer = "Export",
            IsLong = true,
            Content = [.. Enum.GetValues<ExportFormat>().Select(f => (f.MediaType(), (string?)null))],
            Example = "/export/statuses?on=2018-04-21&format=geojson",
        },
    ];

    private Task<ApiAnswer> Export(ApiCall call)
    {
        if (!ExportFormats.Contents.TryParse(call.Required("content"), out var content)) throw ApiCall.Invalid("content", "there is no such content");
        var format = FormatOf(call, content);
        if (!ExportFormats.Of(content).Contains(format))
            throw new ApiProblem(ProblemKind.NotAcceptable, $"{ExportFormats.Contents.Word(content)} have {string.Join(", ", ExportFormats.Of(content).Select(f => f.MediaType()))}, not {format.MediaType()}");
        return Task.FromResult<ApiAnswer>(new ApiStream(format.MediaType(), response => WriteAsync(call, response, content, format)));
    }

    private static ExportFormat FormatOf(ApiCall call, ExportContent content)
    {
        if (call.Text("format") is { } named && ExportFormats.Formats.TryParse(named, out var format)) return format;
        // Of those that fit the content, the one that the caller likes best.
        var fitting = call.Route with { Content = [.. ExportFormats.Of(content).Select(f => (f.MediaType(), (string?)null))] };
        var type = Representation.Choose(call.Context.Request, fitting);
        return ExportFormats.Of(content).Where(f => f.MediaType() == type) is var found && found.Any()
            ? found.First() : throw new ApiProblem(ProblemKind.NotAcceptable, $"exports of {ExportFormats.Contents.Word(content)} are {string.Join(", ", fitting.Content.Select(c => c.Type))}");
    }

    private async Task WriteAsync(ApiCall call, HttpResponse response, ExportContent content, ExportFormat format)
    {
        // Parquet is written by a library that must not wait for a network.
        await using var spool = format == ExportFormat.Parquet ? new Spool() : null;
        var cut = call.Cut();
        var request = new ExportLedger(
            call.Ledger, content, format, content.HasValidDate() || call.Text("on") is not null ? cut : cut with { On = null }, call.Policy(), spool?.Stream ?? response.Body, roots!)
        {
            After = call.Number("after", 0, long.MaxValue) ?? 0,
            Began = origin => Head(call, response, origin),
        };
        await call.Mediator.Send(request, call.Cancellation);
        if (spool is null) return;
        response.ContentLength = spool.Stream.Length;
        await spool.CopyToAsync(response.Body, call.Cancellation);
    }

    private static void Head(ApiCall call, HttpResponse response, ExportOrigin origin)
    {
        var position = origin.Position.ToString(CultureInfo.InvariantCulture);
        foreach (var (name, value) in origin.Properties)
            if (name is not ("content" or "format")) response.Headers[Header + char.ToUpperInvariant(name[0]) + name[1..]] = value;
        response.Headers.ContentDisposition = $"attachment; filename=\"{ExportFormats.Contents.Word(origin.Content)}-{position}{origin.Format.Extension()}\"";
        // Where the same is again, whatever is recorded meanwhile.
        var query = QueryString.Create(call.Context.Request.Query.Where(q => q.Key is not ("at" or "recordedBy" or "format" or "minPosition" or "wait")).Select(q => KeyValuePair.Create(q.Key, q.Value)))
            .Add("at", position).Add("format", ExportFormats.Formats.Word(origin.Format));
        response.Headers.ContentLocation = $"{call.Context.Request.PathBase}{call.Context.Request.Path}{query}";
    }
}
