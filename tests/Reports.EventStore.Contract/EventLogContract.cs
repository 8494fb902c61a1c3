using System.Globalization;
using System.Text;
using Reports.EventStore.Log;

namespace Reports.EventStore.Contract;

/// <summary>
/// What every <see cref="IEventLog"/> owes, by feature. An adapter derives each of the abstract classes and gives it a store; each
/// test gets one of its own.
/// </summary>
/// <param name="store">Where the log of one test is; the test disposes of it.</param>
public abstract class EventLogContract(LogStore store) : IAsyncLifetime
{
    private IEventLog? _log;

    protected static readonly StreamName A = new("source-a");
    protected static readonly StreamName B = new("source-b");
    protected static readonly StreamName Missing = new("source-missing");

    protected IEventLog Log => _log ?? throw new InvalidOperationException("the log is not open");

    protected LogStore Store { get; } = store;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _log = await Store.OpenEmptyAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_log is not null) await _log.DisposeAsync();
        await Store.DisposeAsync();
    }

    /// <summary>The event with a number: its id and content follow from it.</summary>
    protected static EventToAppend Event(int number, string type = "Tested") => TestEvents.Event(number, type);

    protected static EventToAppend[] Events(int first, int count) => TestEvents.Events(first, count);

    protected ValueTask<AppendResult> Append(StreamName stream, ExpectedRevision expected, params EventToAppend[] events) =>
        Log.AppendAsync(stream, expected, events, Cancellation);

    protected Task<List<RecordedEvent>> Read(StreamName stream, StreamRead read = default) => Copy(Log.ReadStreamAsync(stream, read, Cancellation));

    protected Task<List<RecordedEvent>> ReadAll(LogRead read = default) => Copy(Log.ReadAllAsync(read, Cancellation));

    protected static async Task<List<RecordedEvent>> Copy(IAsyncEnumerable<EventPage> pages)
    {
        var events = new List<RecordedEvent>();
        await foreach (var page in pages)
            foreach (var e in page.Events.ToArray())
                events.Add(e.Copy());
        return events;
    }

    /// <summary>The numbers of the events, which say which ones they are and in which order.</summary>
    protected static IReadOnlyList<int> Numbers(IEnumerable<RecordedEvent> events) => events.Select(TestEvents.NumberOf).ToList();

    protected async Task<IReadOnlyList<int>> Stored(StreamName stream) => Numbers(await Read(stream));

    protected async Task<IReadOnlyList<int>> StoredInAll() => Numbers(await ReadAll());
}

/// <summary>Events that are told apart by a number.</summary>
public static class TestEvents
{
    private static readonly byte[] Metadata = Encoding.UTF8.GetBytes("""{"by":"contract"}""");

    public static EventToAppend Event(int number, string type = "Tested") =>
        new(IdOf(number), type, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"n":{{number}}}""")), Metadata);

    public static EventToAppend[] Events(int first, int count) => Enumerable.Range(first, count).Select(n => Event(n)).ToArray();

    public static Guid IdOf(int number) => new(number, 0x5245, 0x5054, 0x80, 1, 2, 3, 4, 5, 6, 7);

    public static int NumberOf(RecordedEvent e)
    {
        var text = Encoding.UTF8.GetString(e.Data.Span);
        return int.Parse(text.AsSpan(5, text.Length - 6), NumberStyles.Integer, CultureInfo.InvariantCulture);
    }
}
