using Microsoft.Data.Sqlite;
using Reports.EventStore.Embedded;
using Reports.EventStore.Log;
using Reports.Faults;

namespace Reports.EventStore.Tests.Embedded;

/// <summary>A damaged ledger is refused, or its damage found with the place named; it never answers wrongly.</summary>
public sealed class DamageTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private Truth _truth = null!;
    private byte[] _bytes = [];

    /// <summary>Flips for each test; a script runs more of them.</summary>
    private static int Count => Rounds.Of("REPORTS_FAULT_ROUNDS", 120);

    public async ValueTask InitializeAsync()
    {
        using var script = new ScriptedLedger(7);
        await using (var log = EmbeddedLog.Open(_folder.Ledger, LedgerMode.Write))
        {
            foreach (var batch in script.Take(330)) await log.AppendAsync(batch);
            _truth = await Truth.OfAsync(log);
        }

        Assert.Equal([_folder.Ledger, _folder.Ledger + "-writer"], Directory.GetFiles(_folder.Path).Order(StringComparer.Ordinal));
        _bytes = await File.ReadAllBytesAsync(_folder.Ledger);
        Assert.Null(await _truth.AskAsync(_folder.Ledger));
    }

    public ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(LedgerMode.Read)]
    [InlineData(LedgerMode.Write)]
    public async Task A_flipped_byte_is_found_wherever_it_is(LedgerMode mode)
    {
        var found = 0;
        for (var seed = 1; seed <= Count; seed++)
        {
            var random = new SplitMix((ulong)seed);
            var copy = (byte[])_bytes.Clone();
            var at = new List<long>();
            for (var flips = 1 + (int)random.Below(2); flips > 0; flips--)
            {
                // Every fourth in the first page, where a byte decides most.
                var offset = (long)random.Below(seed % 4 == 0 ? 8192UL : (ulong)copy.Length);
                copy[offset] ^= (byte)(1 + random.Below(255));
                at.Add(offset);
            }

            found += await Ask(copy, mode, $"seed {seed}, offsets {string.Join(", ", at)}") ? 1 : 0;
        }

        Assert.Equal(Count, found);
    }

    [Fact]
    public async Task A_file_cut_at_any_page_is_refused()
    {
        for (var pages = 0; pages < _bytes.Length / LedgerPage; pages++)
        {
            // An empty file is no ledger to a reader.
            Assert.True(await Ask(_bytes[..(pages * LedgerPage)], LedgerMode.Read, $"{pages} pages"), $"{pages} pages were taken for a ledger");
            Assert.True(await Ask(_bytes[..((pages * LedgerPage) + 1000)], LedgerMode.Read, $"{pages} pages and a bit"));
        }
    }

    [Fact]
    public async Task A_page_of_zeroes_or_of_another_place_is_found()
    {
        for (var page = 1; page < _bytes.Length / LedgerPage; page++)
        {
            var zeroed = (byte[])_bytes.Clone();
            Array.Clear(zeroed, page * LedgerPage, LedgerPage);
            Assert.True(await Ask(zeroed, LedgerMode.Read, $"page {page} zeroed"));
            var swapped = (byte[])_bytes.Clone();
            var other = (page + 1) % (_bytes.Length / LedgerPage);
            if (other == 0) continue;
            Array.Copy(_bytes, other * LedgerPage, swapped, page * LedgerPage, LedgerPage);
            Assert.True(await Ask(swapped, LedgerMode.Read, $"page {page} replaced by {other}"));
        }
    }

    [Fact]
    public async Task A_damaged_page_is_named_with_its_place_in_the_file()
    {
        _bytes[(3 * LedgerPage) + 5000] ^= 1;
        await File.WriteAllBytesAsync(_folder.Ledger, _bytes, TestContext.Current.CancellationToken);
        var refusal = await _truth.AskAsync(_folder.Ledger);
        Assert.IsType<LogDamagedException>(refusal);
        Assert.Contains("page 4, at byte 24576", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_another_program_writes_into_a_ledger_is_found()
    {
        Edit("UPDATE events SET metadata = '{}' WHERE position = 31", "");
        Assert.IsType<LogDamagedException>(await _truth.AskAsync(_folder.Ledger));
    }

    [Theory]
    [InlineData("DELETE FROM events WHERE position = 100", "position 100 is missing")]
    [InlineData("DELETE FROM events WHERE position > 300", "positions 301 to")]
    [InlineData("DELETE FROM events", "positions 1 to")]
    [InlineData("UPDATE head SET position = position - 1", "head row is damaged")]
    [InlineData("DELETE FROM head", "head row is missing")]
    [InlineData("UPDATE events SET data = replace(data, 'took', 'left') WHERE position = (SELECT min(position) FROM events WHERE data LIKE '%took%')", "is not what was written")]
    [InlineData("UPDATE events SET type = 'ControlReported' WHERE position = 30", "position 30 (")]
    [InlineData("UPDATE events SET metadata = '{}' WHERE position = 31", "position 31 (")]
    [InlineData("UPDATE events SET id = zeroblob(16) WHERE position = 32", "position 32 (")]
    [InlineData("UPDATE events SET checksum = checksum + 1 WHERE position = 33", "position 33 (")]
    [InlineData("UPDATE events SET stream = 'source-nobody-2' WHERE position = 34", "position 34 (")]
    [InlineData("UPDATE events SET position = -1 WHERE position = 40; UPDATE events SET position = 40 WHERE position = 41; UPDATE events SET position = 41 WHERE position = -1", "position 40 (")]
    [InlineData("INSERT INTO events SELECT position + 1, 'source-zz', 0, type, id, checksum, data, metadata FROM events ORDER BY position DESC LIMIT 1", "follow the last commit")]
    [InlineData("DROP TABLE head", "")]
    [InlineData("DROP INDEX events_by_stream", "")]
    public async Task A_row_changed_behind_the_log_is_found_and_named(string sql, string named)
    {
        Edit(sql);
        var refusal = await _truth.AskAsync(_folder.Ledger);
        Assert.IsType<LogDamagedException>(refusal);
        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(_folder.Ledger, refusal.Message, StringComparison.Ordinal);
        Assert.IsType<LogDamagedException>(await _truth.AskAsync(_folder.Ledger, LedgerMode.Write));
    }

    [Fact]
    public async Task Every_column_of_every_row_is_covered()
    {
        for (var position = 1; position <= _truth.Events.Count; position += 61)
            foreach (var column in (string[])["stream", "type", "data", "metadata"])
            {
                await File.WriteAllBytesAsync(_folder.Ledger, _bytes, TestContext.Current.CancellationToken);
                Edit($"UPDATE events SET {column} = {column} || ' ' WHERE position = {position}");
                Assert.IsType<LogDamagedException>(await _truth.AskAsync(_folder.Ledger));
            }
    }

    private const int LedgerPage = 8192;

    private async Task<bool> Ask(byte[] bytes, LedgerMode mode, string what)
    {
        var path = _folder.File("copy.ledger");
        foreach (var old in Directory.GetFiles(_folder.Path, "copy.ledger*")) File.Delete(old);
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);
        try
        {
            return await _truth.AskAsync(path, mode) is not null;
        }
        catch (Exception e) when (e is not LogException)
        {
            Assert.Fail($"{what}: {e}");
            return false;
        }
    }

    /// <summary>Changes rows through the layer that gives changed pages good checksums, so that the rows themselves have to be looked at.</summary>
    private void Edit(string sql, string vfs = ";Vfs=reports-guarded-default")
    {
        using var connection = new SqliteConnection($"Data Source={_folder.Ledger};Pooling=False{vfs}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
        command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
        command.ExecuteNonQuery();
    }
}
