using System.Globalization;
using MediatR;
using Reports.EventStore.Integrity;
using Reports.EventStore.Log;
using Reports.Service.Access;
using Reports.Service.Queries;

namespace Reports.Service.Integrity;

/// <summary>Makes the key of a witness.</summary>
/// <param name="Name">The witness's name in its cosignatures: unique, such as a URL without its scheme.</param>
[Needs(Permission.Manage)]
public sealed record CreateWitness(WitnessFolder Folder, string Name) : IRequest<VerifierKey>, IChecked
{
    void IChecked.Check()
    {
        if (!VerifierKey.IsName(Name))
            throw new RefusedException($"'{Domain.Text.SafeText.Show(Name)}' cannot be a witness's name: it has 1 to 200 characters, no spaces and no plus");
    }
}

/// <summary>
/// Cosigns a checkpoint of a log, when it follows from the last one that this witness cosigned (C2SP tlog-witness, add-checkpoint).
/// </summary>
/// <param name="Folder">The witness.</param>
/// <param name="Asked">A consistency proof from the last checkpoint; the checkpoint alone for a log's first one, or for the last one again.</param>
/// <param name="Key">The key of the log; needed for its first checkpoint.</param>
/// <param name="Rotations">Rotations by which a newer key of the log follows from the one that the witness knows.</param>
[Needs(Permission.Manage)]
public sealed record Cosign(WitnessFolder Folder, byte[] Asked, VerifierKey? Key, IReadOnlyList<KeyRotation> Rotations) : IRequest<SignedCheckpoint>;

/// <summary>What a witness has cosigned.</summary>
[Needs(Permission.Audit)]
public sealed record GetWitnessedLogs(WitnessFolder Folder) : IRequest<WitnessedLogs>;

/// <param name="Own">The witness's public key.</param>
/// <param name="Logs">The last checkpoint of each log.</param>
public sealed record WitnessedLogs(VerifierKey Own, IReadOnlyList<WitnessedLog> Logs);

internal sealed class WitnessHandlers(TimeProvider time)
    : IRequestHandler<CreateWitness, VerifierKey>, IRequestHandler<Cosign, SignedCheckpoint>, IRequestHandler<GetWitnessedLogs, WitnessedLogs>
{
    public Task<VerifierKey> Handle(CreateWitness request, CancellationToken cancellationToken)
    {
        request.Folder.Make();
        using var taken = request.Folder.Lock();
        if (File.Exists(request.Folder.KeyPath)) throw new RefusedException($"{request.Folder.KeyPath} is there already, and a key is never overwritten");
        using var key = SigningKey.Create(request.Name, SignatureType.CosignatureV1);
        request.Folder.Save(key);
        return Task.FromResult(key.Verifier);
    }

    public Task<SignedCheckpoint> Handle(Cosign request, CancellationToken cancellationToken)
    {
        var (proof, asked) = Read(request.Asked);
        using var key = Load(request.Folder);
        using var taken = request.Folder.Lock();
        var known = request.Folder.Read(asked.Checkpoint.Origin, key.Verifier);
        var signer = SignerOf(request, asked, known);
        if (known is not null) CheckFollows(known.Last.Checkpoint, proof, asked.Checkpoint);
        else if (proof is { From: > 0 }) throw new RefusedException("this witness has cosigned no checkpoint of this log: the first one is asked for without a proof");
        // The log's line alone goes on: what others signed was not looked at.
        var line = asked.Note.Signatures.First(s => s.Id == signer.Id && s.Name == signer.Name);
        var cosigned = asked with { Note = new SignedNote(asked.Note.Text, [line, key.Cosign(asked.Checkpoint, time.GetUtcNow())]) };
        // Durable before anybody sees the cosignature: a witness that forgets what it signed can be shown another log.
        request.Folder.Write(new WitnessedLog(signer, cosigned));
        return Task.FromResult(cosigned);
    }

    public Task<WitnessedLogs> Handle(GetWitnessedLogs request, CancellationToken cancellationToken)
    {
        using var key = Load(request.Folder);
        return Task.FromResult(new WitnessedLogs(key.Verifier, request.Folder.All(key.Verifier)));
    }

    private static (ConsistencyProof? Proof, SignedCheckpoint Asked) Read(byte[] asked)
    {
        if (GrowthProof.TryParse(asked, out var growth, out var problem)) return (growth.Proof, growth.Newer);
        if (SignedCheckpoint.TryParse(asked, out var signed, out var error)) return (null, signed);
        throw new RefusedException(asked.AsSpan().StartsWith("old "u8) ? $"this is no consistency proof: {problem}" : $"this is neither a checkpoint nor a consistency proof: {error}");
    }

    private static SigningKey Load(WitnessFolder folder)
    {
        try
        {
            return SigningKey.Load(folder.KeyPath);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RefusedException($"there is no witness in {folder.Path}: 'reports witness create' makes one");
        }
        catch (FormatException e)
        {
            throw new RefusedException($"{folder.KeyPath}: {e.Message}");
        }
    }

    /// <summary>The key of the log that signed the checkpoint: the one that the witness knows, or one that follows from it.</summary>
    private static VerifierKey SignerOf(Cosign request, SignedCheckpoint asked, WitnessedLog? known)
    {
        var origin = Domain.Text.SafeText.Show(asked.Checkpoint.Origin);
        var trusted = known?.Key ?? request.Key ?? throw new RefusedException($"this witness has not seen the log '{origin}' before: name its public key with --key");
        try
        {
            var keys = LogKeys.Following(trusted, request.Rotations);
            if (known is not null && request.Key is { } named && !keys.All.Contains(named))
                throw new RefusedException($"this witness knows the log '{origin}' by another key, {trusted.Id:x8}: --rotations leads from one to the next");
            if (!asked.TryVerify(keys.At(asked.Checkpoint.Size), [], out var verified, out var error)) throw new RefusedException($"nothing was cosigned: {error}");
            return verified[^1].Key;
        }
        catch (FormatException e)
        {
            throw new RefusedException(e.Message);
        }
    }

    private static void CheckFollows(Checkpoint last, ConsistencyProof? proof, Checkpoint asked)
    {
        if (asked.Size < last.Size)
            throw new RefusedException(string.Create(CultureInfo.InvariantCulture, $"nothing was cosigned: this is the checkpoint of size {asked.Size}, and one of size {last.Size} was cosigned before"));
        if (asked.Size == last.Size && asked.Root != last.Root)
            throw new LogDamagedException(
                $"nothing was cosigned: the log '{Domain.Text.SafeText.Show(asked.Origin)}' signed two checkpoints of size {asked.Size}, with the roots {last.Root} and {asked.Root}. Keep both: they prove it");
        if (asked == last && proof is null) return;
        if (proof is null || proof.From != last.Size)
            throw new RefusedException(
                string.Create(CultureInfo.InvariantCulture, $"nothing was cosigned: the last checkpoint has size {last.Size}, and a proof is needed that this one follows from it: 'reports proof consistency --from {last.Size}'"));
        if (!proof.Verifies(last.Root, asked.Root))
            throw new RefusedException(
                string.Create(CultureInfo.InvariantCulture, $"nothing was cosigned: the proof does not lead from the checkpoint of size {last.Size} and root {last.Root}. Either it is another log's, or what had been signed was changed"));
    }
}
