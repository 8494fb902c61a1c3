using System.Collections.Immutable;
using MediatR;
using Reports.Domain.Policies;
using Reports.Projections.ControlStatus;
using Reports.Projections.Figures;
using Reports.Projections.Ledger;
using Reports.Service.Access;
using Reports.Service.Ledgers;

namespace Reports.Service.Queries;

/// <summary>Where a source agrees and disagrees with others, in the views of a cut.</summary>
/// <param name="Id">The source's id.</param>
/// <param name="Policy">Null for the one in force at the cut.</param>
[Needs(Permission.Read)]
public sealed record GetSourceStanding(Ledger Ledger, string Id, CutRequest Cut, Policy? Policy) : IRequest<SourceStanding>;

/// <summary>How what a source reports stands beside what others report. Only facts that stand at the cut are compared.</summary>
/// <param name="Districts">Places of which the source has a standing claim of control, by id.</param>
/// <param name="Figures">Figures of which it has the current word of an origin, in their order.</param>
public sealed record SourceStanding(
    string Source, ImmutableArray<DistrictStanding> Districts, ImmutableArray<FigureStanding> Figures, Cut Cut, long Position, string Policy);

/// <summary>A source in the status of a place.</summary>
/// <param name="Facts">Its own standing facts.</param>
/// <param name="Agrees">Facts of others that name the same parties, or parties that the leading side admits beside its own.</param>
/// <param name="Disagrees">Facts of others on the other side of a dispute (DOMAIN.md, control rule 4).</param>
public sealed record DistrictStanding(
    string Place, StatusKind Status, ImmutableArray<string> Facts, ImmutableArray<string> Agrees, ImmutableArray<string> Disagrees);

/// <summary>A source in a figure. How far origins are apart is a property of the figure, and not of two of them.</summary>
/// <param name="Facts">Its own facts that say what an origin says now.</param>
/// <param name="Others">Facts of other sources that do.</param>
public sealed record FigureStanding(FigureKey Key, FigureClass Class, bool Disputed, ImmutableArray<string> Facts, ImmutableArray<string> Others);

internal sealed class SourceStandingHandler(TimeProvider time) : IRequestHandler<GetSourceStanding, SourceStanding>
{
    public async Task<SourceStanding> Handle(GetSourceStanding request, CancellationToken cancellationToken)
    {
        var (views, cut) = (request.Ledger.Views, await request.Cut.ResolveAsync(request.Ledger, time, cancellationToken));
        if (views.Source(request.Id, cut) is null) throw ViewQueryHandlers.UnknownSource(request.Ledger, request.Id, cut);
        var policy = request.Policy ?? views.PolicyAt(cut);
        var own = request.Id + "/";
        return new SourceStanding(
            request.Id,
            [.. views.Statuses(cut, policy).Select(s => Of(s, own)).OfType<DistrictStanding>().OrderBy(d => d.Place, StringComparer.Ordinal)],
            [.. views.Figures(cut, policy, false).Select(f => Of(f, own)).OfType<FigureStanding>()],
            cut, cut.At ?? views.Position, policy.Name);
    }

    private static DistrictStanding? Of(ControlStatusView status, string own)
    {
        var sides = status.Sides.Where(s => s.Facts.Any(IsOwn)).ToList();
        if (sides.Count == 0) return null;
        return new DistrictStanding(
            status.Place, status.Status, Facts(sides, IsOwn),
            // Two sides against the leading one need not agree with each other.
            Facts(status.Sides.Where(s => sides.Contains(s) || (!s.Against && sides.Exists(o => !o.Against))), IsOfOthers),
            Facts(status.Sides.Where(s => sides.Exists(o => o.Against != s.Against)), IsOfOthers));

        bool IsOwn(string fact) => fact.StartsWith(own, StringComparison.Ordinal);
        bool IsOfOthers(string fact) => !IsOwn(fact);
    }

    private static ImmutableArray<string> Facts(IEnumerable<ControlSide> sides, Func<string, bool> which) =>
        [.. sides.SelectMany(s => s.Facts).Where(which).Distinct().Order(StringComparer.Ordinal)];

    private static FigureStanding? Of(FigureView figure, string own)
    {
        var facts = figure.Origins.SelectMany(o => o.Facts).Distinct().Order(StringComparer.Ordinal).ToLookup(f => f.StartsWith(own, StringComparison.Ordinal));
        return facts[true].Any() ? new FigureStanding(figure.Key, figure.Class, figure.Disputed, [.. facts[true]], [.. facts[false]]) : null;
    }
}
