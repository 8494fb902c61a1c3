using System.Threading.Channels;
using Reports.Domain.Events;
using Reports.EventStore.Events;
using Reports.EventStore.Log;
using Reports.Service.Ledgers;
using Reports.Service.Queries;

namespace Reports.Service.Appending;

/// <summary>
/// Appends from outside to a ledger. What waits together is checked one after the other, each as if the ones before it were
/// recorded, and then written in one durable commit. Thread safe.
/// </summary>
public sealed class LedgerAppender : IAppender, IAsyncDisposable
{
    private const int AppendsWaiting = 1024;
    private const int AppendsTogether = 256;
    private const int EventsTogether = 20_000;
    private const int BytesTogether = 32 * 1024 * 1024;
    private const int EventsRemembered = 200_000;
    private const int StreamsRemembered = 10_000;
    private const string SourcePrefix = "source-";

    private readonly Ledger _ledger;
    private readonly TimeProvider _time;
    private readonly AppendCheck _check;
    private readonly Channel<Waiting> _waiting = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(AppendsWaiting) { SingleReader = true });
    private readonly Dictionary<string, KnownStream> _streams = new(StringComparer.Ordinal);
    private readonly Task _running;
    private long _remembered;
    private long _position;
    private DateTimeOffset _recorded;

    public LedgerAppender(Ledger ledger, TimeProvider time)
    {
        _ledger = ledger;
        _time = time;
        _check = new AppendCheck(ledger);
        _running = Task.Run(RunAsync);
    }

    private sealed record Waiting(ProposedAppend Append, TaskCompletionSource<AppendResult> Answer);

    private sealed record Planned(Waiting Waiting, KnownStream Stream, EventToAppend[] Stored, LedgerEvent[] Events, long Revision);

    /// <inheritdoc/>
    public async Task<AppendResult> AppendAsync(ProposedAppend append, CancellationToken cancellation = default)
    {
        var waiting = new Waiting(append, new TaskCompletionSource<AppendResult>(TaskCreationOptions.RunContinuationsAsynchronously));
        try
        {
            await _waiting.Writer.WriteAsync(waiting, cancellation);
        }
        catch (ChannelClosedException)
        {
            throw new LogUnavailableException("the server is stopping");
        }

        return await waiting.Answer.Task;
    }

    /// <summary>Appends what waits, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _running;
        _check.Dispose();
    }

    private async Task RunAsync()
    {
        var together = new List<Waiting>();
        while (await _waiting.Reader.WaitToReadAsync())
        {
            together.Clear();
            long events = 0, bytes = 0;
            while (together.Count < AppendsTogether && events < EventsTogether && bytes < BytesTogether && _waiting.Reader.TryRead(out var next))
            {
                together.Add(next);
                events += next.Append.Events.Count;
                foreach (var e in next.Append.Events) bytes += e.Data.Length;
            }

            await AppendAsync(together);
        }
    }

    private async Task AppendAsync(List<Waiting> together)
    {
        await _ledger.WriteGate.WaitAsync();
        try
        {
            await _ledger.CatchUpAsync();
            // Somebody else recorded something, perhaps of a stream that is remembered.
            if (_ledger.Views.Position != _position) Forget();
            // Once for all that waited together: nobody else records while the gate is held.
            _recorded = await _ledger.NextRecordedTimeAsync();
            var plan = new List<Planned>();
            foreach (var waiting in together)
            {
                // Sources are checked against the gazetteer as it is recorded.
                var isDefinition = !waiting.Append.Stream.StartsWith(SourcePrefix, StringComparison.Ordinal);
                if (isDefinition) await CommitAsync(plan);
                await PlanAsync(waiting, plan);
                if (isDefinition) await CommitAsync(plan);
            }

            await CommitAsync(plan);
            await _ledger.SaveCheckpointIfDueAsync();
        }
        catch (Exception e)
        {
            Forget();
            foreach (var waiting in together) waiting.Answer.TrySetException(e);
        }
        finally
        {
            _position = _ledger.Views.Position;
            _ledger.WriteGate.Release();
        }
    }

    private async Task PlanAsync(Waiting waiting, List<Planned> plan)
    {
        var append = waiting.Append;
        try
        {
            if (_time.GetUtcNow() >= append.Deadline) throw new TimeoutException("the deadline passed before the append was made");
            var stream = await KnowAsync(append.Stream);
            if (append.Events.Count > 0 && stream.Retried(append.Expected, append.Events) is { } revision)
            {
                // What it retries may be waiting in this very plan.
                await CommitAsync(plan);
                waiting.Answer.TrySetResult(new AppendResult(revision, await PositionAsync(stream.Name, revision), IsDuplicate: true));
                return;
            }

            if (!stream.IsAt(append.Expected))
                throw new WrongExpectedRevisionException(stream.Name, append.Expected, stream.Revision < 0 ? null : stream.Revision);
            if (append.Events.Count == 0)
            {
                waiting.Answer.TrySetResult(new AppendResult(-1, Position.Start, IsDuplicate: false));
                return;
            }

            var (stored, events) = _check.Check(append, stream, Stamp(append));
            plan.Add(new Planned(waiting, stream, stored, events, stream.Revision));
            for (var i = 0; i < events.Length; i++) stream.Add(stored[i].Id, events[i]);
            _remembered += events.Length;
        }
        catch (Exception e) when (e is RefusedException or WrongExpectedRevisionException or TimeoutException or LimitExceededException)
        {
            waiting.Answer.TrySetException(e);
        }
    }

    private async Task CommitAsync(List<Planned> plan)
    {
        if (plan.Count > 0)
        {
            StreamAppend[] appends = [.. plan.Select(p => new StreamAppend(
                p.Stream.Name, p.Revision < 0 ? ExpectedRevision.NoStream : ExpectedRevision.Exactly(p.Revision), p.Stored))];
            var results = await _ledger.Log.AppendAsync(appends);
            await _ledger.TakeAppendedAsync(appends, results);
            for (var i = 0; i < plan.Count; i++) plan[i].Waiting.Answer.TrySetResult(results[i]);
        }

        plan.Clear();
        _check.Clear();
        if (_remembered > EventsRemembered || _streams.Count > StreamsRemembered) Forget();
    }

    private async Task<KnownStream> KnowAsync(string name)
    {
        if (_streams.TryGetValue(name, out var known)) return known;
        if (!StreamName.TryParse(name, out var stream))
            throw new RefusedException($"a stream name has 1 to {StreamName.MaxLength} printable ASCII characters, unlike '{Domain.Text.SafeText.Show(name)}'");
        // The views know every source that was reported: of a new one there is nothing to read.
        known = name.StartsWith(SourcePrefix, StringComparison.Ordinal) && !_ledger.Views.IsSource(name[SourcePrefix.Length..])
            ? new KnownStream(stream)
            : await KnownStream.ReadAsync(_ledger.Log, stream, CancellationToken.None);
        _remembered += known.Revision + 1;
        return _streams[name] = known;
    }

    private void Forget()
    {
        _streams.Clear();
        _remembered = 0;
        _check.Clear();
    }

    private EventMetadata Stamp(ProposedAppend append)
    {
        var (correlation, causation) = ProposedMetadata.Read(append.Events[0].Metadata);
        var run = correlation ?? EventIds.OfRun("append", _time.GetUtcNow());
        return new EventMetadata(_recorded, append.Author, run, causation ?? run);
    }

    private async Task<Position> PositionAsync(StreamName stream, long revision)
    {
        await foreach (var page in _ledger.Log.ReadStreamAsync(stream, new StreamRead(revision, MaxCount: 1)))
            return page.Events.Span[0].Position;
        throw new LogDamagedException($"{_ledger.Log.Name}: revision {revision} of stream '{stream}' is missing");
    }
}
