using Reports.EventStore.Embedded;
using Reports.EventStore.Integrity;
using Reports.EventStore.Log;
using Reports.Faults;
using Reports.Service.Integrity;

namespace Reports.Service.Tests.Integrity;

/// <summary>
/// Every single byte of a small ledger and of what stands beside it, changed alone, is found or is provably harmless. The tests take every
/// n-th, from a seed; <c>tests/faults/run.sh --only bytes</c> takes all of them (REPORTS_BYTE_STEP=1).
/// </summary>
public sealed class EveryByteTests
{
    private static readonly int s_step = Rounds.Of("REPORTS_BYTE_STEP", 0);

    private readonly Random _random = new(Rounds.Of("REPORTS_SEED", 1));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_the_file_with_its_index()
    {
        using var audited = await AuditedLedger.CreateAsync(before: 3, after: 1);
        Assert.False(File.Exists(audited.Path + "-wal"), "some of the ledger waits beside the file");
        await EachIsFound(audited, audited.Path, modest: 97);
    }

    [Fact]
    public async Task Of_checkpoints_keys_tiles_and_saved_views()
    {
        using var audited = await AuditedLedger.CreateAsync(before: 140, after: 0);
        await using (var log = EmbeddedLog.Open(audited.Path, LedgerMode.Read))
            await audited.Mediator.Send(new RotateSigningKey(log, audited.Files), Cancellation);
        await audited.RecordAsync(1);
        await audited.SignAsync();
        Assert.Empty((await audited.VerifyAsync()).Damages);
        // Each checkpoint has one signature here: beside a good one, a line that no known key wrote says nothing, and changes nothing.
        foreach (var file in Directory.GetFiles(audited.Files.History.Path)) await EachIsFound(audited, file, modest: 3);
        foreach (var file in Directory.GetFiles(audited.Files.Tiles.Path).Where(f => new FileInfo(f).Length > 0))
            await EachIsFound(audited, file, modest: file.EndsWith("level-0", StringComparison.Ordinal) ? 61 : 1);
        // One that says that another build saved the views harms nothing: nobody reads them then, and they are made again from the events.
        await EachIsFound(audited, audited.Path + "-views", modest: 997, orIsHarmless: v => !v.HasViews);
    }

    /// <summary>The private key is no part of what is verified: it is found when it is used, before anything is signed with it.</summary>
    [Fact]
    public async Task Of_the_signing_key()
    {
        using var audited = await AuditedLedger.CreateAsync(before: 1, after: 0);
        var key = audited.KeptKey;
        await EachIs(
            audited.Files.KeyPath, modest: 1, () =>
            {
                try
                {
                    using var loaded = SigningKey.Load(audited.Files.KeyPath);
                    // The end of the line: the key is what it was.
                    return Task.FromResult(loaded.Verifier == key);
                }
                catch (FormatException)
                {
                    return Task.FromResult(true);
                }
            });
    }

    private Task EachIsFound(AuditedLedger audited, string file, int modest, Func<Verification, bool>? orIsHarmless = null) => EachIs(file, modest, async () =>
    {
        try
        {
            var verification = await audited.VerifyAsync();
            return !verification.IsWhole || orIsHarmless?.Invoke(verification) == true;
        }
        catch (LogException)
        {
            // Damage that keeps the ledger from being opened is told as well.
            return true;
        }
    });

    /// <summary>One byte after the other gets another value, any of the 255, and the old one again.</summary>
    private async Task EachIs(string file, int modest, Func<Task<bool>> isFound)
    {
        var bytes = await File.ReadAllBytesAsync(file, Cancellation);
        var step = s_step > 0 ? s_step : modest;
        var (tried, first) = (0, _random.Next(step));
        for (var at = first; at < bytes.Length; at += step, tried++)
        {
            var was = bytes[at];
            bytes[at] ^= (byte)_random.Next(1, 256);
            await File.WriteAllBytesAsync(file, bytes, Cancellation);
            Assert.True(await isFound(), $"byte {at} of {Path.GetFileName(file)} was changed from {was} to {bytes[at]} and not found");
            bytes[at] = was;
        }

        await File.WriteAllBytesAsync(file, bytes, Cancellation);
        TestContext.Current.TestOutputHelper?.WriteLine($"{tried} of the {bytes.Length} bytes of {Path.GetFileName(file)}, from {first}");
    }
}
