using MediatR;
using Reports.EventStore.Integrity;
using Reports.EventStore.Log;
using Reports.Service.Access;
using Reports.Service.Queries;

namespace Reports.Service.Integrity;

/// <summary>Proves that the event at a position is in the log as a checkpoint has it.</summary>
/// <param name="Size">The size of the checkpoint; null for the latest.</param>
[Needs(Permission.Audit)]
public sealed record ProveInclusion(IEventLog Log, IntegrityFiles Files, Position Position, long? Size = null) : IRequest<EntryProof>;

/// <summary>Proves that one checkpoint only added to another.</summary>
/// <param name="From">The older one, such as an auditor kept it.</param>
/// <param name="To">The newer one.</param>
[Needs(Permission.Audit)]
public sealed record ProveGrowth(IEventLog Log, IntegrityFiles Files, SignedCheckpoint From, SignedCheckpoint To) : IRequest<GrowthProof>, IChecked
{
    void IChecked.Check()
    {
        var (from, to) = (From.Checkpoint, To.Checkpoint);
        if (from.Origin != to.Origin) throw new RefusedException($"these are checkpoints of two logs: {from.Origin} and {to.Origin}");
        if (from.Size > to.Size) throw new RefusedException($"the checkpoint of size {from.Size} is the newer one, and that of size {to.Size} the older");
    }
}

internal sealed class ProofHandlers : IRequestHandler<ProveInclusion, EntryProof>, IRequestHandler<ProveGrowth, GrowthProof>
{
    public async Task<EntryProof> Handle(ProveInclusion request, CancellationToken cancellationToken)
    {
        var history = request.Files.History;
        if ((request.Size ?? (history.Sizes() is [.., var last] ? last : null)) is not { } size)
            throw new RefusedException("there is no checkpoint yet to prove anything against: 'reports checkpoint' signs one");
        if (!history.Sizes().Contains(size)) throw new RefusedException($"there is no checkpoint of size {size}: 'reports checkpoint list' has those that were signed");
        var signed = history.Read(size);
        using var tree = await TreeAsync(request.Log, request.Files, size, cancellationToken);
        var (number, entry) = await EntryAsync(request.Log, tree, request.Position, cancellationToken);
        if (number is null || number > size)
            throw new RefusedException($"position {request.Position} was recorded after the checkpoint of size {size}: 'reports checkpoint' signs one that has it");
        var proof = new EntryProof(entry, tree.Proofs.Inclusion(number.Value - 1, size), signed);
        return proof.LeadsToRoot
            ? proof
            : throw new LogDamagedException($"the event at position {request.Position} is not in the checkpoint of size {size}: 'reports verify' says what was changed");
    }

    public async Task<GrowthProof> Handle(ProveGrowth request, CancellationToken cancellationToken)
    {
        var (from, to) = (request.From.Checkpoint, request.To.Checkpoint);
        using var tree = await TreeAsync(request.Log, request.Files, to.Size, cancellationToken);
        if (to.Size > tree.Size) throw new LogDamagedException($"the log has {tree.Size} events, and the checkpoint {to.Size}: events were lost, or an old copy was restored");
        var proof = new GrowthProof(tree.Proofs.Consistency(from.Size, to.Size), request.To);
        return proof.LeadsFrom(from)
            ? proof
            : throw new LogDamagedException($"the log does not lead from the checkpoint of size {from.Size} to that of size {to.Size}: 'reports verify' says what was changed");
    }

    /// <summary>The log is read only where the tiles do not reach.</summary>
    private static async Task<LogTree> TreeAsync(IEventLog log, IntegrityFiles files, long size, CancellationToken cancellation)
    {
        var tree = LogTree.OpenToRead(log, files.Tiles);
        try
        {
            if (tree.Size < size) await tree.CatchUpAsync(null, cancellation);
            return tree;
        }
        catch
        {
            tree.Dispose();
            throw;
        }
    }

    /// <summary>The event's number and entry; no number for one that the tree does not reach.</summary>
    private static async Task<(long? Number, byte[] Entry)> EntryAsync(IEventLog log, LogTree tree, Position position, CancellationToken cancellation)
    {
        var number = tree.NumberOf(position.Commit);
        // Servers refuse to read from where nothing is.
        if (number is null && position <= tree.Last) throw Nothing(position);
        await foreach (var page in log.ReadAllAsync(new LogRead(position, position, MaxCount: 1), cancellation))
            foreach (var recorded in page.Events.ToArray())
            {
                if (recorded.Position.Commit != position.Commit) continue;
                var room = new byte[LogEntry.MaxBytes];
                return (number, room[..LogEntry.Write(recorded, number ?? 0, room)]);
            }

        throw Nothing(position);
    }

    private static RefusedException Nothing(Position position) => new($"there is nothing at position {position}");
}
