namespace Reports.Service.Protocol.PersistentSubscriptions.Groups;

// What happens to events inside of a group.
internal sealed partial class ConsumerGroup
{
    private readonly Dispatch _dispatch;

    /// <summary>The first event of the source that is neither done nor parked.</summary>
    private PendingEvent? FirstUnfinished => _unfinished.Min;

    private long DonePlace => FirstUnfinished?.Before ?? LastPlace;

    private long DoneCount => (FirstUnfinished?.Sequence ?? _taken) - _checkpointedSequence;

    private bool IsWorthCheckpoint =>
        DonePlace > Checkpoint && (DoneCount >= Math.Max(1, Settings.MinCheckpointCount) || DonePlace - Checkpoint >= ScannedCheckpoint);

    private static int InSourceOrder(PendingEvent x, PendingEvent y)
    {
        var byPlace = x.Event.Place.CompareTo(y.Event.Place);
        return byPlace != 0 ? byPlace : x.Sequence.CompareTo(y.Sequence);
    }

    private void Add(PendingEvent pending)
    {
        _unfinished.Add(pending);
        _bytes += pending.Event.Bytes;
        pending.Node = _buffer.AddLast(pending);
    }

    private void Settled(TimeSpan now)
    {
        if (Settings.MessageTimeout > TimeSpan.Zero)
            while (_inFlight.First is { } first && first.Value.Deadline <= now)
                Retry(first.Value, "no answer within the message timeout");
        Send(now);
        if (DonePlace <= Checkpoint) return;
        if (DoneCount >= Math.Max(1, Settings.MaxCheckpointCount) || (IsWorthCheckpoint && now - _checkpointedAt >= Settings.CheckpointAfter))
            SayCheckpoint(now);
    }

    private void SayCheckpoint(TimeSpan now)
    {
        Checkpoint = DonePlace;
        _checkpointedSequence = FirstUnfinished?.Sequence ?? _taken;
        _checkpointedAt = now;
        _effects.Add(new Checkpoint(Checkpoint));
    }

    /// <summary>Sends what waits, retries before new events, as far as consumers have room.</summary>
    private void Send(TimeSpan now)
    {
        if (!_dispatch.HasRoom) return;
        foreach (var pending in _retries.ToArray())
        {
            if (!_dispatch.HasRoom) return;
            if (!IsAlone(pending) || _dispatch.Choose(pending) is not { } consumer) continue;
            _retries.Remove(pending);
            Send(pending, consumer, now);
        }

        for (var node = _buffer.First; node is not null && _dispatch.HasRoom;)
        {
            var (pending, next) = (node.Value, node.Next);
            if (IsAlone(pending) && _dispatch.Choose(pending) is { } consumer)
            {
                _buffer.Remove(node);
                Send(pending, consumer, now);
            }

            node = next;
        }
    }

    /// <summary>Ids are how consumers answer: two events with the same one are delivered one after the other.</summary>
    private bool IsAlone(PendingEvent pending) => !_open.TryGetValue(pending.Event.Id, out var other) || other == pending;

    private void Send(PendingEvent pending, GroupConsumer consumer, TimeSpan now)
    {
        _open[pending.Event.Id] = pending;
        _dispatch.Sent(consumer);
        pending.At = consumer;
        pending.DeliveredAt = now;
        pending.Deadline = now + Settings.MessageTimeout;
        pending.Node = _inFlight.AddLast(pending);
        Delivered++;
        _effects.Add(new Deliver(consumer.Id, pending.Event, pending.RetryCount));
    }

    private void Retry(PendingEvent pending, string reason)
    {
        if (pending.RetryCount >= Settings.MaxRetryCount)
        {
            SetAside(pending, $"retried {pending.RetryCount} times: {reason}");
            return;
        }

        TakeBack(pending);
        pending.RetryCount++;
        _retries.Add(pending);
    }

    private void SetAside(PendingEvent pending, string reason)
    {
        Finish(pending);
        _effects.Add(new Park(pending.Event, reason, pending.Replayed));
    }

    private void Finish(PendingEvent pending)
    {
        _bytes -= pending.Event.Bytes;
        TakeBack(pending);
        _retries.Remove(pending);
        if (_open.GetValueOrDefault(pending.Event.Id) == pending) _open.Remove(pending.Event.Id);
        _unfinished.Remove(pending);
    }

    private void TakeBack(PendingEvent pending)
    {
        if (pending.At is not { } consumer) return;
        _dispatch.Returned(consumer);
        _inFlight.Remove(pending.Node!);
        pending.Node = null;
        pending.At = null;
    }
}
