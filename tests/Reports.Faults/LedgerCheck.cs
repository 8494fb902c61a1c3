using System.Globalization;
using System.Text;
using Reports.Domain.Policies;
using Reports.Domain.Time;
using Reports.EventStore.Events;
using Reports.EventStore.Log;
using Reports.Projections;
using Reports.Projections.Ledger;

namespace Reports.Faults;

/// <summary>Compares what a log holds with what was attempted.</summary>
public static class LedgerCheck
{
    private static readonly Day[] Days = [new(17_100), new(17_350), new(17_800)];

    /// <summary>The batches that the log holds: a prefix of those attempted, none of them in half.</summary>
    /// <exception cref="InvalidOperationException">It holds anything else; the message says what.</exception>
    public static Task<int> BatchesAsync(IEventLog log, IReadOnlyList<IReadOnlyList<StreamAppend>> attempted, CancellationToken cancellation = default) =>
        BatchesAsync(log, attempted, isStill: true, cancellation);

    /// <param name="log">The log.</param>
    /// <param name="attempted">What was attempted, batch by batch.</param>
    /// <param name="isStill">False while somebody appends: the head may then be beyond what was read, but never before it.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <inheritdoc cref="BatchesAsync(IEventLog, IReadOnlyList{IReadOnlyList{StreamAppend}}, CancellationToken)"/>
    public static async Task<int> BatchesAsync(
        IEventLog log, IReadOnlyList<IReadOnlyList<StreamAppend>> attempted, bool isStill, CancellationToken cancellation = default)
    {
        var recovered = await CopyAsync(log, cancellation);
        var (at, batch) = (0, 0);
        for (; at < recovered.Count; batch++)
        {
            if (batch == attempted.Count) throw Wrong($"position {at + 1} holds an event that nobody appended");
            foreach (var append in attempted[batch])
                foreach (var e in append.Events)
                {
                    if (at == recovered.Count) throw Wrong($"batch {batch} is there in half: it ends at position {at}");
                    var found = recovered[at++];
                    if (found.Position.Commit != at || found.Id != e.Id || found.StreamText != append.Stream.Value || found.TypeText != e.Type
                        || !found.Data.Span.SequenceEqual(e.Data.Span) || !found.Metadata.Span.SequenceEqual(e.Metadata.Span))
                        throw Wrong($"position {at} does not hold what batch {batch} appended");
                }
        }

        var head = await log.HeadAsync(cancellation);
        if (isStill ? head != Position.At(at) : head < Position.At(at)) throw Wrong("the head is not the last event");
        return batch;
    }

    /// <summary>The views that follow from a log, and those of the same events fed without a log: they must be equal.</summary>
    public static async Task ViewsAsync(IEventLog log, IReadOnlyList<IReadOnlyList<StreamAppend>> attempted, int batches, CancellationToken cancellation = default)
    {
        using var views = new Views();
        var decoder = new EventDecoder();
        await foreach (var page in log.ReadAllAsync(default, cancellation)) views.Apply(sink => decoder.Decode(page.Events.Span, sink));
        Replayed(views, attempted, batches);
    }

    /// <summary>Views however they came about, and those of the batches fed without a log: they must be equal.</summary>
    public static void Replayed(Views views, IReadOnlyList<IReadOnlyList<StreamAppend>> attempted, int batches)
    {
        var (found, expected) = (Describe(views), Replay(attempted, batches));
        if (found != expected) throw Wrong($"the views differ from a clean replay:\n{found}\n--- replay\n{expected}");
    }

    /// <summary>The text of the views of batches, fed without a log.</summary>
    public static string Replay(IReadOnlyList<IReadOnlyList<StreamAppend>> attempted, int batches)
    {
        using var views = new Views();
        var decoder = new EventDecoder();
        var revisions = new Dictionary<string, long>(StringComparer.Ordinal);
        long position = 0;
        var events = new List<RecordedEvent>();
        foreach (var (stream, _, appended) in attempted.Take(batches).SelectMany(b => b))
            foreach (var e in appended)
            {
                var revision = revisions.GetValueOrDefault(stream.Value, -1) + 1;
                revisions[stream.Value] = revision;
                events.Add(new RecordedEvent(Position.At(++position), revision, e.Id, stream.ToUtf8(), Encoding.ASCII.GetBytes(e.Type), e.Data, e.Metadata));
            }

        if (events.Count > 0) views.Apply(sink => decoder.Decode(events.ToArray(), sink));
        return Describe(views);
    }

    /// <summary>Views in one text, at a few cuts.</summary>
    public static string Describe(Views views)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{views.Position} {views.FactCount} {views.SourceCount}\n");
        foreach (var day in Days)
        {
            var cut = new Cut(day);
            foreach (var s in views.Statuses(cut, Policy.Reports1))
                text.Append(CultureInfo.InvariantCulture, $"{s.Place} {s.Status} {string.Join(',', s.Parties)} {s.Stale} {s.Basis.Rule} {string.Join(',', s.Basis.For)}\n");
            foreach (var f in views.Figures(cut, Policy.Reports1))
                text.Append(CultureInfo.InvariantCulture, $"{f.Key} {f.From} {f.To} {f.Class} {f.Disputed} {f.Low} {f.High} {f.Ratio}\n");
            foreach (var s in views.Sources(cut)) text.Append(CultureInfo.InvariantCulture, $"{s}\n");
        }

        return text.ToString();
    }

    private static async Task<List<RecordedEvent>> CopyAsync(IEventLog log, CancellationToken cancellation)
    {
        var events = new List<RecordedEvent>();
        await foreach (var page in log.ReadAllAsync(default, cancellation))
            foreach (var e in page.Events.ToArray())
                events.Add(e.Copy());
        return events;
    }

    private static InvalidOperationException Wrong(string what) => new(what);
}
