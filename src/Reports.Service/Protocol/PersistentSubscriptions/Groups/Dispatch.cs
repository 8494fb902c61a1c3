using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Reports.Service.Protocol.PersistentSubscriptions.Groups;

/// <summary>Chooses consumers for events by a strategy. Not thread safe.</summary>
internal sealed class Dispatch(ConsumerStrategy strategy)
{
    private readonly List<GroupConsumer> _consumers = [];
    private int _next;
    private int _membership;
    private int _withRoom;

    /// <summary>In the order in which they joined.</summary>
    public IReadOnlyList<GroupConsumer> Consumers => _consumers;

    /// <summary>True when some consumer has room for an event.</summary>
    public bool HasRoom => _withRoom > 0;

    public void Add(GroupConsumer consumer)
    {
        _consumers.Add(consumer);
        _withRoom++;
        _membership++;
    }

    /// <summary>The consumer that went; null when there is none of that number.</summary>
    public GroupConsumer? Remove(int id)
    {
        var at = _consumers.FindIndex(c => c.Id == id);
        if (at < 0) return null;
        var gone = _consumers[at];
        _consumers.RemoveAt(at);
        if (gone.HasRoom) _withRoom--;
        if (_next > at) _next--;
        _membership++;
        return gone;
    }

    /// <summary>Who is to have an event; null while nobody who may has room.</summary>
    public GroupConsumer? Choose(PendingEvent pending) => strategy switch
    {
        ConsumerStrategy.DispatchToSingle => _consumers.Find(c => c.HasRoom),
        ConsumerStrategy.RoundRobin => NextWithRoom(),
        _ => Pinned(pending) is { HasRoom: true } owner ? owner : null,
    };

    public void Sent(GroupConsumer consumer)
    {
        consumer.InFlight++;
        consumer.Delivered++;
        if (!consumer.HasRoom) _withRoom--;
    }

    public void Returned(GroupConsumer consumer)
    {
        if (!consumer.HasRoom && _consumers.Contains(consumer)) _withRoom++;
        consumer.InFlight--;
    }

    private GroupConsumer? NextWithRoom()
    {
        for (var looked = 0; looked < _consumers.Count; looked++)
        {
            if (_next >= _consumers.Count) _next = 0;
            var consumer = _consumers[_next++];
            if (consumer.HasRoom) return consumer;
        }

        return null;
    }

    /// <summary>
    /// The consumer with the highest hash of both names (rendezvous hashing, Thaler and Ravishankar 1998): when one comes or goes,
    /// only what was or becomes its own moves.
    /// </summary>
    private GroupConsumer? Pinned(PendingEvent pending)
    {
        if (pending.Pin.Membership == _membership) return pending.Pin.Consumer;
        var name = MemoryMarshal.AsBytes(pending.Event.PinnedBy.AsSpan());
        GroupConsumer? best = null;
        var highest = 0UL;
        foreach (var consumer in _consumers)
        {
            var weight = XxHash3.HashToUInt64(name, consumer.Id);
            if (best is not null && weight <= highest) continue;
            (best, highest) = (consumer, weight);
        }

        pending.Pin = (_membership, best);
        return best;
    }
}
