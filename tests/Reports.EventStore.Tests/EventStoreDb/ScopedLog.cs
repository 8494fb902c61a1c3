using System.Runtime.CompilerServices;
using System.Text;
using Reports.EventStore.Log;

namespace Reports.EventStore.Tests.EventStoreDb;

/// <summary>
/// A part of a log that seems to be all of it: its streams carry a prefix that no others do. So a server that holds other things can
/// be asked what an empty one is.
/// </summary>
internal sealed class ScopedLog(IEventLog log, string prefix) : IEventLog
{
    private readonly Dictionary<string, string> _shortened = new(StringComparer.Ordinal);

    public string Name => log.Name;

    public bool HasDensePositions => log.HasDensePositions;

    public ValueTask<AppendResult> AppendAsync(
        StreamName stream, ExpectedRevision expected, IReadOnlyList<EventToAppend> events, CancellationToken cancellation = default) =>
        Unscoped(() => log.AppendAsync(Scoped(stream), expected, events, cancellation));

    public ValueTask<IReadOnlyList<AppendResult>> AppendAsync(IReadOnlyList<StreamAppend> appends, CancellationToken cancellation = default) =>
        Unscoped(() => log.AppendAsync([.. appends.Select(a => a with { Stream = Scoped(a.Stream) })], cancellation));

    public IAsyncEnumerable<EventPage> ReadStreamAsync(StreamName stream, StreamRead read = default, CancellationToken cancellation = default) =>
        Pages(log.ReadStreamAsync(Scoped(stream), read, cancellation), Position.End, cancellation);

    public async IAsyncEnumerable<EventPage> ReadAllAsync(LogRead read = default, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        // What others append meanwhile is not of this part.
        var head = read.Direction == ReadDirection.Forwards ? await HeadAsync(cancellation) : Position.End;
        await foreach (var page in Pages(log.ReadAllAsync(read with { Filter = Scoped(read.Filter) }, cancellation), head, cancellation)) yield return page;
    }

    public async IAsyncEnumerable<EventPage> SubscribeAsync(
        Position after, EventFilter filter = default, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var page in Pages(log.SubscribeAsync(after, Scoped(filter), cancellation), Position.End, cancellation))
        {
            // How far it looked in vain is not of this part.
            if (page.Events.IsEmpty && !page.CaughtUp) continue;
            yield return page.CaughtUp ? page with { Next = await HeadAsync(cancellation) } : page;
        }
    }

    public async ValueTask<Position> HeadAsync(CancellationToken cancellation = default)
    {
        await foreach (var page in log.ReadAllAsync(new LogRead(Direction: ReadDirection.Backwards, Filter: Scoped(EventFilter.None), MaxCount: 1), cancellation))
            if (page.Events.Length > 0)
                return page.Events.Span[0].Position;
        return Position.Start;
    }

    public ValueTask<long?> RevisionAsync(StreamName stream, CancellationToken cancellation = default) => log.RevisionAsync(Scoped(stream), cancellation);

    public ValueTask DisposeAsync() => log.DisposeAsync();

    private StreamName Scoped(StreamName stream)
    {
        if (stream.Value is null) return stream;
        var scoped = prefix + stream.Value;
        if (scoped.Length <= StreamName.MaxLength) return new StreamName(scoped);
        scoped = scoped[..StreamName.MaxLength];
        lock (_shortened) _shortened[scoped] = stream.Value;
        return new StreamName(scoped);
    }

    private EventFilter Scoped(EventFilter filter) => filter with
    {
        StreamPrefixes = filter.StreamPrefixes.IsDefaultOrEmpty ? [prefix] : [.. filter.StreamPrefixes.Select(p => prefix + p)],
    };

    private async ValueTask<T> Unscoped<T>(Func<ValueTask<T>> append)
    {
        try
        {
            return await append();
        }
        catch (WrongExpectedRevisionException e)
        {
            throw new WrongExpectedRevisionException(new StreamName(Original(e.Stream.Value)), e.Expected, e.Actual);
        }
    }

    private string Original(string stream)
    {
        lock (_shortened) return _shortened.TryGetValue(stream, out var longer) ? longer : stream[prefix.Length..];
    }

    private async IAsyncEnumerable<EventPage> Pages(IAsyncEnumerable<EventPage> pages, Position most, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var page in pages.WithCancellation(cancellation))
            yield return page with
            {
                Events = page.Events.ToArray().Select(e => new RecordedEvent(
                    e.Position, e.Revision, e.Id, Encoding.ASCII.GetBytes(Original(e.StreamText)), e.Type, e.Data, e.Metadata)).ToArray(),
                Next = page.Next > most ? most : page.Next,
            };
    }
}
