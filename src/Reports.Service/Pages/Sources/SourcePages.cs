using Reports.Domain.Text;
using Reports.Projections.Ledger;
using Reports.Service.Http;
using Reports.Service.Pages.Parts;
using Reports.Service.Queries;

namespace Reports.Service.Pages.Sources;

/// <summary>Sources: all of them by publication, and one with what it reported and what became of it.</summary>
internal static class SourcePages
{
    /// <summary>Sources whose titles are searched: they are in the log alone. The ids and outlets of all are.</summary>
    public const int TitlesSearched = 2_000;

    private static readonly string[] s_kinds = ["control", "figure", "incident"];

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        Page.Route("/sources", "/sources?on=2018-04-30", [new("outlet", "Only of one outlet, by id."), ListParameters.Search, PageCall.PageParameter], ShowAllAsync),
        Page.Route("/sources/{id}", "/sources/al-jazeera-2018-04-21?on=2018-04-30", [
            ApiParameter.InPath("id", "The source's id."), new("kind", "Only facts of one kind.") { Values = s_kinds },
            new("standing", "true leaves out facts that were taken back.", "boolean") { Values = ["true", "false"] }, PageCall.PageParameter], ShowAsync),
    ];

    private static async Task<Page> ShowAllAsync(PageCall call)
    {
        var (text, outlet) = (ListParameters.Text(call.Call), call.Call.Text("outlet"));
        var all = call.Ledger.Views.SourceList(call.Cut);
        var found = all.Where(s => outlet is null || s.Outlet == outlet).ToList();
        if (text is not null) found = await FindAsync(call, found, text);
        var items = new List<SourceDetail>();
        foreach (var source in ListParameters.Page(found, call.PageNumber)) items.Add(await DetailAsync(call, source.Id));
        return Page.Of<SourcesPage>(
            "Sources", (nameof(SourcesPage.Sources), items), (nameof(SourcesPage.Found), found.Count), (nameof(SourcesPage.All), all.Count), (nameof(SourcesPage.Outlet), outlet),
            (nameof(SourcesPage.Text), text), (nameof(SourcesPage.Number), call.PageNumber)) with
        { Follows = "" };
    }

    private static async Task<Page> ShowAsync(PageCall call)
    {
        var (views, id) = (call.Ledger.Views, call.Call.Required("id"));
        if (views.Source(id, call.Cut) is null) throw ViewQueryHandlers.UnknownSource(call.Ledger, id, call.Cut);
        var source = await DetailAsync(call, id);
        var (kind, isStanding) = (call.Call.Text("kind"), call.Call.Flag("standing"));
        var all = views.FactsOf(id, call.Cut);
        var chosen = all.Where(f => (kind is null || f.Kind == kind) && (!isStanding || f.IsCurrent)).ToList();
        var standing = await call.Mediator.Send(new GetSourceStanding(call.Ledger, id, call.CutRequest, call.AskedPolicy), call.Cancellation);
        return Page.Of<SourcePage>(
            source.Header.Title, (nameof(SourcePage.Source), source), (nameof(SourcePage.Chains), await SourceChains.OfAsync(call.Ledger, source, all, call.Cancellation)),
            (nameof(SourcePage.Corrections), await SourceCorrections.OfAsync(call.Ledger, id, call.Cut, call.Cancellation)), (nameof(SourcePage.Standing), standing),
            (nameof(SourcePage.Facts), await ReadFacts.OfAsync(call.Ledger, ListParameters.Page(chosen, call.PageNumber), call.Cut, call.Cancellation)), (nameof(SourcePage.Found), chosen.Count),
            (nameof(SourcePage.Kinds), s_kinds.Select(k => (k, all.Count(f => f.Kind == k))).ToList()), (nameof(SourcePage.Kind), kind), (nameof(SourcePage.IsStanding), isStanding),
            (nameof(SourcePage.Number), call.PageNumber)) with
        { Follows = "" };
    }

    private static async Task<List<ListedSource>> FindAsync(PageCall call, List<ListedSource> sources, string text)
    {
        var named = new NameFilter(text, call.Names);
        var key = NameKey.Fold(text);
        var found = new List<ListedSource>();
        for (var i = 0; i < sources.Count; i++)
        {
            var source = sources[i];
            var isFound = named.Has(source.Id) || named.Has(source.Outlet)
                || (i < TitlesSearched && key.Length > 0 && NameKey.Fold((await DetailAsync(call, source.Id)).Header.Title).Contains(key, StringComparison.Ordinal));
            if (isFound) found.Add(source);
        }

        return found;
    }

    private static Task<SourceDetail> DetailAsync(PageCall call, string id) => ViewQueryHandlers.DetailAsync(call.Ledger, call.Ledger.Views.Source(id, call.Cut)!, call.Cancellation);
}
