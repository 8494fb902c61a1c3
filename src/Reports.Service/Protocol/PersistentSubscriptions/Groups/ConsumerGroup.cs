namespace Reports.Service.Protocol.PersistentSubscriptions.Groups;

/// <summary>
/// A group of consumers that share the events of one source: what was sent to whom, what came back, and how far everything is
/// done. Pure: time comes in with each call, never runs backwards, and what is to be done comes out (<see cref="TakeEffects"/>),
/// always the same for the same calls. Not thread safe.
/// </summary>
internal sealed partial class ConsumerGroup
{
    /// <summary>Bytes of events that a group holds before it reads on, however few they are.</summary>
    public const long MostBytes = 16 * 1024 * 1024;

    /// <summary>Places that held nothing for the group are worth a checkpoint too, so that they are not scanned again.</summary>
    private const long ScannedCheckpoint = 10_000;

    // What was sent and is not done: with a consumer, or waiting to be sent again.
    private readonly Dictionary<Guid, PendingEvent> _open = [];
    private readonly SortedSet<PendingEvent> _unfinished = new(Comparer<PendingEvent>.Create((x, y) => x.Sequence.CompareTo(y.Sequence)));
    private readonly LinkedList<PendingEvent> _buffer = [];
    private readonly SortedSet<PendingEvent> _retries = new(Comparer<PendingEvent>.Create(InSourceOrder));
    private readonly LinkedList<PendingEvent> _inFlight = [];
    private readonly HashSet<long> _parked;
    private List<GroupEffect> _effects = [];
    private TimeSpan _checkpointedAt;
    private long _bytes;
    private long _taken;
    private long _replays;
    private long _checkpointedSequence;
    private bool _isLive;

    /// <param name="settings">How it delivers; <see cref="GroupSettings.Problem"/> says nothing.</param>
    /// <param name="checkpoint">Everything up to this place is done.</param>
    /// <param name="parked">Places after the checkpoint whose events are parked: they are not delivered again.</param>
    /// <param name="now">The time.</param>
    public ConsumerGroup(GroupSettings settings, long checkpoint, IEnumerable<long> parked, TimeSpan now)
    {
        Settings = settings;
        Checkpoint = LastPlace = checkpoint;
        _parked = [.. parked];
        _checkpointedAt = now;
        _dispatch = new Dispatch(settings.Strategy);
    }

    public GroupSettings Settings { get; }

    /// <summary>Everything up to this place is done or parked, and said to be so.</summary>
    public long Checkpoint { get; private set; }

    /// <summary>How far the source was read.</summary>
    public long LastPlace { get; private set; }

    public IReadOnlyList<GroupConsumer> Consumers => _dispatch.Consumers;

    /// <summary>Events that were sent, ever; each time counts.</summary>
    public long Delivered { get; private set; }

    public int BufferedCount => _buffer.Count;

    public int RetryCount => _retries.Count;

    public int InFlightCount => _inFlight.Count;

    public bool IsLive => _isLive;

    /// <summary>How many events of the source there is room for; asked for in batches.</summary>
    public int Room
    {
        get
        {
            var room = (_isLive ? Settings.LiveBufferSize : Settings.HistoryBufferSize) - _buffer.Count;
            return Consumers.Count == 0 || room <= 0 || _bytes >= MostBytes ? 0 : Math.Min(room, Settings.ReadBatchSize);
        }
    }

    /// <summary>How many parked events there is room for.</summary>
    public int ReplayRoom => Consumers.Count == 0 || _bytes >= MostBytes ? 0 : Math.Max(0, Settings.ReadBatchSize - _retries.Count);

    /// <summary>When <see cref="Tick"/> has something to do, if nothing else happens before; null for never.</summary>
    public TimeSpan? Due
    {
        get
        {
            var timeout = Settings.MessageTimeout > TimeSpan.Zero ? _inFlight.First?.Value.Deadline : null;
            TimeSpan? checkpoint = IsWorthCheckpoint ? _checkpointedAt + Settings.CheckpointAfter : null;
            return timeout is null || checkpoint < timeout ? checkpoint : timeout;
        }
    }

    /// <summary>False when the group takes no further consumer.</summary>
    public bool TakesAnother => Consumers.Count < (Settings.MaxSubscriberCount > 0 ? Settings.MaxSubscriberCount : GroupSettings.MostSubscribers);

