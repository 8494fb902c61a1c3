using MediatR;
using Reports.EventStore.Integrity;
using Reports.EventStore.Log;
using Reports.Service.Access;

namespace Reports.Service.Integrity;

/// <summary>Forgets the tiles and makes them again from the log.</summary>
[Needs(Permission.Manage)]
public sealed record RebuildTiles(IEventLog Log, IntegrityFiles Files, IProgress<long>? Progress = null) : IRequest<TreeState>;

internal sealed class RebuildTilesHandler : IRequestHandler<RebuildTiles, TreeState>
{
    public async Task<TreeState> Handle(RebuildTiles request, CancellationToken cancellationToken)
    {
        using (request.Files.Tiles.Lock()) request.Files.Tiles.Clear();
        using var tree = LogTree.OpenToWrite(request.Log, request.Files.Tiles);
        await tree.CatchUpAsync(request.Progress, cancellationToken);
        tree.Save();
        return request.Files.Tiles.Read() ?? new TreeState(0, Position.Start, MerkleHash.Empty);
    }
}
