using Reports.Service.Protocol.PersistentSubscriptions.Groups;

namespace Reports.Service.Tests.Protocol.PersistentSubscriptions;

/// <summary>
/// A group with a source, consumers and storage that follow a seeded schedule: they take, answer, keep silent, come and go, and
/// the process dies and starts again from what it had stored. Every law of a group is checked after every step.
/// </summary>
internal sealed class GroupSimulation
{
    private readonly GroupSettings _settings;
    private readonly int _events;
    private readonly Random _random;
    private readonly Dictionary<int, List<GroupEvent>> _held = [];
    private readonly Dictionary<int, int> _room = [];
    private readonly List<string> _trace = [];
    private readonly SortedDictionary<long, long> _parked = [];
    private readonly HashSet<long> _replaying = [];
    private readonly HashSet<long> _done = [];
    private readonly HashSet<long> _delivered = [];
    private ConsumerGroup _group;
    private TimeSpan _now;
    private long _checkpoint = -1;
    private long _parkNumber;
    private int _consumers;

    public GroupSimulation(GroupSettings settings, int events, int seed)
    {
        _settings = settings;
        _events = events;
        _random = new Random(seed);
        _group = Start();
    }

    /// <summary>What was delivered to whom, in order.</summary>
    public IReadOnlyList<string> Trace => _trace;

    public void Run(int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            Step(Next(100));
            Check();
        }

