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
    string Place, StatusKind Status, ImmutableArray<string> Facts, ImmutableArray<string> Agrees, ImmutableArray<string> Disagrees)
{
    /// <summary>The status in which they stand so.</summary>
    public required ControlStatusView View { get; init; }

    /// <summary>Other origins that agree; none where only the same ones do, through other sources.</summary>
    public ImmutableArray<string> AgreeingOrigins { get; init; } = [];

    /// <summary>Origins on the other side.</summary>
    public ImmutableArray<string> DisagreeingOrigins { get; init; } = [];
}

/// <summary>A source in a figure. How far origins are apart is a property of the figure, and not of two of them.</summary>
/// <param name="Facts">Its own facts that say what an origin says now.</param>
/// <param name="Others">Facts of other sources that do.</param>
public sealed record FigureStanding(FigureKey Key, FigureClass Class, bool Disputed, ImmutableArray<string> Facts, ImmutableArray<string> Others)
{
    /// <summary>The figure in which they stand so.</summary>
    public required FigureView View { get; init; }
}

internal sealed class SourceStandingHandler(TimeProvider time) : IRequestHandler<GetSourceStanding, SourceStanding>
{
    public async Task<SourceStanding> Handle(GetSourceStanding request, CancellationToken cancellationToken)
    {
        var (views, cut) = (request.Ledger.Views, await request.Cut.ResolveAsync(request.Ledger, time, cancellationToken));
        if (views.Source(request.Id, cut) is null) throw ViewQueryHandlers.UnknownSource(request.Ledger, request.Id, cut);
        var policy = request.Policy ?? views.PolicyAt(cut);
        var spoken = views.SpokenBySource(request.Id, cut);
        return new SourceStanding(
            request.Id, Standings.Districts(views, spoken, cut, policy), Standings.Figures(views, spoken, cut, policy), cut, cut.At ?? views.Position, policy.Name);
    }
}
