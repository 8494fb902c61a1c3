using MediatR;
using Reports.Domain.Policies;
using Reports.Projections.Changes;
using Reports.Projections.Figures;
using Reports.Projections.Ledger;

namespace Reports.Service.Audit;

internal sealed class AuditHandlers(TimeProvider time) :
    IRequestHandler<ExplainView, Explanation>,
    IRequestHandler<GetHistory, ViewHistory>,
    IRequestHandler<CompareCuts, CutComparison>
{
    public async Task<Explanation> Handle(ExplainView request, CancellationToken cancellationToken)
    {
        var ledger = request.Ledger;
        var cut = await request.Cut.ResolveAsync(ledger, time, cancellationToken);
        var policy = request.Policy ?? ledger.Views.PolicyAt(cut);
        var subject = ViewSubject.Find(ledger, request.Subject, cut);
        var status = subject.IsStatus ? ledger.Views.Explain(subject.Id, cut, policy, request.Steps) : null;
        var figures = subject.IsStatus ? [] : Figures(ledger.Views, subject, cut, policy).ConvertAll(f => ledger.Views.Explain(f, policy, request.Steps));
        var positions = new SortedSet<long>();
        if (status is not null)
        {
            positions.UnionWith(status.Steps.Select(s => s.Position));
            positions.UnionWith(status.Facts.Select(f => f.Position));
        }

        foreach (var figure in figures)
        {
            positions.UnionWith(figure.Steps.Select(s => s.Position));
            positions.UnionWith(figure.Facts.Select(f => f.Position));
        }

        var recorded = new Dictionary<long, RecordedStatement>();
        foreach (var position in positions)
        {
            var (@event, metadata) = await ledger.ReadAtAsync(position, cancellationToken);
            recorded[position] = new RecordedStatement(@event, metadata);
        }

        return new Explanation(status, [.. figures], recorded, cut, policy);
    }

    public async Task<ViewHistory> Handle(GetHistory request, CancellationToken cancellationToken)
    {
        var views = request.Ledger.Views;
        var cut = await request.Cut.ResolveAsync(request.Ledger, time, cancellationToken);
        var policy = request.Policy ?? views.PolicyAt(cut);
        var subject = ViewSubject.Find(request.Ledger, request.Subject, cut);
        return subject.IsStatus
            ? new ViewHistory(subject.Id, views.History(subject.Id, cut, policy, request.Along), [], request.Along, cut, policy)
            : new ViewHistory(
                null, [], [.. Figures(views, subject, cut, policy).Select(f => new FigureTrail(f, views.History(f, policy, request.Along)))], request.Along, cut, policy);
    }

    public async Task<CutComparison> Handle(CompareCuts request, CancellationToken cancellationToken)
    {
        var views = request.Ledger.Views;
        var from = await request.From.ResolveAsync(request.Ledger, time, cancellationToken);
        var to = await request.To.ResolveAsync(request.Ledger, time, cancellationToken);
        var (before, after) = (Viewpoint.At(views, from, request.Policy), Viewpoint.At(views, to, request.Policy));
        if (request.Subject is not { } name) return new CutComparison(before, after, ViewComparison.Compare(views, before, after));
        // The later gazetteer knows the names of both.
        var subject = ViewSubject.Find(request.Ledger, name, from.At > to.At ? from : to);
        var changes = ViewComparison.Compare(views, subject.Id, before, after);
        return new CutComparison(before, after, changes with { Figures = [.. changes.Figures.Where(f => subject.Has((f.After ?? f.Before)!.Key))] });
    }

    private static List<FigureView> Figures(Projections.Views views, ViewSubject subject, Cut cut, Policy policy) =>
        [.. views.FiguresAbout(subject.Id, cut, policy).Where(f => subject.Has(f.Key))];
}