    /// <summary>What is to be done because of the calls since this was last asked.</summary>
    public IReadOnlyList<GroupEffect> TakeEffects()
    {
        var effects = _effects;
        _effects = [];
        return effects;
    }

    /// <param name="consumer">A number that no consumer of the group has or had.</param>
    /// <param name="bufferSize">Events that it takes at once, unacknowledged; at least 1.</param>
    public void Join(int consumer, int bufferSize, TimeSpan now)
    {
        _dispatch.Add(new GroupConsumer(consumer, bufferSize) { Latencies = Settings.HasExtraStatistics ? new Latencies() : null });
        Send(now);
    }

    /// <summary>What the consumer held is delivered again, to others. A consumer that dies of an event must not take all others with it: it counts as a retry.</summary>
    public void Leave(int consumer, TimeSpan now)
    {
        if (_dispatch.Remove(consumer) is not { } gone) return;
        foreach (var pending in _inFlight.Where(p => p.At == gone).ToArray()) Retry(pending, "the consumer left");
        Settled(now);
    }

    /// <summary>Takes events that the source holds next.</summary>
    /// <param name="events">In order, each after <see cref="LastPlace"/>.</param>
    /// <param name="scannedTo">How far the source was read for them; at least the place of the last one.</param>
    /// <param name="isLive">True when the source held nothing more.</param>
    public void Take(IReadOnlyList<GroupEvent> events, long scannedTo, bool isLive, TimeSpan now)
    {
        foreach (var taken in events)
        {
            if (taken.Place <= LastPlace) throw new ArgumentException($"place {taken.Place} does not follow {LastPlace}", nameof(events));
            // Parked before a restart that the checkpoint did not reach.
            if (!_parked.Remove(taken.Place)) Add(new PendingEvent(taken, _taken, LastPlace, null));
            _taken++;
            LastPlace = taken.Place;
        }

        LastPlace = Math.Max(LastPlace, scannedTo);
        _isLive = isLive;
        Settled(now);
    }

    /// <summary>Takes parked events that are to be delivered again.</summary>
    public void Replay(IReadOnlyList<(long Number, GroupEvent Event)> parked, TimeSpan now)
    {
        foreach (var (number, source) in parked)
        {
            _bytes += source.Bytes;
            _retries.Add(new PendingEvent(source, --_replays, Checkpoint, number));
        }

        Send(now);
    }

    /// <summary>Events are done. A late word counts too: also of those that were taken back, or sent to somebody else meanwhile.</summary>
    public void Ack(IEnumerable<Guid> ids, TimeSpan now)
    {
        foreach (var id in ids)
        {
            if (!_open.TryGetValue(id, out var pending)) continue;
            pending.At?.Latencies?.Add(now - pending.DeliveredAt);
            Finish(pending);
            if (pending.Replayed is { } number) _effects.Add(new Settle(number));
        }

        Settled(now);
    }

    /// <summary>Events are not taken. What the consumer does not hold, because it took too long, others decide on.</summary>
    public void Nack(int consumer, IEnumerable<Guid> ids, NackAction action, string reason, TimeSpan now)
    {
        foreach (var id in ids)
        {
            if (!_open.TryGetValue(id, out var pending) || pending.At?.Id != consumer) continue;
            switch (action)
            {
                case NackAction.Park:
                    SetAside(pending, reason);
                    break;
                case NackAction.Skip:
                    Finish(pending);
                    if (pending.Replayed is { } number) _effects.Add(new Settle(number));
                    break;
                default:
                    Retry(pending, reason);
                    break;
            }
        }

        if (action == NackAction.Stop && Consumers.Any(c => c.Id == consumer))
        {
            _effects.Add(new Drop(consumer));
            Leave(consumer, now);
        }

        Settled(now);
    }

    /// <summary>Time has passed: takes back what consumers did not finish, and says how far everything is done.</summary>
    public void Tick(TimeSpan now) => Settled(now);

    /// <summary>Says how far everything is done, however little that is.</summary>
    public void Flush(TimeSpan now)
    {
        if (DonePlace > Checkpoint) SayCheckpoint(now);
    }
}
