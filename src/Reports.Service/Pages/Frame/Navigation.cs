namespace Reports.Service.Pages.Frame;

/// <summary>The pages that the header leads to, in their order; one that does not exist is not led to.</summary>
internal static class Navigation
{
    private static readonly (string Path, string Label)[] s_entries =
    [
        ("/", "Districts"), ("/figures", "Figures"), ("/incidents", "Incidents"), ("/sources", "Sources"), ("/actors", "Actors"), ("/audit", "Audit"), ("/report", "Report"),
    ];

    public static IEnumerable<(string Path, string Label)> Entries => s_entries.Where(e => PageRoutes.Has(e.Path));

    /// <summary>True for the entry below which a page lies.</summary>
    public static bool IsCurrent(string entry, string path) => entry == "/"
        ? path == "/" || path.StartsWith("/districts", StringComparison.Ordinal)
        : path == entry || path.StartsWith(entry + "/", StringComparison.Ordinal)
            || (entry == "/actors" && path.StartsWith("/outlets/", StringComparison.Ordinal));
}
