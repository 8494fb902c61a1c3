using System.Globalization;
using Reports.EventStore.Contract;
using Reports.EventStore.Embedded;
using Reports.EventStore.Log;
using Reports.Faults;

namespace Reports.EventStore.Tests.Embedded;

/// <summary>One writer, readers beside it, and files that are no ledger.</summary>
public sealed class WriterTests : IDisposable
{
    private static readonly StreamName A = new("source-a");

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_second_writer_in_this_process_is_refused_with_the_name_of_the_first()
    {
        await using var first = EmbeddedLog.Open(_folder.Ledger, LedgerMode.Write, new EmbeddedLogOptions { Writer = "reports watch inbox" });
        var e = Assert.Throws<WriterExistsException>(() => EmbeddedLog.Open(_folder.Ledger, LedgerMode.Write));
        Assert.Contains("reports watch inbox", e.Message, StringComparison.Ordinal);
        Assert.Contains($"process {Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}", e.Message, StringComparison.Ordinal);
        await first.AppendAsync(A, ExpectedRevision.NoStream, TestEvents.Events(1, 1), Cancellation);
    }

    [Fact]
    public async Task A_writer_in_another_process_is_named_and_its_lock_goes_with_it_when_it_is_killed()
    {
        using var child = ChildProcess.Start(["hold", _folder.Ledger]);
        Assert.Equal("ready", await child.LineAsync());
        var e = Assert.Throws<WriterExistsException>(() => EmbeddedLog.Open(_folder.Ledger, LedgerMode.Write));
        Assert.Contains($"process {child.Id.ToString(CultureInfo.InvariantCulture)}", e.Message, StringComparison.Ordinal);
        Assert.Contains("faults hold", e.Message, StringComparison.Ordinal);
        child.Kill();
        await child.ExitAsync();
        await using var log = EmbeddedLog.Open(_folder.Ledger, LedgerMode.Write);
        await log.AppendAsync(A, ExpectedRevision.NoStream, TestEvents.Events(1, 1), Cancellation);
    }

    [Fact]
    public async Task A_process_reads_beside_a_writer_what_was_committed()
    {
        await using var log = EmbeddedLog.Open(_folder.Ledger, LedgerMode.Write);
        await log.AppendAsync(A, ExpectedRevision.NoStream, TestEvents.Events(1, 37), Cancellation);
        using (var child = ChildProcess.Start(["count", _folder.Ledger])) Assert.Equal("events 37", await child.LineAsync());
        await log.AppendAsync(A, ExpectedRevision.Exactly(36), TestEvents.Events(38, 5), Cancellation);
        using (var child = ChildProcess.Start(["count", _folder.Ledger])) Assert.Equal("events 42", await child.LineAsync());
    }

    [Fact]
    public async Task A_reader_follows_what_a_writer_elsewhere_appends()
    {
        await using var log = EmbeddedLog.Open(_folder.Ledger, LedgerMode.Write);
        await using var reader = EmbeddedLog.Open(_folder.Ledger, LedgerMode.Read, new EmbeddedLogOptions { PollInterval = TimeSpan.FromMilliseconds(1) });
        var seen = 0;
        await foreach (var page in reader.SubscribeAsync(Position.Start, new EventFilter(["source-a"], []), Cancellation))
        {
            seen += page.Events.Length;
            if (seen == 6) break;
            if (!page.CaughtUp) continue;
            await log.AppendAsync(new StreamName("source-b"), ExpectedRevision.Any, TestEvents.Events(100 + seen, 1), Cancellation);
            await log.AppendAsync(A, ExpectedRevision.Any, TestEvents.Events(1 + seen, 2), Cancellation);
        }

        Assert.Equal(6, seen);
    }

