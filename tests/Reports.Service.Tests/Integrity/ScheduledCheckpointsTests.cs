using Reports.EventStore.Embedded;
using Reports.Service.Integrity;
using Reports.Service.Queries;

namespace Reports.Service.Tests.Integrity;

/// <summary>Checkpoints that nobody asks for, and the keys that sign them.</summary>
public sealed class ScheduledCheckpointsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_checkpoint_is_signed_after_so_many_events_or_so_long_whichever_is_first()
    {
        using var audited = await AuditedLedger.CreateAsync(after: 0);
        await using var log = EmbeddedLog.Open(audited.Path, LedgerMode.Read);
        var scheduled = new ScheduledCheckpoints(audited.Mediator, audited.Time, log, audited.Files, new CheckpointSchedule(10, TimeSpan.FromMinutes(60)));

        Assert.Null(await scheduled.SignIfDueAsync(cancellation: Cancellation));
        await audited.RecordAsync(4);
        Assert.Null(await scheduled.SignIfDueAsync(cancellation: Cancellation));
        await audited.RecordAsync(1);
        Assert.Equal(74, (await scheduled.SignIfDueAsync(cancellation: Cancellation))!.Checkpoint.Size);

        audited.Time.Advance(TimeSpan.FromMinutes(61));
        Assert.Null(await scheduled.SignIfDueAsync(cancellation: Cancellation));
        await audited.RecordAsync(1);
        Assert.Equal(76, (await scheduled.SignIfDueAsync(cancellation: Cancellation))!.Checkpoint.Size);
        await audited.RecordAsync(1);
        Assert.Null(await scheduled.SignIfDueAsync(cancellation: Cancellation));
        Assert.Equal(78, (await scheduled.SignIfDueAsync(isLast: true, Cancellation))!.Checkpoint.Size);
        Assert.Equal([64, 74, 76, 78], (await audited.VerifyAsync()).Checkpoints);
    }

    [Fact]
    public async Task A_log_has_one_key_that_is_not_overwritten()
    {
        using var audited = await AuditedLedger.CreateAsync(after: 0);
        var key = await File.ReadAllBytesAsync(audited.Files.KeyPath, Cancellation);
        await Assert.ThrowsAsync<RefusedException>(() => audited.Mediator.Send(new CreateSigningKey(audited.Files, "ledger.example"), Cancellation));
        Directory.Delete(audited.Files.History.Path, recursive: true);
        await Assert.ThrowsAsync<RefusedException>(() => audited.Mediator.Send(new CreateSigningKey(audited.Files, "ledger.example"), Cancellation));
        Assert.Equal(key, await File.ReadAllBytesAsync(audited.Files.KeyPath, Cancellation));
    }

    [Fact]
    public async Task A_rotation_that_was_cut_short_after_it_was_recorded_is_finished()
    {
        using var audited = await AuditedLedger.CreateAsync();
        await using var log = EmbeddedLog.Open(audited.Path, LedgerMode.Read);
        var old = await File.ReadAllBytesAsync(audited.Files.KeyPath, Cancellation);
        var rotation = await audited.Mediator.Send(new RotateSigningKey(log, audited.Files), Cancellation);
        // As if the process had ended between the record and the move.
        File.Move(audited.Files.KeyPath, audited.Files.KeyPath + "-next");
        await File.WriteAllBytesAsync(audited.Files.KeyPath, old, Cancellation);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(audited.Files.KeyPath, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        var refusal = await Assert.ThrowsAsync<RefusedException>(audited.SignAsync);
        Assert.Contains("signing-key rotate", refusal.Message, StringComparison.Ordinal);
        var finished = await audited.Mediator.Send(new RotateSigningKey(log, audited.Files), Cancellation);
        Assert.Equal(rotation.New, finished.New);
        Assert.Equal(rotation.New.Id, (await audited.SignAsync()).Note.Signatures[^1].Id);
        Assert.Empty((await audited.VerifyAsync()).Damages);
        Assert.False(File.Exists(audited.Files.KeyPath + "-next"));
    }

    [Fact]
    public async Task An_old_key_signs_nothing_that_counts_after_it_handed_over()
    {
        using var audited = await AuditedLedger.CreateAsync();
        var stolen = await File.ReadAllTextAsync(audited.Files.KeyPath, Cancellation);
        await using (var log = EmbeddedLog.Open(audited.Path, LedgerMode.Read))
            await audited.Mediator.Send(new RotateSigningKey(log, audited.Files), Cancellation);
        await audited.RecordAsync(1);
        var signed = await audited.SignAsync();
        using var key = EventStore.Integrity.SigningKey.Parse(stolen.Trim());
        await File.WriteAllBytesAsync(
            audited.Files.History.PathOf(signed.Checkpoint.Size),
            (signed.Note with { Signatures = [key.Sign(signed.Note.Text)] }).ToUtf8(), Cancellation);
        Assert.Contains((await audited.VerifyAsync()).Damages, d => d.Kind == EventStore.Integrity.DamageKind.Checkpoint);
    }
}
