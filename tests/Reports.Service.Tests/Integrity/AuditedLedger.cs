using MediatR;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Reports.EventStore.Embedded;
using Reports.EventStore.Integrity;
using Reports.EventStore.Log;
using Reports.Service.Hosting;
using Reports.Service.Integrity;
using Reports.Service.Tests.Ledgers;

namespace Reports.Service.Tests.Integrity;

/// <summary>A ledger with checkpoints, an auditor who kept one and the public key, and an attacker who can write every file.</summary>
internal sealed class AuditedLedger : IDisposable
{
    private readonly LedgerFolder _folder = new();
    private readonly ServiceProvider _services;

    private AuditedLedger()
    {
        _services = new ServiceCollection().AddUseCases(Time).BuildServiceProvider();
        Mediator = _services.GetRequiredService<IMediator>();
    }

    public IMediator Mediator { get; }

    public FakeTimeProvider Time => _folder.Time;

    public string Path => _folder.Path;

    public string Folder => _folder.Folder;

    public IntegrityFiles Files => IntegrityFiles.Beside(Path);

    /// <summary>The first checkpoint and key, as the auditor copied them.</summary>
    public SignedCheckpoint Kept { get; private set; } = null!;

    public VerifierKey KeptKey { get; private set; } = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A ledger with a checkpoint and so many sources recorded after it.</summary>
    public static async Task<AuditedLedger> CreateAsync(int before = 30, int after = 5)
    {
        var audited = new AuditedLedger();
        await audited._folder.RecordAndSaveAsync([.. Enumerable.Repeat("isil", before)]);
        audited.KeptKey = await audited.Mediator.Send(new CreateSigningKey(audited.Files, "ledger.example"), Cancellation);
        audited.Kept = await audited.SignAsync();
        await audited.RecordAsync(after);
        return audited;
    }

    public async Task RecordAsync(int sources)
    {
        if (sources == 0) return;
        await using var ledger = await _folder.OpenAsync();
        await LedgerFolder.RecordAsync(ledger, [.. Enumerable.Repeat("hts", sources)]);
    }

    public async Task<SignedCheckpoint> SignAsync()
    {
        await using var log = EmbeddedLog.Open(Path, LedgerMode.Read);
        return await Mediator.Send(new SignCheckpoint(log, Files), Cancellation);
    }

    /// <summary>Verifies as the auditor does, with what was kept elsewhere; or with nothing.</summary>
    public async Task<Verification> VerifyAsync(bool isAuditor = true)
    {
        await using var log = EmbeddedLog.Open(Path, LedgerMode.Read);
        return await Mediator.Send(new VerifyLedger(log, Files, isAuditor ? Kept : null, isAuditor ? KeptKey : null), Cancellation);
    }

    /// <summary>
    /// Writes the ledger anew with other events, through the log's own writer: every checksum, index and page of it is right. The
    /// saved views go, they would tell.
    /// </summary>
    public async Task RewriteAsync(Func<List<RecordedEvent>, IEnumerable<RecordedEvent>> change)
    {
        var events = new List<RecordedEvent>();
        await using (var log = EmbeddedLog.Open(Path, LedgerMode.Read))
            await foreach (var page in log.ReadAllAsync(default, Cancellation))
                events.AddRange(page.Events.ToArray().Select(e => e.Copy()));
        var forged = Path + ".forged";
        await using (var log = EmbeddedLog.Open(forged, LedgerMode.Write))
            foreach (var e in change(events).ToList())
                await log.AppendAsync(
                    new StreamName(e.StreamText), ExpectedRevision.Any, [new EventToAppend(e.Id, e.TypeText, e.Data, e.Metadata)], Cancellation);
        File.Move(forged, Path, overwrite: true);
        File.Delete(Path + "-views");
    }

    /// <summary>Takes away all that stands beside the ledger.</summary>
    public void ForgetFiles()
    {
        Directory.Delete(Files.Tiles.Path, recursive: true);
        Directory.Delete(Files.History.Path, recursive: true);
        File.Delete(Files.KeyPath);
    }

    /// <summary>Changes rows through the layer that gives changed pages good checksums.</summary>
    public void Edit(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path};Pooling=False;Vfs=reports-guarded-default");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql + "; PRAGMA wal_checkpoint(TRUNCATE)";
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        _services.Dispose();
        _folder.Dispose();
    }
}
