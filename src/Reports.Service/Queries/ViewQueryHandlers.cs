using MediatR;
using Reports.Domain.Events;
using Reports.Projections.ControlStatus;
using Reports.Projections.Figures;
using Reports.Projections.Incidents;
using Reports.Projections.Ledger;
using Reports.Service.Ledgers;

namespace Reports.Service.Queries;

internal sealed class ViewQueryHandlers(TimeProvider time) :
    IRequestHandler<GetStatus, Answer<ControlStatusView>>,
    IRequestHandler<GetFigures, Answer<FigureView>>,
    IRequestHandler<GetIncidents, Answer<IncidentView>>,
    IRequestHandler<GetSources, Answer<SourceDetail>>,
    IRequestHandler<GetFacts, Answer<FactDetail>>
{
    public async Task<Answer<ControlStatusView>> Handle(GetStatus request, CancellationToken cancellationToken)
    {
        var (views, cut) = (request.Ledger.Views, await request.Cut.ResolveAsync(request.Ledger, time, cancellationToken));
        var policy = request.Policy ?? views.PolicyAt(cut);
        if (request.Place is null) return new Answer<ControlStatusView>(views.Statuses(cut, policy), cut, policy);
        var place = PlaceNames.Find(request.Ledger, request.Place, cut);
        return new Answer<ControlStatusView>([views.Status(place, cut, policy)], cut, policy);
    }

    public async Task<Answer<FigureView>> Handle(GetFigures request, CancellationToken cancellationToken)
    {
        var (views, cut) = (request.Ledger.Views, await request.Cut.ResolveAsync(request.Ledger, time, cancellationToken));
        var policy = request.Policy ?? views.PolicyAt(cut);
        if (request.About is null) return new Answer<FigureView>(views.Figures(cut, policy, request.DisputedOnly), cut, policy);
        var about = views.IsIncident(request.About) ? request.About : PlaceNames.Find(request.Ledger, request.About, cut, "incident or place");
        return new Answer<FigureView>(
            [.. views.FiguresAbout(about, cut, policy).Where(f => f.Disputed || !request.DisputedOnly)], cut, policy);
    }

    public async Task<Answer<IncidentView>> Handle(GetIncidents request, CancellationToken cancellationToken)
    {
        var (views, cut) = (request.Ledger.Views, await request.Cut.ResolveAsync(request.Ledger, time, cancellationToken));
        if (request.Id is null) return new Answer<IncidentView>(views.Incidents(cut), cut, views.PolicyAt(cut));
        if (!views.IsIncident(request.Id))
        {
            var near = Domain.Text.NameKey.Closest(request.Id, views.Incidents(cut with { On = Domain.Time.Day.Max, PublishedBy = null }).Select(i => i.Id), 3);
            throw new NotKnownException($"unknown incident '{request.Id}'" + (near.Count > 0 ? $": did you mean {string.Join(" or ", near.Select(n => $"'{n}'"))}?" : ""));
        }

        return new Answer<IncidentView>(views.Incident(request.Id, cut) is { } view ? [view] : [], cut, views.PolicyAt(cut));
    }

    public async Task<Answer<SourceDetail>> Handle(GetSources request, CancellationToken cancellationToken)
    {
        var (views, cut) = (request.Ledger.Views, await request.Cut.ResolveAsync(request.Ledger, time, cancellationToken));
        IReadOnlyList<SourceView> found = views.Sources(cut);
        if (request.Id is { } id)
        {
            found = [.. found.Where(s => s.Id == id)];
            if (found.Count == 0) throw UnknownSource(request.Ledger, id, cut);
        }

        var details = new List<SourceDetail>();
        foreach (var view in found) details.Add(await DetailAsync(request.Ledger, view, cancellationToken));
        return new Answer<SourceDetail>(details, cut, views.PolicyAt(cut));
    }

    /// <summary>A source with the header that counts, which the log has.</summary>
    internal static async Task<SourceDetail> DetailAsync(Ledger ledger, SourceView view, CancellationToken cancellation)
    {
        var (recorded, metadata) = await ledger.ReadAtAsync(view.Position, cancellation);
        var header = recorded switch
        {
            SourceReported e => e.Source,
            SourceCorrected e => e.Source,
            _ => throw new InvalidOperationException($"position {view.Position} holds no header of a source"),
        };
        return new SourceDetail(view, header, metadata);
    }

    public async Task<Answer<FactDetail>> Handle(GetFacts request, CancellationToken cancellationToken)
    {
        var (views, cut) = (request.Ledger.Views, await request.Cut.ResolveAsync(request.Ledger, time, cancellationToken));
        var details = new List<FactDetail>();
        foreach (var view in Find(request, cut)) details.Add(await DetailAsync(request.Ledger, view, cancellationToken));
        return new Answer<FactDetail>(details, cut, views.PolicyAt(cut));
    }

    /// <summary>A fact with all that the log has of it.</summary>
    internal static async Task<FactDetail> DetailAsync(Ledger ledger, FactView view, CancellationToken cancellation)
    {
        var (recorded, metadata) = await ledger.ReadAtAsync(view.Position, cancellation);
        var ended = view.EndedAt is { } at ? (await ledger.ReadAtAsync(at, cancellation)).Event : null;
        return new FactDetail(
            view, recorded.Reported ?? throw new InvalidOperationException($"position {view.Position} holds no fact"), metadata, ended, await RegradedAsync(ledger, view, cancellation));
    }

    private static async Task<RegradedFact?> RegradedAsync(Ledger ledger, FactView view, CancellationToken cancellation)
    {
        if (view.RegradedAt is not { } at) return null;
        var (recorded, metadata) = await ledger.ReadAtAsync(at, cancellation);
        return new RegradedFact((FactRegraded)recorded, metadata);
    }

    private static IReadOnlyList<FactView> Find(GetFacts request, Cut cut)
    {
        var views = request.Ledger.Views;
        if (request.Of is not { } of) return [.. views.Sources(cut).SelectMany(s => views.FactsOf(s.Id, cut))];
        var slash = of.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0)
        {
            var source = of[..slash];
            if (views.Source(source, cut) is null) throw UnknownSource(request.Ledger, source, cut);
            FactView[] facts = [.. views.FactsOf(source, cut).Where(f => f.Id == of)];
            if (facts.Length > 0) return facts;
            var near = Domain.Text.NameKey.Closest(of[(slash + 1)..], views.FactsOf(source, cut).Select(f => f.Id[(slash + 1)..]), 3);
            throw new NotKnownException($"source '{source}' has no fact '{of[(slash + 1)..]}' at this cut"
                + (near.Count > 0 ? $": did you mean {string.Join(" or ", near.Select(n => $"'{n}'"))}?" : ""));
        }

        return views.Source(of, cut) is not null ? views.FactsOf(of, cut) : views.FactsAbout(PlaceNames.Find(request.Ledger, of, cut, "source or place"), cut);
    }

    internal static NotKnownException UnknownSource(Ledger ledger, string id, Cut cut)
    {
        var near = Domain.Text.NameKey.Closest(id, ledger.Views.Sources(cut).Select(s => s.Id), 3);
        return new NotKnownException($"unknown source '{Domain.Text.SafeText.Show(id)}' at this cut"
            + (near.Count > 0 ? $": did you mean {string.Join(" or ", near.Select(n => $"'{n}'"))}?" : ""));
    }
}
