using System.Net;
using Microsoft.AspNetCore.Http;
using Reports.Service.Access;
using Reports.Service.Hosting;

namespace Reports.Service.Pages;

/// <summary>
/// Who may send a form that needs no key: a page of this server, on its own machine. Any page that a browser shows can send a form to any
/// server that the browser reaches, and where there are no keys nothing else tells whose wish that is.
/// </summary>
internal static class OwnSite
{
    /// <returns>Why the form does not count; null where it does.</returns>
    public static AccessException? Refuse(HttpRequest request, ServerOptions options)
    {
        if (!IPAddress.IsLoopback(options.Bind)) return Denied("this server is reached from beyond its machine, and was started without keys");
        // A page of another host whose name was pointed at this machine has that name here.
        if (!IsLoopback(request.Host.Host)) return Denied("without keys this is for whoever is on the server's own machine, at 127.0.0.1, [::1] or localhost");
        // Browsers that say where a form comes from tell more by that than by the origin, which the pages' policy of referrers hides.
        var isOwn = request.Headers["Sec-Fetch-Site"] is [{ } site]
            ? site == "same-origin"
            : request.Headers.Origin is [{ } origin] && string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
        return isOwn ? null : Denied("the form was not sent by a page of this server");
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private static AccessException Denied(string why) => new(AccessProblem.Denied, why);
}