        Finish();
    }

    private int Next(int below) => _random.Next(below);

    private ConsumerGroup Start()
    {
        var group = new ConsumerGroup(_settings, _checkpoint, _parked.Values.Where(p => p > _checkpoint), _now);
        _replaying.Clear();
        return group;
    }

    private void Step(int choice)
    {
        _now += TimeSpan.FromMilliseconds(Next(400));
        switch (choice)
        {
            case < 30:
                Read();
                break;
            case < 60:
                Answer(held => _group.Ack(Taken(held).Select(e => { _done.Add(e.Place); return e.Id; }), _now));
                break;
            case < 66:
                Answer((consumer, held) => _group.Nack(consumer, Taken(held).Select(e => e.Id), NackAction.Retry, "again", _now));
                break;
            case < 70:
                Answer((consumer, held) => _group.Nack(consumer, Taken(held).Select(e => e.Id), NackAction.Park, "odd", _now));
                break;
            case < 73:
                Answer((consumer, held) => _group.Nack(consumer, Taken(held).Select(e => { _done.Add(e.Place); return e.Id; }), NackAction.Skip, "", _now));
                break;
            case < 75:
                Answer((consumer, held) => _group.Nack(consumer, Taken(held).Select(e => e.Id), NackAction.Stop, "", _now));
                break;
            case < 80:
                if (_group.TakesAnother) Join();
                break;
            case < 83:
                if (_held.Count > 0)
                {
                    var gone = _held.Keys.Order().ElementAt(Next(_held.Count));
                    _held.Remove(gone);
                    _group.Leave(gone, _now);
                }

                break;
            case < 86:
                Replay();
                break;
            case < 88:
                // The process dies.
                _held.Clear();
                _group = Start();
                break;
            default:
                _group.Tick(_now);
                break;
        }

        Apply();
    }

    private void Join()
    {
        var consumer = _consumers++;
        _held[consumer] = [];
        _room[consumer] = 1 + Next(5);
        _group.Join(consumer, _room[consumer], _now);
    }

    /// <summary>Every third event of the source is none of the group's.</summary>
    private void Read()
    {
        var room = _group.Room;
        if (room == 0) return;
        var events = new List<GroupEvent>();
        var place = _group.LastPlace;
        while (events.Count < room && place < _events - 1)
            if (++place % 3 != 0)
                events.Add(Event(place));
        _group.Take(events, place, place == _events - 1, _now);
    }

    private static GroupEvent Event(long place) =>
        new(place, new Guid((int)place, 0, 0, new byte[8]), $"stream-{place % 7}");

    private void Answer(Action<List<GroupEvent>> answer) => Answer((_, held) => answer(held));

    private void Answer(Action<int, List<GroupEvent>> answer)
    {
        if (_held.Count == 0) return;
        var consumer = _held.Keys.Order().ElementAt(Next(_held.Count));
        if (_held[consumer].Count > 0) answer(consumer, _held[consumer]);
    }

    /// <summary>Some of what a consumer holds. It may answer for what was taken back from it long ago.</summary>
    private List<GroupEvent> Taken(List<GroupEvent> held)
    {
        var taken = held.GetRange(0, 1 + Next(held.Count));
        held.RemoveRange(0, taken.Count);
        return taken;
    }

    private void Replay()
    {
        var parked = _parked.Where(p => !_replaying.Contains(p.Key)).Take(_group.ReplayRoom).ToArray();
        foreach (var (number, _) in parked) _replaying.Add(number);
        _group.Replay([.. parked.Select(p => (p.Key, Event(p.Value)))], _now);
    }

    private void Apply()
    {
        foreach (var effect in _group.TakeEffects())
            switch (effect)
            {
                case Deliver deliver:
                    _trace.Add($"{deliver.Consumer}:{deliver.Event.Place}:{deliver.RetryCount}");
                    _delivered.Add(deliver.Event.Place);
                    Assert.InRange(deliver.RetryCount, 0, _settings.MaxRetryCount);
                    if (_held.TryGetValue(deliver.Consumer, out var held)) held.Add(deliver.Event);
                    break;
                case Park park:
                    if (park.Replayed is { } before) Assert.True(_parked.Remove(before));
                    Assert.DoesNotContain(park.Event.Place, _parked.Values);
                    _parked.Add(_parkNumber++, park.Event.Place);
                    break;
                case Settle settle:
                    Assert.True(_parked.Remove(settle.Number));
                    break;
                case Checkpoint checkpoint:
                    Assert.True(checkpoint.Place > _checkpoint);
                    _checkpoint = checkpoint.Place;
                    for (var place = 0; place <= _checkpoint; place++)
                        Assert.True(place % 3 == 0 || _done.Contains(place) || _parked.ContainsValue(place), $"the checkpoint is beyond {place}");
                    break;
                case Drop drop:
                    _held.Remove(drop.Consumer);
                    break;
            }
    }

    private void Check()
    {
        foreach (var consumer in _group.Consumers) Assert.InRange(consumer.InFlight, 0, _room[consumer.Id]);
        Assert.Equal(_group.Consumers.Sum(c => c.InFlight), _group.InFlightCount);
        Assert.InRange(_group.BufferedCount, 0, Math.Max(_settings.LiveBufferSize, _settings.HistoryBufferSize));
        Assert.Equal(_held.Keys.Order(), _group.Consumers.Select(c => c.Id).Order());
    }

    /// <summary>From here on everybody answers: everything must end up done or parked, and the checkpoint at the end.</summary>
    private void Finish()
    {
        if (_held.Count == 0) Join();
        for (var round = 0; round < (_events * 10) + 100; round++)
        {
            _now += _settings.MessageTimeout + _settings.CheckpointAfter;
            Read();
            Apply();
            _group.Tick(_now);
            Apply();
            foreach (var held in _held.Values)
            {
                _done.UnionWith(held.Select(e => e.Place));
                _group.Ack(held.Select(e => e.Id).ToArray(), _now);
                held.Clear();
            }

            Apply();
            Check();
        }

        _group.Flush(_now);
        Apply();
        Assert.Equal(_events - 1, _checkpoint);
        for (var place = 0; place < _events; place++)
        {
            if (place % 3 == 0) continue;
            Assert.Contains(place, _delivered);
            Assert.True(_done.Contains(place) || _parked.ContainsValue(place), $"{place} was lost");
        }
    }
}
