using MediatR;
using Reports.EventStore.Integrity;
using Reports.EventStore.Log;
using Reports.Service.Access;
using Reports.Service.Queries;

namespace Reports.Service.Integrity;

/// <summary>Makes the key that signs the checkpoints of a log.</summary>
/// <param name="Origin">The log's name in its checkpoints: unique, such as a URL without its scheme.</param>
[Needs(Permission.Manage)]
public sealed record CreateSigningKey(IntegrityFiles Files, string Origin) : IRequest<VerifierKey>, IChecked
{
    void IChecked.Check()
    {
        if (!VerifierKey.IsName(Origin))
            throw new RefusedException($"'{Domain.Text.SafeText.Show(Origin)}' cannot be an origin: it has 1 to 200 characters, no spaces and no plus");
    }
}

/// <summary>Hands over to a new key: the old one signs that, and a last checkpoint; then it is destroyed.</summary>
[Needs(Permission.Manage)]
public sealed record RotateSigningKey(IEventLog Log, IntegrityFiles Files) : IRequest<KeyRotation>;

internal sealed class SigningKeyHandlers(IMediator mediator, TimeProvider time) : IRequestHandler<CreateSigningKey, VerifierKey>, IRequestHandler<RotateSigningKey, KeyRotation>
{
    public Task<VerifierKey> Handle(CreateSigningKey request, CancellationToken cancellationToken)
    {
        using var taken = request.Files.Tiles.Lock();
        if (request.Files.History.Keys() is { } known)
            throw new RefusedException($"this log has a key already, {known.Current.Name} ({known.Current.Id:x8}): 'reports signing-key rotate' replaces it");
        if (File.Exists(request.Files.KeyPath)) throw new RefusedException($"{request.Files.KeyPath} is there already, and a key is never overwritten");
        using var key = SigningKey.Create(request.Origin);
        key.Save(request.Files.KeyPath);
        request.Files.History.Begin(key.Verifier);
        return Task.FromResult(key.Verifier);
    }

    public async Task<KeyRotation> Handle(RotateSigningKey request, CancellationToken cancellationToken)
    {
        var files = request.Files;
        var next = files.KeyPath + "-next";
        if (Finish(files, next) is { } finished) return finished;
        var last = await mediator.Send(new SignCheckpoint(request.Log, files), cancellationToken);
        using var taken = files.Tiles.Lock();
        using var old = SigningKeys.Load(files);
        // Left by a rotation that never was recorded: nobody trusts it.
        File.Delete(next);
        using var @new = SigningKey.Create(old.Verifier.Name);
        @new.Save(next);
        var rotation = new KeyRotation(old.Verifier, @new.Verifier, last.Checkpoint, time.GetUtcNow());
        // Recorded first: whatever happens now, the new key is the log's, and its file is found again.
        files.History.Add(new SignedNote(rotation.Text, [old.Sign(rotation.Text), @new.Sign(rotation.Text)]));
        DurableFile.Move(next, files.KeyPath, overwrite: true);
        return rotation;
    }

    /// <summary>Ends a rotation that was recorded, but cut short before the new key took its place.</summary>
    private static KeyRotation? Finish(IntegrityFiles files, string next)
    {
        if (!File.Exists(next) || files.History.Keys() is not { } keys) return null;
        using var taken = files.Tiles.Lock();
        using (var waiting = SigningKey.Load(next))
            if (waiting.Verifier != keys.Current) return null;
        DurableFile.Move(next, files.KeyPath, overwrite: true);
        return files.History.Rotations()[^1];
    }
}

internal static class SigningKeys
{
    /// <summary>The key that signs now.</summary>
    /// <exception cref="RefusedException">There is none, or it is not the one that was recorded.</exception>
    public static SigningKey Load(IntegrityFiles files)
    {
        SigningKey key;
        try
        {
            key = SigningKey.Load(files.KeyPath);
        }
        catch (FileNotFoundException)
        {
            throw new RefusedException($"there is no signing key at {files.KeyPath}: 'reports signing-key create' makes one");
        }
        catch (FormatException e)
        {
            throw new RefusedException($"{files.KeyPath}: {e.Message}");
        }

        if (files.History.Keys() is { } keys && keys.Current == key.Verifier) return key;
        var id = key.Verifier.Id;
        key.Dispose();
        throw new RefusedException($"the key {id:x8} of {files.KeyPath} is not the current key of {files.History.Path}: a rotation that was cut short is finished by 'reports signing-key rotate'");
    }
}