    [Fact]
    public async Task Killed_before_its_log_was_merged_a_ledger_is_read_whole()
    {
        using (var child = ChildProcess.Start(["append", _folder.Ledger, "3", "500"]))
        {
            await child.UntilAsync("acked 15");

            child.Kill();
            await child.ExitAsync();
        }

        Assert.True(File.Exists(_folder.Ledger + "-wal"));
        await using var reader = EmbeddedLog.Open(_folder.Ledger, LedgerMode.Read);
        using var script = new Reports.Faults.ScriptedLedger(3);
        var attempted = Enumerable.Range(0, 500).Select(_ => script.Next()).ToList();
        Assert.InRange(await Reports.Faults.LedgerCheck.BatchesAsync(reader, attempted, Cancellation), 15, 500);
    }

    [Fact]
    public async Task Another_program_may_merge_what_a_killed_writer_left()
    {
        using (var child = ChildProcess.Start(["append", _folder.Ledger, "3", "500"]))
        {
            await child.UntilAsync("acked 15");

            child.Kill();
            await child.ExitAsync();
        }

        Sql(_folder.Ledger, "PRAGMA wal_checkpoint(TRUNCATE)");
        Assert.False(File.Exists(_folder.Ledger + "-wal"));
        await using var reader = EmbeddedLog.Open(_folder.Ledger, LedgerMode.Read);
        await reader.VerifyAsync(Cancellation);
        using var script = new Reports.Faults.ScriptedLedger(3);
        var attempted = Enumerable.Range(0, 500).Select(_ => script.Next()).ToList();
        Assert.InRange(await Reports.Faults.LedgerCheck.BatchesAsync(reader, attempted, Cancellation), 15, 500);
    }

    [Fact]
    public async Task A_reader_leaves_a_closed_ledger_as_one_file()
    {
        await using (var log = EmbeddedLog.Open(_folder.Ledger, LedgerMode.Write)) await log.AppendAsync(A, ExpectedRevision.NoStream, TestEvents.Events(1, 3), Cancellation);
        var files = Directory.GetFiles(_folder.Path).Order(StringComparer.Ordinal);
        var bytes = await File.ReadAllBytesAsync(_folder.Ledger, Cancellation);
        await using (var reader = EmbeddedLog.Open(_folder.Ledger, LedgerMode.Read)) await reader.VerifyAsync(Cancellation);
        Assert.Equal(files, Directory.GetFiles(_folder.Path).Order(StringComparer.Ordinal));
        Assert.Equal(bytes, await File.ReadAllBytesAsync(_folder.Ledger, Cancellation));
    }

    [Fact]
    public async Task A_reader_merges_nothing_that_a_killed_writer_left()
    {
        using (var child = ChildProcess.Start(["append", _folder.Ledger, "3", "20"]))
        {
            await child.UntilAsync("acked 15");
            child.Kill();
            await child.ExitAsync();
        }

        string[] files = [_folder.Ledger, _folder.Ledger + "-wal"];
        var bytes = files.Select(File.ReadAllBytes).ToList();
        await using (var reader = EmbeddedLog.Open(_folder.Ledger, LedgerMode.Read)) await reader.VerifyAsync(Cancellation);
        Assert.Equal(bytes, files.Select(File.ReadAllBytes));
    }

    [Fact]
    public async Task A_link_to_a_ledger_leads_to_the_same_lock()
    {
        await using var log = EmbeddedLog.Open(_folder.Ledger, LedgerMode.Write);
        File.CreateSymbolicLink(_folder.File("link"), _folder.Ledger);
        Assert.Throws<WriterExistsException>(() => EmbeddedLog.Open(_folder.File("link"), LedgerMode.Write));
        await log.AppendAsync(A, ExpectedRevision.NoStream, TestEvents.Events(1, 3), Cancellation);
        await using var reader = EmbeddedLog.Open(_folder.File("link"), LedgerMode.Read);
        Assert.Equal(Position.At(3), await reader.HeadAsync(Cancellation));
    }

