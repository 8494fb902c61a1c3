using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Reports.EventStore.Contract;
using Reports.EventStore.Embedded;
using Reports.EventStore.Log;
using Reports.Faults;

namespace Reports.EventStore.Tests.Embedded;

/// <summary>A ledger whose file is longer than 32 bits can count. Takes gigabytes and minutes: the script asks for it.</summary>
public sealed class LargeLedgerTests
{
    private const int EventBytes = 60_000;
    private const int EventsPerBatch = 250;
    private const int PageSize = 8192;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Beyond_four_gigabytes_a_ledger_takes_appends_answers_from_its_end_and_names_the_place_of_damage()
    {
        var size = Rounds.Of("REPORTS_LARGE_LEDGER_MEGABYTES", 0) * 1_000_000L;
        if (size == 0) Assert.Skip("takes gigabytes of disk: REPORTS_LARGE_LEDGER_MEGABYTES=5000 asks for it, as tests/faults/run.sh does");
        using var folder = new TemporaryFolder();
        var free = new DriveInfo(folder.Path).AvailableFreeSpace;
        if (free < 2 * size) Assert.Skip($"{folder.Path} has {free / 1_000_000} MB free, and {2 * size / 1_000_000} are needed");

        var appended = 0L;
        var watch = Stopwatch.StartNew();
        await using (var log = EmbeddedLog.Open(folder.Ledger, LedgerMode.Write))
            for (; appended * EventBytes < size; appended += EventsPerBatch)
                Assert.Equal(Position.At(appended + EventsPerBatch), await AppendAsync(log, appended, EventsPerBatch));
        Assert.True(new FileInfo(folder.Ledger).Length > size);
        Say($"{new FileInfo(folder.Ledger).Length} bytes, {appended} events", watch);

        await using (var log = EmbeddedLog.Open(folder.Ledger, LedgerMode.Write))
        {
            Assert.Equal(Position.At(appended), await log.HeadAsync(Cancellation));
            Say("opened", watch);
            await AppendAsync(log, appended, 3);
            appended += 3;
            var tail = await NumbersAsync(log, new LogRead(Position.At(appended - 9)));
            Assert.Equal(Enumerable.Range((int)appended - 9, 10), tail);
            Say("appended to, and its end read", watch);
            await log.VerifyAsync(Cancellation);
            Say("verified", watch);
        }

        // The last pages are beyond what 32 bits count, as the whole file is.
        var damaged = new FileInfo(folder.Ledger).Length / PageSize * 19 / 20;
        Assert.True(size < 5_000_000_000 || damaged * PageSize > uint.MaxValue);
        using (var file = new FileStream(folder.Ledger, FileMode.Open, FileAccess.ReadWrite))
        {
            file.Position = (damaged * PageSize) + 4000;
            var was = file.ReadByte();
            file.Position--;
            file.WriteByte((byte)(was ^ 0x10));
        }

        await using var reader = EmbeddedLog.Open(folder.Ledger, LedgerMode.Read);
        var found = await Assert.ThrowsAsync<LogDamagedException>(async () => await reader.VerifyAsync(Cancellation));
        // The page, or the event in it: what an event has beyond its first page SQLite reads past the pages' checksums, and the event's
        // own finds it.
        var page = string.Create(CultureInfo.InvariantCulture, $"page {damaged + 1}, at byte {damaged * PageSize} ");
        var nearby = Regex.Match(found.Message, ": position (?<position>[0-9]+) ", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)) is { Success: true } named
            ? long.Parse(named.Groups["position"].Value, CultureInfo.InvariantCulture) - (appended * 19 / 20)
            : long.MaxValue;
        Assert.True(found.Message.Contains(page, StringComparison.Ordinal) || nearby is > -1000 and < 1000, found.Message);
        Say(found.Message, watch);
    }

    private static void Say(string what, Stopwatch watch) =>
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{watch.Elapsed.TotalSeconds:0.0} s: {what}"));

    private static async Task<Position> AppendAsync(EmbeddedLog log, long after, int count)
    {
        var metadata = Encoding.ASCII.GetBytes($"{{\"filling\":\"{new string('x', EventBytes)}\"}}");
        var events = TestEvents.Events((int)after + 1, count).Select(e => e with { Metadata = metadata }).ToArray();
        return (await log.AppendAsync(new StreamName($"source-{after}"), ExpectedRevision.NoStream, events, Cancellation)).Position;
    }

    private static async Task<List<int>> NumbersAsync(EmbeddedLog log, LogRead read)
    {
        var numbers = new List<int>();
        await foreach (var page in log.ReadAllAsync(read, Cancellation))
            foreach (var e in page.Events.Span)
                numbers.Add(TestEvents.NumberOf(e));
        return numbers;
    }
}
