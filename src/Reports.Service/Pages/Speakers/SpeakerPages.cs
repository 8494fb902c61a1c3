using Reports.Domain.Gazetteer;
using Reports.Domain.Text;
using Reports.Projections.ControlStatus;
using Reports.Service.Http;
using Reports.Service.Pages.Parts;
using Reports.Service.Queries;

namespace Reports.Service.Pages.Speakers;

/// <summary>Whoever acts, holds ground or speaks: the tree of actors, the outlets, and one of each with what it said.</summary>
internal static class SpeakerPages
{
    /// <summary>Places and figures that are compared with what others say: those of which a speaker said something last.</summary>
    private const int MostCompared = 200;

    private const int MostPlaces = 100, MostSources = 20;

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        Page.Route("/actors", "/actors?on=2018-04-21", [
            new("list", "Actors, as they are a part of one another, or outlets.") { Values = ["actors", "outlets"] }, new("kind", "Only actors of one kind.") { Values = [.. Kinds.Actors.Order(StringComparer.Ordinal)] },
            ListParameters.Search, PageCall.PageParameter], ShowAllAsync),
        Page.Route("/actors/{id}", "/actors/syrian-opposition?on=2018-04-21", [ApiParameter.InPath("id", "An actor's id, name or alias."), PageCall.PageParameter], ShowActorAsync),
        Page.Route("/outlets/{id}", "/outlets/al-jazeera?on=2018-04-21", [ApiParameter.InPath("id", "An outlet's id, name or alias."), PageCall.PageParameter], ShowOutletAsync),
    ];

    private static async Task<Page> ShowAllAsync(PageCall call)
    {
        var (text, kind, isOutlets) = (ListParameters.Text(call.Call), call.Call.Text("kind"), call.Call.Text("list") == "outlets");
        var named = new NameFilter(text, call.Names);
        if (isOutlets)
        {
            var outlets = call.Names.Outlets.Values.OrderBy(o => o.Name, StringComparer.Ordinal).ThenBy(o => o.Id, StringComparer.Ordinal).ToList();
            var chosen = outlets.Where(o => named.Has(o.Id)).ToList();
            return Page.Of<OutletsPage>(
                "Outlets", (nameof(OutletsPage.Outlets), ListParameters.Page(chosen, call.PageNumber)), (nameof(OutletsPage.Found), chosen.Count), (nameof(OutletsPage.All), outlets.Count),
                (nameof(OutletsPage.Published), call.Ledger.Views.SourceList(call.Cut).CountBy(s => s.Outlet).ToDictionary(StringComparer.Ordinal)), (nameof(OutletsPage.Text), text),
                (nameof(OutletsPage.Number), call.PageNumber)) with
            { Follows = "" };
        }

        var tree = ActorTreeLine.Of(call.Names);
        var isFiltered = text is not null || kind is not null;
        var found = tree.Where(a => (kind is null || a.Actor.Kind == kind) && named.Has(a.Actor.Id)).Select(a => isFiltered ? a with { Depth = 0 } : a).ToList();
        var holds = await StatusesAsync(call);
        return Page.Of<ActorsPage>(
            "Actors", (nameof(ActorsPage.Lines), ListParameters.Page(found, call.PageNumber)), (nameof(ActorsPage.Found), found.Count), (nameof(ActorsPage.All), tree.Count),
            (nameof(ActorsPage.Places), holds.SelectMany(s => s.Parties).CountBy(p => p).ToDictionary(StringComparer.Ordinal)),
            (nameof(ActorsPage.Kinds), call.Names.Actors.Values.Select(a => a.Kind).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList()), (nameof(ActorsPage.Kind), kind),
            (nameof(ActorsPage.Text), text), (nameof(ActorsPage.Number), call.PageNumber)) with
        { Follows = "" };
    }

    private static async Task<Page> ShowActorAsync(PageCall call)
    {
        var actor = call.Names.Actors[Find(call.Names.ActorNames, call.Call.Required("id"))];
        var holds = (await StatusesAsync(call)).Where(s => s.Parties.Any(p => call.Names.IsWithin(p, actor.Id))).ToList();
        return Page.Of<ActorPage>(
            actor.Name, (nameof(ActorPage.Actor), actor), (nameof(ActorPage.Holds), holds.Take(MostPlaces).ToList()), (nameof(ActorPage.HoldsCount), holds.Count),
            (nameof(ActorPage.Said), await SaidAsync(call, actor.Id))) with
        { Follows = "" };
    }

    private static async Task<Page> ShowOutletAsync(PageCall call)
    {
        var outlet = call.Names.Outlets[Find(call.Names.OutletNames, call.Call.Required("id"))];
        var listed = call.Ledger.Views.SourceList(call.Cut, outlet.Id);
        var sources = new List<SourceDetail>();
        foreach (var source in listed.Take(MostSources)) sources.Add(await ViewQueryHandlers.DetailAsync(call.Ledger, call.Ledger.Views.Source(source.Id, call.Cut)!, call.Cancellation));
        return Page.Of<OutletPage>(
            outlet.Name, (nameof(OutletPage.Outlet), outlet), (nameof(OutletPage.Sources), sources), (nameof(OutletPage.SourceCount), listed.Count),
            (nameof(OutletPage.Said), await SaidAsync(call, outlet.Id))) with
        { Follows = "" };
    }

    private static async Task<IReadOnlyList<ControlStatusView>> StatusesAsync(PageCall call) =>
        (await call.Mediator.Send(new GetStatus(call.Ledger, null, call.CutRequest, call.AskedPolicy), call.Cancellation)).Items;

    private static async Task<SaidBySpeaker> SaidAsync(PageCall call, string id)
    {
        var views = call.Ledger.Views;
        var facts = views.FactsBy(id, call.Cut, (call.PageNumber - 1) * PageCall.PageSize, PageCall.PageSize, out var count);
        var spoken = views.SpokenByOrigin(id, call.Cut, MostCompared);
        return new SaidBySpeaker(
            await ReadFacts.OfAsync(call.Ledger, facts, call.Cut, call.Cancellation), count, call.PageNumber, Standings.Districts(views, spoken, call.Cut, call.Policy),
            Standings.Figures(views, spoken, call.Cut, call.Policy), spoken.Left);
    }

    private static string Find(NameIndex names, string text) => names.TryFind(text, out var id, out var problem) ? id : throw new NotKnownException(SafeText.Show(problem));
}
