using MediatR;
using Reports.EventStore.Events;
using Reports.EventStore.Log;
using Reports.Service.Access;

namespace Reports.Service.Copying;

/// <summary>
/// Copies every event of a log to another, in order, with ids, data and metadata as they are; then reads both and compares them.
/// What the other holds already must be the beginning of the same: so a copy that was stopped goes on, and one that is done appends
/// nothing.
/// </summary>
/// <param name="From">Read up to where it ends at the start.</param>
/// <param name="To">Written. Nobody else writes it meanwhile.</param>
/// <param name="Progress">Told the position reached in <paramref name="From"/> and its end.</param>
[Needs(Permission.Manage)]
public sealed record CopyLedger(IEventLog From, IEventLog To, IProgress<CopyProgress>? Progress = null) : IRequest<CopyReport>;

public readonly record struct CopyProgress(CopyStep Step, long Position, long End);

public enum CopyStep
{
    Copying,
    Comparing,
}

/// <param name="Found">Events that the target held already.</param>
/// <param name="Copied">Events that were appended.</param>
/// <param name="From">The content of the source.</param>
/// <param name="To">The content of the target.</param>
/// <param name="FirstDifference">The first stream, by name, that is not the same; null when all are.</param>
public sealed record CopyReport(long Found, long Copied, ContentDigest From, ContentDigest To, string? FirstDifference)
{
    public bool IsEqual => From == To;
}

internal sealed class CopyLedgerHandler : IRequestHandler<CopyLedger, CopyReport>
{
    private const int EventsAtOnce = 2000;
    private const int BytesAtOnce = 8 * 1024 * 1024;

    public async Task<CopyReport> Handle(CopyLedger request, CancellationToken cancellationToken)
    {
        var end = await request.From.HeadAsync(cancellationToken);
        var copy = new Copy(request, end);
        await copy.RunAsync(cancellationToken);
        var from = await LogContent.ReadAsync(request.From, end, request.Progress, cancellationToken);
        var to = await LogContent.ReadAsync(request.To, Position.End, null, cancellationToken);
        return new CopyReport(copy.Found, copy.Copied, from.Digest, to.Digest, from.FirstDifference(to));
    }

    private sealed class Copy(CopyLedger request, Position end)
    {
        private readonly Dictionary<string, long> _revisions = new(StringComparer.Ordinal);
        private readonly List<StreamAppend> _batch = [];
        private readonly HashSet<string> _batched = new(StringComparer.Ordinal);
        private List<EventToAppend> _run = [];
        private string _stream = "";
        private Guid _train;
        private int _events;
        private long _bytes;

        public long Found { get; private set; }

        public long Copied { get; private set; }

        public async Task RunAsync(CancellationToken cancellation)
        {
            await using var there = new EventCursor(request.To, Position.End, cancellation);
            await foreach (var page in request.From.ReadAllAsync(new LogRead(To: end), cancellation))
            {
                for (var i = 0; i < page.Events.Length; i++)
                {
                    if (!await there.NextAsync()) await AddAsync(page.Events.Span[i], cancellation);
                    else Check(page.Events.Span[i], there.Current);
                }

                request.Progress?.Report(new CopyProgress(CopyStep.Copying, page.Next.Commit, end.Commit));
            }

            if (await there.NextAsync())
                throw new Queries.RefusedException($"{request.To.Name} holds more than {request.From.Name}: the first of it is at position {there.Current.Position}");
            EndRun();
            await AppendAsync(cancellation);
        }

        private void Check(in RecordedEvent source, in RecordedEvent target)
        {
            if (!EventContent.AreEqual(source, target))
                throw new Queries.RefusedException(
                    $"{request.To.Name} holds something else: its event at position {target.Position} ({target.StreamText}) is not that at position {source.Position} of {request.From.Name} ({source.StreamText})");
            _revisions[target.StreamText] = target.Revision;
            Found++;
        }

        private async ValueTask AddAsync(RecordedEvent recorded, CancellationToken cancellation)
        {
            var stream = recorded.StreamText;
            // What one append wrote stands together, and is copied by one: a source is there whole or not at all.
            if (stream != _stream || !IsSource(stream) || _run.Count >= LogLimits.BatchEvents || _bytes >= LogLimits.BatchBytes - LogLimits.EventBytes)
            {
                EndRun();
                // Never between definitions of one change, which may name each other.
                var train = IsSource(stream) ? Guid.Empty : EventMetadata.TrainOf(recorded.Metadata);
                var isFull = (_events >= EventsAtOnce || _bytes >= BytesAtOnce) && (train == Guid.Empty || train != _train);
                if (isFull || _batched.Contains(stream)) await AppendAsync(cancellation);
                _train = train;
                _stream = stream;
            }

            var own = recorded.Copy();
            _run.Add(new EventToAppend(own.Id, own.TypeText, own.Data, own.Metadata));
            _events++;
            _bytes += own.Data.Length + own.Metadata.Length;
        }

        /// <summary>Definitions and adopted policies were each an append of their own.</summary>
        private static bool IsSource(string stream) => stream.StartsWith("source-", StringComparison.Ordinal);

        private void EndRun()
        {
            if (_run.Count == 0) return;
            _batched.Add(_stream);
            var expected = _revisions.TryGetValue(_stream, out var last) ? ExpectedRevision.Exactly(last) : ExpectedRevision.NoStream;
            _batch.Add(new StreamAppend(new StreamName(_stream), expected, _run));
            _run = [];
            _stream = "";
        }

        private async Task AppendAsync(CancellationToken cancellation)
        {
            if (_batch.Count == 0) return;
            var results = await request.To.AppendAsync(_batch, cancellation);
            for (var i = 0; i < _batch.Count; i++) _revisions[_batch[i].Stream.Value] = results[i].Revision;
            Copied += _events;
            _batch.Clear();
            _batched.Clear();
            (_events, _bytes) = (0, 0);
        }
    }
}
