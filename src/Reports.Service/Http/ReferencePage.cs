extern alias scalar;

using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reports.Service.Pages.Assets;
using scalar::Scalar.AspNetCore;

namespace Reports.Service.Http;

/// <summary>
/// The interface as a page to read and to try: Scalar over the OpenAPI document. The page is ours and not the package's, whose own has a
/// script inside: here scripts are files of this server, and nothing is asked of another one.
/// </summary>
internal static class ReferencePage
{
    public const string Path = "/scalar";

    private const string Script = "text/javascript; charset=utf-8";

    /// <summary>Where the package has the script, compressed.</summary>
    private const string Resource = "ScalarStaticAssets.scalar.js";

    /// <summary>The script writes its styles into the page, which only 'unsafe-inline' allows; scripts are files.</summary>
    private const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly byte[] s_start = """
        Scalar.createApiReference('#reference', {
          url: '/openapi/v1.json', proxyUrl: '', withDefaultFonts: false, telemetry: false, hideClientButton: true, showDeveloperTools: 'never',
          agent: { disabled: true }, mcp: { disabled: true },
        })

        """u8.ToArray();

    public static void MapReferencePage(this IEndpointRouteBuilder routes)
    {
        var page = Encoding.UTF8.GetBytes($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Reports: the HTTP interface</title>
            <link rel="icon" href="{PageAssets.Address("icon.svg")}">
            </head>
            <body>
            <div id="reference"></div>
            <noscript>This page needs JavaScript; <a href="/openapi/v1.json">the document that it shows</a> does not.</noscript>
            <script src="{Path}/scalar.js"></script>
            <script src="{Path}/start.js"></script>
            </body>
            </html>

            """);
        var script = Compressed();
        Map(Path, context =>
        {
            context.Response.Headers.ContentSecurityPolicy = ContentPolicy;
            return WriteAsync(context, "text/html; charset=utf-8", page);
        });
        Map(Path + "/start.js", context => WriteAsync(context, Script, s_start));
        Map(Path + "/scalar.js", context => WriteScriptAsync(context, script));

        void Map(string path, RequestDelegate answer) => routes.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], answer);
    }

    private static Task WriteScriptAsync(HttpContext context, byte[] compressed)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = "public, max-age=86400";
        headers.Vary = "Accept-Encoding";
        if (!context.Request.Headers.AcceptEncoding.Any(e => e?.Contains("gzip", StringComparison.Ordinal) == true)) return WriteAsync(context, Script, Whole(compressed));
        headers.ContentEncoding = "gzip";
        return WriteAsync(context, Script, compressed);
    }

    private static async Task WriteAsync(HttpContext context, string type, ReadOnlyMemory<byte> bytes)
    {
        context.Response.ContentType = type;
        context.Response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(context.Request.Method)) await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    private static byte[] Compressed()
    {
        using var resource = typeof(ScalarOptions).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"this version of {typeof(ScalarOptions).Assembly.GetName().Name} has no {Resource}");
        var bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>For the few who take nothing compressed; a browser does.</summary>
    private static byte[] Whole(byte[] compressed)
    {
        using var gzip = new GZipStream(new MemoryStream(compressed), CompressionMode.Decompress);
        var whole = new MemoryStream();
        gzip.CopyTo(whole);
        return whole.ToArray();
    }
}
