using System.Diagnostics;
using Reports.EventStore.Contract;
using Reports.EventStore.Embedded;
using Reports.EventStore.Log;
using Reports.Faults;

namespace Reports.EventStore.Tests.Embedded;

/// <summary>Ledgers where nothing can be written: a mount that refuses it, since a file's mode does not bind every account.</summary>
public sealed class ReadOnlyMediaTests : IDisposable
{
    private static readonly StreamName A = new("source-a");

    private readonly TemporaryFolder _folder = new();
    private readonly string _writable;
    private readonly string _media;
    private bool _isMounted;

    public ReadOnlyMediaTests()
    {
        _writable = Directory.CreateDirectory(_folder.File("writable")).FullName;
        _media = Directory.CreateDirectory(_folder.File("media")).FullName;
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Ledger => Path.Combine(_writable, "test.ledger");

    private string OnMedia => Path.Combine(_media, "test.ledger");

    public void Dispose()
    {
        if (_isMounted) Run("umount", "-l", _media);
        _folder.Dispose();
    }

    [Fact]
    public async Task A_closed_ledger_is_read_and_not_written()
    {
        await using (var log = EmbeddedLog.Open(Ledger, LedgerMode.Write)) await log.AppendAsync(A, ExpectedRevision.NoStream, TestEvents.Events(1, 3000), Cancellation);
        Mount();
        await using var reader = EmbeddedLog.Open(OnMedia, LedgerMode.Read);
        await reader.VerifyAsync(Cancellation);
        Assert.Equal(Position.At(3000), await reader.HeadAsync(Cancellation));
        Assert.Equal(2999, await reader.RevisionAsync(A, Cancellation));
        Assert.Throws<LogReadOnlyException>(() => EmbeddedLog.Open(OnMedia, LedgerMode.Write));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_killed_writer_acknowledged_is_read(bool withIndexOfLog)
    {
        await KillAsync();
        if (!withIndexOfLog) File.Delete(Ledger + "-shm");
        var before = Directory.GetFiles(_writable).ToDictionary(f => f, File.ReadAllBytes, StringComparer.Ordinal);
        Mount();
        await using (var reader = EmbeddedLog.Open(OnMedia, LedgerMode.Read))
        {
            await reader.VerifyAsync(Cancellation);
            using var script = new Reports.Faults.ScriptedLedger(3);
            var attempted = Enumerable.Range(0, Batches).Select(_ => script.Next()).ToList();
            Assert.InRange(await Reports.Faults.LedgerCheck.BatchesAsync(reader, attempted, Cancellation), 15, Batches);
        }

        Assert.Equal(before, Directory.GetFiles(_writable).ToDictionary(f => f, File.ReadAllBytes, StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_reader_on_media_follows_a_writer_elsewhere()
    {
        await using var log = EmbeddedLog.Open(Ledger, LedgerMode.Write);
        await log.AppendAsync(A, ExpectedRevision.NoStream, TestEvents.Events(1, 10), Cancellation);
        Mount();
        await using var reader = EmbeddedLog.Open(OnMedia, LedgerMode.Read);
        Assert.Equal(Position.At(10), await reader.HeadAsync(Cancellation));
        await log.AppendAsync(A, ExpectedRevision.Exactly(9), TestEvents.Events(11, 5), Cancellation);
        Assert.Equal(Position.At(15), await reader.HeadAsync(Cancellation));
        await reader.VerifyAsync(Cancellation);
    }

    [Fact]
    public async Task A_ledger_taken_for_unchanging_that_a_writer_elsewhere_changes_is_not_read_on()
    {
        await using (var log = EmbeddedLog.Open(Ledger, LedgerMode.Write)) await log.AppendAsync(A, ExpectedRevision.NoStream, TestEvents.Events(1, 10), Cancellation);
        Mount();
        await using var reader = EmbeddedLog.Open(OnMedia, LedgerMode.Read);
        Assert.Equal(Position.At(10), await reader.HeadAsync(Cancellation));
        await using (var log = EmbeddedLog.Open(Ledger, LedgerMode.Write)) await log.AppendAsync(A, ExpectedRevision.Exactly(9), TestEvents.Events(11, 5), Cancellation);
        var e = await Assert.ThrowsAsync<LogUnavailableException>(async () => await reader.HeadAsync(Cancellation));
        Assert.Contains("open it again", e.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<LogUnavailableException>(async () => await reader.VerifyAsync(Cancellation));
        await using var again = EmbeddedLog.Open(OnMedia, LedgerMode.Read);
        Assert.Equal(Position.At(15), await again.HeadAsync(Cancellation));
    }

    /// <summary>More than a writer can make before it is killed: one that ended by itself leaves no commits waiting.</summary>
    private const int Batches = 2000;

    private async Task KillAsync()
    {
        using var child = ChildProcess.Start(["append", Ledger, "3", Batches.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await child.UntilAsync("acked 15");

        child.Kill();
        await child.ExitAsync();
        Assert.True(new FileInfo(Ledger + "-wal").Length > 0);
    }

    private void Mount()
    {
        if (Run("mount", "--bind", _writable, _media) != 0) Assert.Skip("nothing can be mounted here");
        _isMounted = true;
        if (Run("mount", "-o", "remount,ro,bind", _media) != 0) Assert.Skip("nothing can be mounted read-only here");
    }

    private static int Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return 127;
        }
    }
}
