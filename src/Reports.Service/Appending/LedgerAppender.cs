using System.Threading.Channels;
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

    private sealed record Waiting(IReadOnlyList<ProposedAppend> Appends, TaskCompletionSource<IReadOnlyList<AppendResult>> Answer)
    {
        public AppendResult?[] Results { get; } = new AppendResult?[Appends.Count];

        public void AnswerWhenDone()
        {
            if (Array.TrueForAll(Results, r => r is not null)) Answer.TrySetResult([.. Results.Select(r => r!.Value)]);
        }
    }

    private sealed record Planned(Waiting Waiting, int Index, KnownStream Stream, EventToAppend[] Stored, long Revision);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AppendResult>> AppendTogetherAsync(IReadOnlyList<ProposedAppend> appends, CancellationToken cancellation = default)
    {
        if (appends.DistinctBy(a => a.Stream, StringComparer.Ordinal).Count() != appends.Count) throw new RefusedException("of appends that belong together each has a stream of its own");
        var waiting = new Waiting(appends, new TaskCompletionSource<IReadOnlyList<AppendResult>>(TaskCreationOptions.RunContinuationsAsynchronously));
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
                foreach (var append in next.Appends)
                {
                    events += append.Events.Count;
                    foreach (var e in append.Events) bytes += e.Data.Length;
                }
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
                // An adopted policy is checked against those that are recorded.
                var isPolicy = waiting.Appends.Any(a => a.Stream == StreamName.Policy.Value);
                if (isPolicy || waiting.Appends.Count > 1) await CommitAsync(plan);
                await PlanAsync(waiting, plan);
                if (isPolicy) await CommitAsync(plan);
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
        var planned = plan.Count;
        try
        {
            for (var i = 0; i < waiting.Appends.Count; i++)
            {
                if (IsFirstOfSeveral(waiting.Appends, i)) _check.TakeTogether([.. waiting.Appends.Skip(i).TakeWhile(a => AppendCheck.IsDefinition(a.Stream))]);
                await PlanAsync(waiting, i, plan);
            }

            waiting.AnswerWhenDone();
        }
        catch (Exception e) when (e is RefusedException or WrongExpectedRevisionException or TimeoutException or LimitExceededException)
        {
            // All of what belongs together, or none: what was planned of it is forgotten, also as a beginning of what comes next.
            if (waiting.Appends.Count > 1)
            {
                plan.RemoveRange(planned, plan.Count - planned);
                Forget();
            }

            waiting.Answer.TrySetException(e);
        }
    }

    /// <summary>True where a run of definitions begins that is checked as one change.</summary>
    private static bool IsFirstOfSeveral(IReadOnlyList<ProposedAppend> appends, int index) =>
        appends.Count > 1 && AppendCheck.IsDefinition(appends[index].Stream) && (index == 0 || !AppendCheck.IsDefinition(appends[index - 1].Stream));

    private async Task PlanAsync(Waiting waiting, int index, List<Planned> plan)
    {
        var append = waiting.Appends[index];
        if (_time.GetUtcNow() >= append.Deadline) throw new TimeoutException("the deadline passed before the append was made");
        var stream = await KnowAsync(append.Stream);
        if (append.Events.Count > 0 && stream.Retried(append.Expected, append.Events) is { } revision)
        {
            // What it retries may be waiting in this very plan.
            if (waiting.Appends.Count == 1) await CommitAsync(plan);
            waiting.Results[index] = new AppendResult(revision, await PositionAsync(stream.Name, revision), IsDuplicate: true);
            return;
        }

        if (!stream.IsAt(append.Expected))
            throw new WrongExpectedRevisionException(stream.Name, append.Expected, stream.Revision < 0 ? null : stream.Revision);
        if (append.Events.Count == 0)
        {
            waiting.Results[index] = new AppendResult(-1, Position.Start, IsDuplicate: false);
            return;
        }

        var (stored, events) = _check.Check(append, stream, Stamp(append));
        plan.Add(new Planned(waiting, index, stream, stored, stream.Revision));
        for (var i = 0; i < events.Length; i++) stream.Add(stored[i].Id, events[i]);
        _remembered += events.Length;
    }

    private async Task CommitAsync(List<Planned> plan)
    {
        if (plan.Count > 0)
        {
            StreamAppend[] appends = [.. plan.Select(p => new StreamAppend(
                p.Stream.Name, p.Revision < 0 ? ExpectedRevision.NoStream : ExpectedRevision.Exactly(p.Revision), p.Stored))];
            var results = await _ledger.Log.AppendAsync(appends);
            await _ledger.TakeAppendedAsync(appends, results);
            for (var i = 0; i < plan.Count; i++)
            {
                plan[i].Waiting.Results[plan[i].Index] = results[i];
                plan[i].Waiting.AnswerWhenDone();
            }
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
        var run = EventIds.OfRun("append", _time.GetUtcNow());
        return new EventMetadata(_recorded, append.Author, run, run);
    }

    private async Task<Position> PositionAsync(StreamName stream, long revision)
    {
        await foreach (var page in _ledger.Log.ReadStreamAsync(stream, new StreamRead(revision, MaxCount: 1)))
            return page.Events.Span[0].Position;
        throw new LogDamagedException($"{_ledger.Log.Name}: revision {revision} of stream '{stream}' is missing");
    }
}
