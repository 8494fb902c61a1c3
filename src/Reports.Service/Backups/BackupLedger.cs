using MediatR;
using Reports.EventStore.Embedded;
using Reports.EventStore.Integrity;
using Reports.EventStore.Log;
using Reports.Service.Access;
using Reports.Service.Integrity;
using Reports.Service.Queries;

namespace Reports.Service.Backups;

/// <summary>
/// Writes a ledger file and its checkpoints into one archive, while others append: the ledger as it stands after one commit, byte for
/// byte in its events, and every checkpoint that was signed before. What was written is read again and must have the ledger's root.
/// </summary>
/// <param name="Log">The ledger.</param>
/// <param name="Files">What stands beside it.</param>
/// <param name="Output">The archive, which must not be there.</param>
/// <param name="WithKey">Whether the private signing key goes into it.</param>
/// <param name="Progress">Told what is done, of how much.</param>
[Needs(Permission.Manage)]
public sealed record BackupLedger(EmbeddedLog Log, IntegrityFiles Files, string Output, bool WithKey, IProgress<VerifyProgress>? Progress = null) : IRequest<BackupReport>;

/// <param name="Events">Events of the ledger in the archive.</param>
/// <param name="Root">The root over them.</param>
/// <param name="Checkpoints">Sizes of its checkpoints.</param>
public sealed record BackupReport(long Events, MerkleHash Root, IReadOnlyList<long> Checkpoints);

internal sealed class BackupLedgerHandler(IMediator mediator) : IRequestHandler<BackupLedger, BackupReport>
{
    public async Task<BackupReport> Handle(BackupLedger request, CancellationToken cancellationToken)
    {
        var output = Path.GetFullPath(request.Output);
        if (File.Exists(output)) throw new RefusedException($"{output} is there already; a backup overwrites nothing");
        if (request.WithKey && !File.Exists(request.Files.KeyPath)) throw new RefusedException($"there is no signing key at {request.Files.KeyPath}");
        var making = Directory.CreateDirectory(output + "-making").FullName;
        try
        {
            // Before the ledger, which grows: each of them is then about events that the copy has.
            var checkpoints = Path.Combine(making, BackupArchive.Checkpoints);
            Directory.CreateDirectory(checkpoints);
            if (Directory.Exists(request.Files.History.Path))
                foreach (var file in Directory.GetFiles(request.Files.History.Path).Where(f => BackupArchive.IsOfHistory(Path.GetFileName(f))))
                    File.Copy(file, Path.Combine(checkpoints, Path.GetFileName(file)));
            var copy = Path.Combine(making, BackupArchive.Ledger);
            await Task.Run(() => request.Log.Snapshot(copy, cancellationToken), cancellationToken);
            var report = await BackupArchive.VerifyAsync(mediator, copy, request.Progress, cancellationToken);
            using (var tree = LogTree.OpenToRead(request.Log, request.Files.Tiles))
            {
                await tree.CatchUpAsync(cancellation: cancellationToken);
                var root = tree.Proofs.RootAt(report.Events);
                if (root != report.Root) throw new LogDamagedException($"the copy of {request.Log.Name} has the root {report.Root} over {report.Events} events, and the ledger {root}");
            }

            if (request.WithKey) File.Copy(request.Files.KeyPath, Path.Combine(making, BackupArchive.Key));
            var archive = Path.Combine(making, "archive");
            await BackupArchive.WriteAsync(making, archive, report, ownerOnly: request.WithKey, cancellationToken);
            await BackupArchive.CompareAsync(archive, making, cancellationToken);
            DurableFile.Move(archive, output, overwrite: false);
            return report;
        }
        finally
        {
            Directory.Delete(making, recursive: true);
        }
    }
}
