using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Reports.Service.Queries;

namespace Reports.Service.Http;

/// <summary>
/// Which pages of other origins may ask this server with a script: none where none is named. Cookies are nothing here, so that credentials
/// are never sent along by themselves: a script that has a key sends it.
/// </summary>
internal static class CrossOrigin
{
    public static IServiceCollection AddCrossOrigin(this IServiceCollection services, IReadOnlyList<string> origins) => origins.Count == 0
        ? services
        : services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
            .WithOrigins([.. origins])
            .WithMethods(HttpMethods.Get, HttpMethods.Head, HttpMethods.Post)
            .WithHeaders("Accept", "Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match", "Last-Event-ID")
            .WithExposedHeaders(["ETag", "Link", "Location", "Retry-After", "Content-Location", .. ExportRoutes.Headers])
            .SetPreflightMaxAge(TimeSpan.FromMinutes(10))));

    public static void UseCrossOrigin(this WebApplication application, IReadOnlyList<string> origins)
    {
        if (origins.Count > 0) application.UseCors();
    }

    /// <exception cref="RefusedException">It is no origin, or not one alone.</exception>
    public static void Check(string origin)
    {
        var isOne = Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.GetLeftPart(UriPartial.Authority) == origin && uri.UserInfo.Length == 0;
        if (!isOne) throw new RefusedException($"'{Domain.Text.SafeText.Show(origin)}' is no origin such as https://map.example.org: a scheme, a host in small letters and a port where it is not the usual one");
    }
}
