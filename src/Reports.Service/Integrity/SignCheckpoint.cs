using MediatR;
using Reports.EventStore.Integrity;
using Reports.EventStore.Log;
using Reports.Service.Access;
using Reports.Service.Queries;

namespace Reports.Service.Integrity;

/// <summary>Brings the tree up to date, signs what the log is now, and adds that to the history.</summary>
/// <param name="Progress">Told the events hashed so far.</param>
[Needs(Permission.Manage)]
public sealed record SignCheckpoint(IEventLog Log, IntegrityFiles Files, IProgress<long>? Progress = null) : IRequest<SignedCheckpoint>;

/// <summary>Adds the cosignatures of known witnesses to a checkpoint of the history.</summary>
/// <param name="Note">A checkpoint as a witness gave it back, or the history's own with lines added.</param>
/// <param name="Witnesses">Keys of witnesses; each line that is added was made by one of them.</param>
[Needs(Permission.Manage)]
public sealed record AddCosignatures(IntegrityFiles Files, byte[] Note, IReadOnlyList<VerifierKey> Witnesses) : IRequest<CosignedCheckpoint>;

/// <param name="Signed">The checkpoint as it stands now.</param>
/// <param name="Added">The cosignatures that were taken.</param>
public sealed record CosignedCheckpoint(SignedCheckpoint Signed, IReadOnlyList<VerifiedSignature> Added);

internal sealed class CheckpointHandlers : IRequestHandler<SignCheckpoint, SignedCheckpoint>, IRequestHandler<AddCosignatures, CosignedCheckpoint>
{
    public async Task<SignedCheckpoint> Handle(SignCheckpoint request, CancellationToken cancellationToken)
    {
        var (files, history) = (request.Files, request.Files.History);
        using var key = SigningKeys.Load(files);
        using var tree = LogTree.OpenToWrite(request.Log, files.Tiles);
        await tree.CatchUpAsync(request.Progress, cancellationToken);
        CheckFollows(tree, history);
        tree.Save();
        var checkpoint = new Checkpoint(key.Verifier.Name, tree.Size, tree.Root);
        return history.Add(new SignedCheckpoint(checkpoint, new SignedNote(checkpoint.Text, [key.Sign(checkpoint.Text)])));
    }

    public Task<CosignedCheckpoint> Handle(AddCosignatures request, CancellationToken cancellationToken)
    {
        if (!SignedCheckpoint.TryParse(request.Note, out var signed, out var error)) throw new RefusedException($"this is no checkpoint: {error}");
        if (request.Witnesses.FirstOrDefault(w => w.Type != SignatureType.CosignatureV1) is { } other)
            throw new RefusedException($"the key {other.Name} ({other.Id:x8}) is no witness's: its type is 1, and cosignatures have 4");
        using var taken = request.Files.Tiles.Lock();
        var history = request.Files.History;
        if (!history.Sizes().Contains(signed.Checkpoint.Size))
            throw new RefusedException($"there is no checkpoint of size {signed.Checkpoint.Size} in {history.Path}");
        if (history.Read(signed.Checkpoint.Size).Note.Text != signed.Note.Text)
            throw new RefusedException($"this is not the checkpoint of size {signed.Checkpoint.Size} that the log signed: keep it, it shows that two were given out");
        if (!signed.Note.TryVerify(request.Witnesses, out var added, out error)) throw new RefusedException($"no cosignature was added: {error}");
        var lines = signed.Note.Signatures.Where(s => request.Witnesses.Any(w => w.Id == s.Id && w.Name == s.Name));
        return Task.FromResult(new CosignedCheckpoint(history.Add(signed with { Note = signed.Note with { Signatures = [.. lines] } }), added));
    }

    /// <summary>A log must not sign what does not follow from what it signed before (C2SP tlog-checkpoint).</summary>
    private static void CheckFollows(LogTree tree, CheckpointHistory history)
    {
        if (history.Latest() is not { Checkpoint: var last }) return;
        if (last.Size > tree.Size)
            throw new LogDamagedException($"a checkpoint of size {last.Size} was signed, and the log has {tree.Size} events: events were lost, or an old copy was restored");
        if (tree.Proofs.RootAt(last.Size) != last.Root)
            throw new LogDamagedException($"the log does not follow from the checkpoint of size {last.Size}: nothing is signed; 'reports verify' names what was changed");
    }
}
