using MediatR;
using Reports.Domain.Gazetteer;
using Reports.Projections.Ledger;
using Reports.Service.Access;
using Reports.Service.Ledgers;
using Reports.Service.Queries;

namespace Reports.Service.Boundaries;

/// <summary>Where places end, for maps.</summary>
/// <param name="Cut">Only its position counts: a boundary is for whatever day, and nobody publishes it as a fact.</param>
/// <param name="Within">A place by id or any spelling: only its own boundary, and those of the places in it; null for all.</param>
[Needs(Permission.Read)]
public sealed record GetBoundaries(Ledger Ledger, CutRequest Cut, string? Within = null) : IRequest<KnownBoundaries>;

/// <param name="ByPlace">By the id of the place; places without a boundary are not in it.</param>
/// <param name="Cut">At which it was looked.</param>
public sealed record KnownBoundaries(IReadOnlyDictionary<string, PlaceBoundary> ByPlace, Cut Cut);

internal sealed class GetBoundariesHandler(TimeProvider time) : IRequestHandler<GetBoundaries, KnownBoundaries>
{
    public async Task<KnownBoundaries> Handle(GetBoundaries request, CancellationToken cancellationToken)
    {
        var (views, cut) = (request.Ledger.Views, await request.Cut.ResolveAsync(request.Ledger, time, cancellationToken));
        var boundaries = views.Boundaries(cut.At);
        if (request.Within is null) return new KnownBoundaries(boundaries, cut);
        var place = PlaceNames.Find(request.Ledger, request.Within, cut);
        var gazetteer = views.Gazetteer(cut.At);
        return new KnownBoundaries(
            boundaries.Where(b => gazetteer.SelfAndAncestors(b.Key).Any(p => p.Id == place)).ToDictionary(b => b.Key, b => b.Value, StringComparer.Ordinal), cut);
    }
}
