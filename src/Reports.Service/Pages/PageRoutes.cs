using Reports.Service.Http;
using Reports.Service.Pages.Audit;
using Reports.Service.Pages.Districts;
using Reports.Service.Pages.Explaining;
using Reports.Service.Pages.Figures;
using Reports.Service.Pages.Incidents;
using Reports.Service.Pages.Reporting;
using Reports.Service.Pages.Search;
using Reports.Service.Pages.Sources;
using Reports.Service.Pages.Speakers;

namespace Reports.Service.Pages;

/// <summary>Every page that there is: what is served, and what other pages may link to.</summary>
internal static class PageRoutes
{
    // Read by pages while they are rendered, and by the table itself: not before the first request.
    private static readonly Lazy<IReadOnlyList<ApiRoute>> s_all = new(() =>
    [
        .. DistrictPages.Routes, .. FigurePages.Routes, .. IncidentPages.Routes, .. SourcePages.Routes, .. SpeakerPages.Routes, .. ExplanationPages.Routes, .. SearchPages.Routes,
        .. AuditPages.Routes, .. ReplayPages.Routes, .. ReportPages.Routes,
    ]);

    private static readonly Lazy<IReadOnlyList<ApiRoute>> s_forms = new(() => [.. AuditPages.Forms, .. ReplayPages.Forms, .. ReportPages.Forms]);

    public static IReadOnlyList<ApiRoute> All => s_all.Value;

    /// <summary>What pages post: answered with a page.</summary>
    public static IReadOnlyList<ApiRoute> Forms => s_forms.Value;

    /// <summary>True where a page is served at the template: <c>/sources/{id}</c>.</summary>
    public static bool Has(string path) => All.Any(r => r.Path == path);
}
