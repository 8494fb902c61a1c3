using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Reports.Service.Http;
using Reports.Service.Pages.Frame;

namespace Reports.Service.Pages;

/// <summary>Pages as HTML. Components are rendered once, on the server; nothing of them lives on.</summary>
internal static class PageRendering
{
    public const string MediaType = "text/html";

    /// <summary>Only what the server itself serves, no script or style inside a page, and no page inside another one.</summary>
    private const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>True for who looks with a browser at what is not the interface of programs.</summary>
    public static bool IsWanted(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsPost(request.Method))
        && !request.Path.StartsWithSegments("/api", StringComparison.Ordinal)
        && request.Headers.Accept.Any(a => a?.Contains(MediaType, StringComparison.Ordinal) == true);

    public static async Task<ApiAnswer> RenderAsync(PageCall call, Page page)
    {
        Secure(call.Call.Context.Response);
        return new ApiText(MediaType + "; charset=utf-8", await RenderAsync(call.Call.Context, PageFrame.Of(call, page), page)) { Status = page.Status };
    }

    /// <summary>A problem as a page: without anything of the ledger, which the reader may not be allowed to see.</summary>
    public static async Task WriteAsync(HttpContext context, ApiProblem problem, string trace)
    {
        var page = Page.Of<ProblemPage>(problem.Kind.Title, (nameof(ProblemPage.Status), problem.Kind.Status), (nameof(ProblemPage.Title), problem.Kind.Title), (nameof(ProblemPage.Detail), problem.Message), (nameof(ProblemPage.Trace), trace));
        var bytes = await RenderAsync(context, PageFrame.Bare(problem.Kind.Title, context.Request.Path), page);
        Secure(context.Response);
        context.Response.ContentType = MediaType + "; charset=utf-8";
        context.Response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(context.Request.Method)) await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    private static async Task<ReadOnlyMemory<byte>> RenderAsync(HttpContext context, PageFrame frame, Page page)
    {
        await using var renderer = new HtmlRenderer(context.RequestServices, context.RequestServices.GetRequiredService<ILoggerFactory>());
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var root = await renderer.RenderComponentAsync<PageDocument>(ParameterView.FromDictionary(new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [nameof(PageDocument.Frame)] = frame,
                [nameof(PageDocument.Content)] = page.Component,
                [nameof(PageDocument.Parameters)] = page.Parameters,
            }));
            var bytes = new MemoryStream();
            await using (var text = new StreamWriter(bytes, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true)) root.WriteHtmlTo(text);
            return (ReadOnlyMemory<byte>)bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
        });
    }

    private static void Secure(HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = ContentPolicy;
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
        // What a browser keeps, it asks for again: the ledger goes on.
        response.Headers.CacheControl = "private, no-cache";
        response.Headers.Vary = "Accept, Authorization";
    }
}
