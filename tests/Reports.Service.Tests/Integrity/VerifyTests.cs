using System.Text;
using Reports.EventStore.Embedded;
using Reports.EventStore.Integrity;
using Reports.EventStore.Log;
using Reports.Service.Integrity;

namespace Reports.Service.Tests.Integrity;

/// <summary>Whatever an attacker does to a ledger, an auditor who kept a checkpoint and a key elsewhere sees it.</summary>
public sealed class VerifyTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Attacks => [.. s_attacks.Keys];

    private static readonly Dictionary<string, (Func<List<RecordedEvent>, IEnumerable<RecordedEvent>> Change, string Place)> s_attacks = new(StringComparer.Ordinal)
    {
        ["an event's data changed"] = (events => events.Select(e => e.Position.Commit == 6 ? With(e, data: "{\"v\":1}") : e), "position 6"),
        ["an event's metadata changed"] = (events => events.Select(e => e.Position.Commit == 7 ? With(e, metadata: "{\"recordedBy\":\"nobody\"}") : e), "position 7"),
        ["an event's type changed"] = (events => events.Select(e => e.Position.Commit == 8 ? new RecordedEvent(e.Position, e.Revision, e.Id, e.Stream, "FigureReported"u8.ToArray(), e.Data, e.Metadata) : e), "position 8"),
        ["an event's id changed"] = (events => events.Select(e => e.Position.Commit == 9 ? new RecordedEvent(e.Position, e.Revision, Guid.Parse("11111111-2222-8333-8444-555555555555"), e.Stream, e.Type, e.Data, e.Metadata) : e), "position 9"),
        ["two events swapped"] = (events => events.Take(10).Append(events[11]).Append(events[10]).Concat(events.Skip(12)), "positions 11 to 12"),
        ["an event inserted"] = (events => events.Take(20).Append(With(events[3], id: "11111111-2222-8333-8444-555555555555")).Concat(events.Skip(20)), "positions 21 to"),
        ["an event deleted"] = (events => events.Where(e => e.Position.Commit != 15), "positions 15 to"),
        ["the tail rewritten"] = (events => events.Select(e => e.Position.Commit > 40 ? With(e, data: "{\"v\":1}") : e), "positions 41 to"),
        ["an old copy restored"] = (events => events.Take(20), "positions 21 to"),
        ["everything deleted"] = (events => [], "positions 1 to"),
    };

    [Fact]
    public async Task A_ledger_that_nobody_touched_is_whole()
    {
        using var audited = await AuditedLedger.CreateAsync();
        var verification = await audited.VerifyAsync();
        Assert.Empty(verification.Damages);
        Assert.Equal(audited.Kept.Checkpoint.Size, verification.KeptSize);
        Assert.Equal(audited.Kept.Checkpoint.Size + 10, verification.Size);
        Assert.True(verification.HasViews);
        Assert.Equal([64, 64], new[] { verification.KeptSize, verification.TilesSize });
        await audited.SignAsync();
        Assert.Equal([64, 74], (await audited.VerifyAsync()).Checkpoints);
    }

    [Theory]
    [MemberData(nameof(Attacks))]
    public async Task A_ledger_that_was_written_anew_is_found_and_the_change_is_named(string attack)
    {
        using var audited = await AuditedLedger.CreateAsync();
        await audited.RewriteAsync(s_attacks[attack].Change);
        foreach (var isAuditor in (bool[])[true, false])
        {
            var verification = await audited.VerifyAsync(isAuditor);
            Assert.Contains(verification.Damages, d => d.Kind == DamageKind.Event && d.Place.StartsWith(s_attacks[attack].Place, StringComparison.Ordinal));
            Assert.Contains(verification.Damages, d => d.Kind == DamageKind.Checkpoint);
            Assert.DoesNotContain(verification.Damages, d => d.Kind == DamageKind.Tile);
        }
    }

    [Theory]
    [MemberData(nameof(Attacks))]
    public async Task An_attacker_who_also_makes_tiles_checkpoints_and_a_key_of_his_own_is_found_by_what_the_auditor_kept(string attack)
    {
        using var audited = await AuditedLedger.CreateAsync();
        await audited.RewriteAsync(s_attacks[attack].Change);
        audited.ForgetFiles();
        await audited.Mediator.Send(new CreateSigningKey(audited.Files, "ledger.example"), Cancellation);
        await audited.SignAsync();
        Assert.Empty((await audited.VerifyAsync(isAuditor: false)).Damages);
        var verification = await audited.VerifyAsync();
        Assert.Contains(verification.Damages, d => d.Kind == DamageKind.Key && d.Problem.Contains("never was a key of this log", StringComparison.Ordinal));
        Assert.Contains(verification.Damages, d => d.Kind == DamageKind.Checkpoint && d.Place.Contains("kept", StringComparison.Ordinal));
        Assert.Null(verification.KeptSize);
    }

    [Theory]
    [MemberData(nameof(Attacks))]
    public async Task Nothing_is_signed_that_does_not_follow_from_what_was_signed(string attack)
    {
        using var audited = await AuditedLedger.CreateAsync();
        await audited.RewriteAsync(s_attacks[attack].Change);
        // Without the tiles, which would remember what the log was.
        Directory.Delete(audited.Files.Tiles.Path, recursive: true);
        await Assert.ThrowsAsync<LogDamagedException>(audited.SignAsync);
    }

    [Fact]
    public async Task Every_row_that_was_changed_in_place_is_named()
    {
        using var audited = await AuditedLedger.CreateAsync();
        audited.Edit(
            """
            UPDATE events SET data = data || ' ' WHERE position IN (5, 31);
            DELETE FROM events WHERE position IN (11, 12, 40);
            UPDATE events SET stream = 'source-nobody', revision = 0 WHERE position = 20;
            """);
        var verification = await audited.VerifyAsync();
        Assert.Equal(
            ["position 5", "positions 11 to 12", "position 20", "position 31", "position 40"],
            verification.Damages.Where(d => d.Kind == DamageKind.Event).Select(d => d.Place));
        Assert.DoesNotContain(verification.Damages, d => d.Kind == DamageKind.Index);
        Assert.Null(verification.Root);
    }

    [Fact]
    public async Task Every_damaged_page_is_named()
    {
        using var audited = await AuditedLedger.CreateAsync(before: 100);
        var bytes = await File.ReadAllBytesAsync(audited.Path, Cancellation);
        bytes[(3 * 8192) + 5000] ^= 1;
        bytes[(6 * 8192) + 10] ^= 1;
        await File.WriteAllBytesAsync(audited.Path, bytes, Cancellation);
        var verification = await audited.VerifyAsync();
        Assert.Equal(
            [$"{audited.Path}, page 4, at byte 24576", $"{audited.Path}, page 7, at byte 49152"],
            verification.Damages.Where(d => d.Kind == DamageKind.Page).Select(d => d.Place));
        Assert.Contains(verification.Damages, d => d.Kind == DamageKind.Event && d.Problem.Contains("page 4", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Damaged_tiles_are_named_and_made_again()
    {
        using var audited = await AuditedLedger.CreateAsync();
        var level = Path.Combine(audited.Files.Tiles.Path, "level-0");
        var bytes = await File.ReadAllBytesAsync(level, Cancellation);
        bytes[(12 * 32) + 5] ^= 1;
        await File.WriteAllBytesAsync(level, bytes, Cancellation);
        var damages = (await audited.VerifyAsync()).Damages;
        Assert.Contains(damages, d => d is { Kind: DamageKind.Tile, Position: 13 });
        Assert.DoesNotContain(damages, d => d.Kind is DamageKind.Event or DamageKind.Checkpoint);
        await using (var log = EmbeddedLog.Open(audited.Path, LedgerMode.Read))
            await audited.Mediator.Send(new RebuildTiles(log, audited.Files), Cancellation);
        Assert.Empty((await audited.VerifyAsync()).Damages);
    }

    [Fact]
    public async Task An_auditor_with_the_first_key_follows_every_rotation()
    {
        using var audited = await AuditedLedger.CreateAsync();
        for (var i = 0; i < 3; i++)
        {
            await using (var log = EmbeddedLog.Open(audited.Path, LedgerMode.Read))
                await audited.Mediator.Send(new RotateSigningKey(log, audited.Files), Cancellation);
            await audited.RecordAsync(2);
            await audited.SignAsync();
        }

        Assert.Equal(4, audited.Files.History.Keys()!.All.Count);
        Assert.Empty((await audited.VerifyAsync()).Damages);
        // A key that handed over signs nothing any more, not even if somebody still has it.
        File.Copy(audited.Files.History.PathOf(64), audited.Files.History.PathOf(999));
        Assert.Contains((await audited.VerifyAsync()).Damages, d => d.Kind == DamageKind.Checkpoint);
    }

    [Fact]
    public async Task A_witness_that_was_asked_for_must_have_cosigned()
    {
        using var audited = await AuditedLedger.CreateAsync();
        using var witness = SigningKey.Create("witness.example", SignatureType.CosignatureV1);
        using var stranger = SigningKey.Create("stranger.example", SignatureType.CosignatureV1);
        var note = audited.Kept.Note.With(witness.Cosign(audited.Kept.Checkpoint, audited.Time.GetUtcNow()), stranger.Cosign(audited.Kept.Checkpoint, audited.Time.GetUtcNow()));
        var cosigned = await audited.Mediator.Send(new AddCosignatures(audited.Files, note.ToUtf8(), [witness.Verifier]), Cancellation);
        Assert.Equal(witness.Verifier, Assert.Single(cosigned.Added).Key);
        Assert.Equal(2, cosigned.Signed.Note.Signatures.Count);
        Assert.Equal(cosigned.Signed.Note.ToString(), await File.ReadAllTextAsync(audited.Files.History.PathOf(64), Cancellation));

        await using var log = EmbeddedLog.Open(audited.Path, LedgerMode.Read);
        Assert.True((await audited.Mediator.Send(new VerifyLedger(log, audited.Files, cosigned.Signed, audited.KeptKey, [witness.Verifier]), Cancellation)).IsWhole);
        Assert.False((await audited.Mediator.Send(new VerifyLedger(log, audited.Files, cosigned.Signed, audited.KeptKey, [stranger.Verifier]), Cancellation)).IsWhole);
        await Assert.ThrowsAsync<Queries.RefusedException>(() => audited.Mediator.Send(new AddCosignatures(audited.Files, audited.Kept.Note.ToUtf8(), [witness.Verifier]), Cancellation));
    }

    private static RecordedEvent With(RecordedEvent e, string? data = null, string? metadata = null, string? id = null) => new(
        e.Position, e.Revision, id is null ? e.Id : Guid.Parse(id), e.Stream, e.Type,
        data is null ? e.Data : Encoding.UTF8.GetBytes(data), metadata is null ? e.Metadata : Encoding.UTF8.GetBytes(metadata));
}
