using System.Threading.Channels;
using Reports.EventStore.Embedded;
using Reports.EventStore.Integrity;
using Reports.Service.Integrity;

namespace Reports.Service.Tests.Integrity;

/// <summary>Checkpoints that are signed beside a server.</summary>
public sealed class CheckpointSigningTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_signs_when_it_is_due_and_once_more_when_it_ends()
    {
        using var audited = await AuditedLedger.CreateAsync(after: 0);
        await using var log = EmbeddedLog.Open(audited.Path, LedgerMode.Read);
        var told = Channel.CreateUnbounded<object>();
        await using (var signing = Signing(audited, log, told))
        {
            signing.Start();
            await audited.RecordAsync(5);
            audited.Time.Advance(CheckpointSigning.Interval);
            Assert.Equal(74, Assert.IsType<SignedCheckpoint>(await told.Reader.ReadAsync(Cancellation)).Checkpoint.Size);
            await audited.RecordAsync(1);
            audited.Time.Advance(CheckpointSigning.Interval);
        }

        Assert.Equal(76, Assert.IsType<SignedCheckpoint>(await told.Reader.ReadAsync(Cancellation)).Checkpoint.Size);
        Assert.False(told.Reader.TryRead(out _));
        Assert.True((await audited.VerifyAsync()).IsWhole);
    }

    [Fact]
    public async Task What_cannot_be_signed_is_told_once_and_tried_again()
    {
        using var audited = await AuditedLedger.CreateAsync(after: 0);
        await using var log = EmbeddedLog.Open(audited.Path, LedgerMode.Read);
        var told = Channel.CreateUnbounded<object>();
        await using var signing = Signing(audited, log, told);
        signing.Start();
        await audited.RecordAsync(5);
        // Another process signs.
        using (audited.Files.Tiles.Lock())
        {
            audited.Time.Advance(CheckpointSigning.Interval);
            Assert.Contains("another process", Assert.IsAssignableFrom<Exception>(await told.Reader.ReadAsync(Cancellation)).Message, StringComparison.Ordinal);
            audited.Time.Advance(CheckpointSigning.Interval);
        }

        audited.Time.Advance(CheckpointSigning.Interval);
        Assert.Equal(74, Assert.IsType<SignedCheckpoint>(await told.Reader.ReadAsync(Cancellation)).Checkpoint.Size);
    }

    [Fact]
    public async Task One_that_never_started_signs_nothing()
    {
        using var audited = await AuditedLedger.CreateAsync(after: 1);
        await using var log = EmbeddedLog.Open(audited.Path, LedgerMode.Read);
        var told = Channel.CreateUnbounded<object>();
        await using (Signing(audited, log, told)) await Task.Yield();
        Assert.False(told.Reader.TryRead(out _));
    }

    private static CheckpointSigning Signing(AuditedLedger audited, EmbeddedLog log, Channel<object> told)
    {
        var schedule = new CheckpointSchedule(10, TimeSpan.FromMinutes(60));
        return new CheckpointSigning(
            new ScheduledCheckpoints(audited.Mediator, audited.Time, log, audited.Files, schedule), audited.Time, signed => told.Writer.TryWrite(signed), e => told.Writer.TryWrite(e));
    }
}