    [Fact]
    public async Task Any_program_that_reads_SQLite_reads_a_ledger_and_finds_it_in_order()
    {
        await using (var log = EmbeddedLog.Open(_folder.Ledger, LedgerMode.Write)) await log.AppendAsync(A, ExpectedRevision.NoStream, TestEvents.Events(1, 3000), Cancellation);
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_folder.Ledger};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT sum(json_extract(data, '$.n')) FROM events WHERE stream = 'source-a'";
        Assert.Equal(3000L * 3001 / 2, command.ExecuteScalar());
        command.CommandText = "PRAGMA integrity_check";
        Assert.Equal("ok", command.ExecuteScalar());
    }

    [Fact]
    public async Task A_reader_stays_in_its_snapshot_while_the_log_grows_and_the_ledger_is_merged_after_it()
    {
        await using (var log = EmbeddedLog.Open(_folder.Ledger, LedgerMode.Write))
        {
            for (var i = 0; i < 5; i++) await log.AppendAsync(A, ExpectedRevision.Any, TestEvents.Events(1 + (i * 2000), 2000), Cancellation);
            var seen = 0;
            await foreach (var page in log.ReadAllAsync(default, Cancellation))
            {
                if (seen == 0)
                    for (var i = 0; i < 20; i++)
                        await log.AppendAsync(new StreamName("source-b"), ExpectedRevision.Any, TestEvents.Events(100_000 + (i * 1000), 1000), Cancellation);
                seen += page.Events.Length;
            }

            Assert.Equal(10_000, seen);
            Assert.Equal(Position.At(30_000), await log.HeadAsync(Cancellation));
        }

        Assert.Equal([_folder.Ledger, _folder.Ledger + "-writer"], Directory.GetFiles(_folder.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_is_no_ledger_is_refused_and_left_as_it_was()
    {
        Assert.Throws<LogUnavailableException>(() => EmbeddedLog.Open(_folder.Ledger, LedgerMode.Read));
        Assert.Throws<LogUnavailableException>(() => EmbeddedLog.Open(_folder.Path, LedgerMode.Read));
        Assert.Throws<LogUnavailableException>(() => EmbeddedLog.Open(_folder.Path, LedgerMode.Write));
        Assert.Throws<LogUnavailableException>(() => EmbeddedLog.Open(Path.Combine(_folder.Path, "missing", "x.ledger"), LedgerMode.Write));
        var text = string.Concat(Enumerable.Repeat("no ledger\n", 1000));
        File.WriteAllText(_folder.File("text"), text);
        foreach (var mode in Enum.GetValues<LedgerMode>()) Assert.Throws<LogForeignException>(() => EmbeddedLog.Open(_folder.File("text"), mode));
        Assert.Equal(text, File.ReadAllText(_folder.File("text")));
        Sql(_folder.File("foreign"), "CREATE TABLE notes (text); INSERT INTO notes VALUES ('mine')");
        var bytes = File.ReadAllBytes(_folder.File("foreign"));
        foreach (var mode in Enum.GetValues<LedgerMode>()) Assert.Throws<LogForeignException>(() => EmbeddedLog.Open(_folder.File("foreign"), mode));
        Assert.Equal(bytes, File.ReadAllBytes(_folder.File("foreign")));
    }

    [Fact]
    public async Task A_ledger_of_a_newer_version_is_refused_with_what_to_do()
    {
        await using (EmbeddedLog.Open(_folder.Ledger, LedgerMode.Write))
        {
        }

        Sql(_folder.Ledger, "PRAGMA user_version = 2", ";Vfs=reports-guarded-default");
        foreach (var mode in Enum.GetValues<LedgerMode>())
        {
            var e = Assert.Throws<LogForeignException>(() => EmbeddedLog.Open(_folder.Ledger, mode));
            Assert.Contains("newer", e.Message, StringComparison.Ordinal);
            Assert.Contains("use a newer build", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Opened_for_reading_it_refuses_to_append()
    {
        await using (EmbeddedLog.Open(_folder.Ledger, LedgerMode.Write))
        {
        }

        await using var reader = EmbeddedLog.Open(_folder.Ledger, LedgerMode.Read);
        await Assert.ThrowsAsync<LogReadOnlyException>(async () => await reader.AppendAsync(A, ExpectedRevision.Any, TestEvents.Events(1, 1), Cancellation));
    }

    private static void Sql(string path, string sql, string with = "")
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={path};Pooling=False{with}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
