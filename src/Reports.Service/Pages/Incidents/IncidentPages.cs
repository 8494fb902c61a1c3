using Reports.Domain.Facts;
using Reports.Projections.Figures;
using Reports.Projections.Incidents;
using Reports.Service.Http;
using Reports.Service.Pages.Figures;
using Reports.Service.Pages.Parts;
using Reports.Service.Queries;

namespace Reports.Service.Pages.Incidents;

/// <summary>Incidents: all of them, and one with what each source says of it.</summary>
internal static class IncidentPages
{
    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        Page.Route("/incidents", "/incidents?on=2018-04-30", [
            new("kind", "Only of one kind.") { Values = [.. IncidentKinds.Vocabulary.Words] }, new("contradicted", "true leaves out those of which sources agree.", "boolean") { Values = ["true", "false"] },
            ListParameters.Search, PageCall.PageParameter], ShowAllAsync),
        Page.Route("/incidents/{id}", "/incidents/evac-qaboun-2017-05-14?on=2018-04-30", [ApiParameter.InPath("id", "The incident's id."), PageCall.PageParameter], ShowAsync),
    ];

    private static async Task<Page> ShowAllAsync(PageCall call)
    {
        var all = (await call.Mediator.Send(new GetIncidents(call.Ledger, null, call.CutRequest), call.Cancellation)).Items;
        IncidentKind? kind = call.Call.Text("kind") is { } word && IncidentKinds.Vocabulary.TryParse(word, out var value) ? value : null;
        var (text, isContradicted) = (ListParameters.Text(call.Call), call.Call.Flag("contradicted"));
        var named = new NameFilter(text, call.Names);
        var found = all
            .Where(i => (kind is null || i.Kind == kind) && (!isContradicted || i.DatesDisagree || i.Denied))
            .Where(i => named.Has(i.Id) || i.From.Any(named.Has) || i.To.Any(named.Has) || i.Participants.Any(named.Has))
            .Select(i => (Incident: i, Begin: IncidentWords.Begin(i))).OrderByDescending(i => i.Begin).ThenBy(i => i.Incident.Id, StringComparer.Ordinal).Select(i => i.Incident).ToList();
        return Page.Of<IncidentsPage>(
            "Incidents", (nameof(IncidentsPage.Incidents), ListParameters.Page(found, call.PageNumber)), (nameof(IncidentsPage.Found), found.Count), (nameof(IncidentsPage.All), all.Count),
            (nameof(IncidentsPage.Kinds), all.Select(i => i.Kind).Distinct().Order().ToList()), (nameof(IncidentsPage.Kind), kind), (nameof(IncidentsPage.Text), text),
            (nameof(IncidentsPage.IsContradicted), isContradicted), (nameof(IncidentsPage.Number), call.PageNumber)) with
        { Follows = "" };
    }

    private static async Task<Page> ShowAsync(PageCall call)
    {
        var id = call.Call.Required("id");
        var found = (await call.Mediator.Send(new GetIncidents(call.Ledger, id, call.CutRequest), call.Cancellation)).Items;
        if (found is not [var incident]) throw new NotKnownException($"no source reports the incident '{id}' at this cut: it may begin later, or have been published or recorded later");
        var views = call.Ledger.Views;
        var facts = await ReadFacts.OfIdsAsync(call.Ledger, ListParameters.Page(incident.Statements, call.PageNumber).Select(s => s.Fact), call.Cut, call.Cancellation);
        var figures = views.FiguresAbout(id, call.Cut, call.Policy).Order(Comparer<FigureView>.Create(Projections.Views.CompareFigures)).ToList();
        return Page.Of<IncidentPage>(
            IncidentWords.Title(incident, call.Names), (nameof(IncidentPage.Incident), incident), (nameof(IncidentPage.Facts), facts),
            (nameof(IncidentPage.Whole), incident.PartOf is { } whole ? views.Incident(whole, call.Cut) : null),
            (nameof(IncidentPage.Parts), views.PartsOf(id, call.Cut).Select(p => views.Incident(p, call.Cut)).OfType<IncidentView>().ToList()),
            (nameof(IncidentPage.Figures), figures.Take(FigurePages.ListSize).ToList()), (nameof(IncidentPage.FigureCount), figures.Count), (nameof(IncidentPage.Number), call.PageNumber)) with
        { Follows = "" };
    }
}
