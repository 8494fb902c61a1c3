using Microsoft.AspNetCore.Http;

namespace Reports.Service.Http;

/// <summary>What every answer tells a browser, before whoever answers: it runs nothing, shows nothing within others, and keeps nothing. Pages say what they need instead.</summary>
internal static class SecurityHeaders
{
    /// <summary>A year, as browsers ask for.</summary>
    private const string Hsts = "max-age=31536000";

    public static void Write(HttpResponse response)
    {
        var headers = response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        headers.CacheControl = "no-store";
        // A name served without TLS can be asked for nothing that it does not have.
        if (response.HttpContext.Request.IsHttps) headers.StrictTransportSecurity = Hsts;
    }

    /// <summary>Calls of the protocol are no browser's.</summary>
    public static bool AreFor(HttpRequest request) => request.ContentType?.StartsWith("application/grpc", StringComparison.Ordinal) != true;
}
