using MediatR;
using Reports.EventStore.Integrity;
using Reports.EventStore.Log;
using Reports.Service.Access;
using Reports.Service.Integrity;
using Reports.Service.Queries;

namespace Reports.Service.Backups;

/// <summary>Makes a ledger from a backup where there is none. It is verified before it takes its place, and nothing is overwritten.</summary>
/// <param name="Backup">The archive.</param>
/// <param name="To">The ledger's file.</param>
/// <param name="Progress">Told what is done, of how much.</param>
[Needs(Permission.Manage)]
public sealed record RestoreLedger(string Backup, string To, IProgress<VerifyProgress>? Progress = null) : IRequest<BackupReport>;

internal sealed class RestoreLedgerHandler(IMediator mediator) : IRequestHandler<RestoreLedger, BackupReport>
{
    private static readonly string[] s_beside = ["", "-wal", "-tiles", "-checkpoints", "-signing-key", "-views", "-groups"];

    public async Task<BackupReport> Handle(RestoreLedger request, CancellationToken cancellationToken)
    {
        var target = Path.GetFullPath(request.To);
        foreach (var suffix in s_beside)
            if (Path.Exists(target + suffix)) throw new RefusedException($"{target}{suffix} is there already; a ledger is restored where nothing of one is, and nothing is overwritten");
        if (!File.Exists(request.Backup)) throw new FileNotFoundException($"there is no file '{request.Backup}'", request.Backup);
        var making = target + "-restoring";
        if (Path.Exists(making)) throw new RefusedException($"{making} is there, of a restore that goes on or was cut short: take it away when none goes on");
        Directory.CreateDirectory(making);
        try
        {
            var said = await BackupArchive.ReadAsync(request.Backup, making, cancellationToken);
            var ledger = Path.Combine(making, BackupArchive.Ledger);
            var report = await BackupArchive.VerifyAsync(mediator, ledger, request.Progress, cancellationToken);
            if ((report.Events, report.Root) != said) throw new LogDamagedException($"{request.Backup} says that it has {said.Events} events with the root {said.Root}, and has {report.Events} with {report.Root}");
            Move(Path.Combine(making, BackupArchive.Key), target + "-signing-key");
            if (Directory.Exists(Path.Combine(making, BackupArchive.Checkpoints))) Directory.Move(Path.Combine(making, BackupArchive.Checkpoints), target + "-checkpoints");
            // Last: where the ledger is, everything is.
            DurableFile.Move(ledger, target, overwrite: false);
            return report;
        }
        finally
        {
            Directory.Delete(making, recursive: true);
        }
    }

    private static void Move(string from, string to)
    {
        if (File.Exists(from)) DurableFile.Move(from, to, overwrite: false);
    }
}
