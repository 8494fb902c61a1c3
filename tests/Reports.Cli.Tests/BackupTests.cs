using Reports.EventStore.Embedded;
using Reports.EventStore.Log;
using Reports.Faults;

namespace Reports.Cli.Tests;

/// <summary><c>reports backup</c> and <c>reports restore</c>.</summary>
public sealed class BackupTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Taken_while_a_writer_appends_it_restores_to_a_beginning_of_the_ledger_that_follows_from_a_kept_checkpoint()
    {
        using var cli = await Cli.WithArticlesAsync();
        Assert.Equal(0, (await cli.RunAsync("signing-key", "create", "--origin", "ledger.example")).Code);
        var kept = cli.Write("kept.checkpoint", (await cli.RunAsync("checkpoint")).Out);
        var key = cli.Write("log.vkey", (await cli.RunAsync("signing-key", "show")).Out);
        var incoming = Directory.CreateDirectory(Path.Combine(cli.Folder, "incoming")).FullName;
        var random = new SplitMix(1);
        for (var n = 0; n < 600; n++) WatchKillTests.Drop(incoming, WatchKillTests.Source(n, ref random));
        string[] watch = ["watch", incoming, "--ledger", cli.Ledger, "--interval", "0.05", "--author", "amira", "--on", "2018-06-01", "--json"];
        using var writer = ChildProcess.Start(Path.Combine(AppContext.BaseDirectory, "reports.dll"), watch);
        var restored = Path.Combine(cli.Folder, "restored.db");
        long before, events;
        await using (var log = EmbeddedLog.Open(cli.Ledger, LedgerMode.Read, new EmbeddedLogOptions { PollInterval = TimeSpan.FromMilliseconds(1) }))
        {
            await foreach (var page in log.SubscribeAsync(Position.At(251), default, Cancellation))
                if (!page.Events.IsEmpty) break;
            before = (await log.HeadAsync(Cancellation)).Commit;
            var backup = Path.Combine(cli.Folder, "backup.tar");
            var taken = await cli.JsonAsync("backup", "--output", backup);
            events = taken.GetProperty("events").GetInt64();
            Assert.InRange(events, before, (await log.HeadAsync(Cancellation)).Commit);
            Assert.Equal([251], taken.GetProperty("checkpoints").EnumerateArray().Select(c => c.GetInt64()));
            writer.Kill();
            await writer.ExitAsync();

            Assert.Equal(0, (await cli.RunRawAsync("restore", backup, "--to", restored)).Code);
            var verified = await cli.RunRawAsync("verify", "--ledger", restored, "--checkpoint", kept, "--key", key);
            Assert.Equal((0, ""), (verified.Code, verified.Error));
            Assert.StartsWith($"{events} events, root {taken.GetProperty("root").GetString()}", verified.Out, StringComparison.Ordinal);
            Assert.False(File.Exists(restored + "-signing-key"));
        }

        await using var whole = EmbeddedLog.Open(cli.Ledger, LedgerMode.Read);
        await using var part = EmbeddedLog.Open(restored, LedgerMode.Write);
        Assert.Equal(await RowsAsync(whole, events), await RowsAsync(part, long.MaxValue));
    }

    [Fact]
    public async Task It_overwrites_nothing_and_takes_nothing_that_is_no_whole_backup()
    {
        using var cli = await Cli.WithArticlesAsync();
        var (backup, restored) = (Path.Combine(cli.Folder, "backup.tar"), Path.Combine(cli.Folder, "restored.db"));
        Assert.Equal(0, (await cli.RunAsync("backup", "--output", backup)).Code);
        Assert.Contains("overwrites nothing", (await cli.RunAsync("backup", "--output", backup)).Error, StringComparison.Ordinal);
        Assert.Contains("is there already", (await cli.RunRawAsync("restore", backup, "--to", cli.Ledger)).Error, StringComparison.Ordinal);
        Assert.Contains("is no", (await cli.RunRawAsync("restore", cli.Ledger, "--to", restored)).Error, StringComparison.Ordinal);

        var bytes = await File.ReadAllBytesAsync(backup, Cancellation);
        foreach (var length in (int[])[0, 511, 5000, bytes.Length / 2])
        {
            var cut = Path.Combine(cli.Folder, "cut.tar");
            await File.WriteAllBytesAsync(cut, bytes[..length], Cancellation);
            Assert.Equal(1, (await cli.RunRawAsync("restore", cut, "--to", restored)).Code);
        }

        bytes[bytes.Length - (20 * 1024)] ^= 1;
        await File.WriteAllBytesAsync(backup, bytes, Cancellation);
        Assert.Equal(3, (await cli.RunRawAsync("restore", backup, "--to", restored)).Code);
        Assert.Empty(Directory.GetFileSystemEntries(cli.Folder, "restored*"));
    }

    private static async Task<List<string>> RowsAsync(EmbeddedLog log, long to)
    {
        var rows = new List<string>();
        await foreach (var page in log.ReadAllAsync(new LogRead(To: Position.At(to)), Cancellation))
            foreach (var e in page.Events.Span)
                rows.Add($"{e.Position} {e.StreamText} {e.Revision} {e.TypeText} {e.Id} {Convert.ToHexString(e.Data.Span)} {Convert.ToHexString(e.Metadata.Span)}");
        return rows;
    }
}
