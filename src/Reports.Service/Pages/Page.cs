using Microsoft.AspNetCore.Components;
using Reports.Service.Access;
using Reports.Service.Http;

namespace Reports.Service.Pages;

/// <summary>What a page shows: a component between the header and the footer that all pages share.</summary>
/// <param name="Title">What it is about; may be text of the ledger.</param>
/// <param name="Component">Shows it.</param>
/// <param name="Parameters">The component's, by name.</param>
internal sealed record Page(string Title, Type Component, IReadOnlyDictionary<string, object?> Parameters)
{
    /// <summary>Scripts beside the one that all pages have: the names of assets.</summary>
    public IReadOnlyList<string> Scripts { get; init; } = [];

    /// <summary>Which changes of the feed concern the page, as a query of <c>/api/v1/changes</c>; empty for all, null for a page that stays as it is.</summary>
    public string? Follows { get; init; }

    /// <summary>Seconds after which a browser asks for the page again, with or without script; null for a page that stays.</summary>
    public int? Refresh { get; init; }

    public int Status { get; init; } = 200;

    public static Page Of<T>(string title, params ReadOnlySpan<(string Name, object? Value)> parameters)
        where T : IComponent
    {
        var named = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in parameters) named.Add(name, value);
        return new Page(title, typeof(T), named);
    }

    /// <summary>A form of a page, which whoever fills it in sends with a key: see <see cref="PostedForm"/>.</summary>
    /// <param name="path">Of the page that has it.</param>
    /// <param name="parameters">As the page has them.</param>
    /// <param name="answer">Answers a request.</param>
    public static ApiRoute Form(string path, IReadOnlyList<ApiParameter> parameters, Func<ApiCall, Task<ApiAnswer>> answer) =>
        Route(path, path, parameters, _ => throw new InvalidOperationException("a form has an answer of its own")) with { Method = "POST", Handle = answer };

    /// <summary>
    /// A page as a route of the server: who may read, how often, how fresh it is and which parameters it takes follow the same rules as
    /// everything else that is served.
    /// </summary>
    /// <param name="path">The template: <c>/districts/{place}</c>.</param>
    /// <param name="example">A path and query that shows something on the ledger of the five articles.</param>
    /// <param name="parameters">Of the path and of the query, beside those of the cut.</param>
    /// <param name="show">Answers a request.</param>
    public static ApiRoute Route(string path, string example, IReadOnlyList<ApiParameter> parameters, Func<PageCall, Task<Page>> show) => new(
        "GET", path, "A page for people.", Permission.Read, [.. parameters, .. ApiRoutes.Cuts, new("policy", "A policy by name; the one in force at the cut where it is not given.")],
        async call =>
        {
            var page = await PageCall.OfAsync(call);
            return await PageRendering.RenderAsync(page, await show(page));
        })
    {
        OperationId = path,
        Example = example,
        Answer = "Page",
        Content = [(PageRendering.MediaType, null)],
        // A page links to the assets of the version that made it, of which a tag knows nothing.
        HasTag = false,
    };
}
