using System.Threading.Channels;
using Grpc.Core;
using Reports.EventStore.Groups;
using Reports.EventStore.Log;
using Reports.Service.Protocol.PersistentSubscriptions.Groups;

namespace Reports.Service.Protocol.PersistentSubscriptions;

/// <summary>
/// A group at work: one loop feeds it from its source, hands it what subscribers say, stores what is to be stored and then sends
/// what is to be sent. Thread safe: everything reaches the group through the loop.
/// </summary>
internal sealed class RunningGroup : IAsyncDisposable
{
    private const int MostWaitingCommands = 1024;

    private readonly GroupsFile _file;
    private readonly LogHead _head;
    private readonly TimeProvider _time;
    private readonly GroupSource _source;
    private readonly ConsumerGroup _group;
    private readonly Dictionary<int, GroupMember> _members = [];
    private readonly Channel<Action> _commands = Channel.CreateBounded<Action>(new BoundedChannelOptions(MostWaitingCommands) { SingleReader = true });
    private readonly long _started;
    private readonly Task _loop;
    private RpcException? _failure;
    private int _lastNumber;
    private bool _hasReplays;
    private long _nextReplay;
    private long _seen;

    public RunningGroup(StoredGroup stored, GroupDefinition definition, GroupSource source, GroupsFile file, LogHead head, TimeProvider time)
    {
        (Source, Name, Definition) = (stored.Source, stored.Name, definition);
        (_source, _file, _head, _time) = (source, file, head, time);
        _started = time.GetTimestamp();
        var (parkedCount, parkedPlaces) = file.ParkedAfter(Source, Name, stored.Place);
        _hasReplays = parkedCount > 0;
        Statistics = new GroupStatistics(parkedCount);
        _group = new ConsumerGroup(definition.Settings, stored.Place, parkedPlaces, TimeSpan.Zero);
        _loop = RunAsync(stored.Place);
    }

    /// <summary>The stream, or <see cref="GroupDefinition.All"/>.</summary>
    public string Source { get; }

    public string Name { get; }

    public GroupDefinition Definition { get; }

    private GroupStatistics Statistics { get; }

    private TimeSpan Now => _time.GetElapsedTime(_started);

    /// <summary>Takes a subscriber.</summary>
    /// <exception cref="RpcException">The group takes no more of them, or does not work any more.</exception>
    public Task<GroupMember> JoinAsync(int bufferSize, GroupCaller caller, CancellationToken cancellation) => AskAsync(
        () =>
        {
            if (!_group.TakesAnother) throw GroupErrors.MaximumSubscribersReached(Source, Name);
            var member = new GroupMember(++_lastNumber, bufferSize, caller);
            _members.Add(member.Number, member);
            _group.Join(member.Number, bufferSize, Now);
            return member;
        },
        cancellation);

    /// <summary>What the subscriber held goes to others. Does nothing when it is gone already.</summary>
    public ValueTask LeaveAsync(GroupMember member) => DoAsync(
        () =>
        {
            if (_members.Remove(member.Number)) _group.Leave(member.Number, Now);
        },
        CancellationToken.None);

    public ValueTask AckAsync(IReadOnlyList<Guid> ids, CancellationToken cancellation) => DoAsync(() => _group.Ack(ids, Now), cancellation);

    public ValueTask NackAsync(GroupMember member, IReadOnlyList<Guid> ids, NackAction action, string reason, CancellationToken cancellation) =>
        DoAsync(() => _group.Nack(member.Number, ids, action, reason, Now), cancellation);

    /// <summary>Delivers parked events again.</summary>
    /// <param name="below">Those with lower numbers; null for all.</param>
    public Task ReplayAsync(long? below, CancellationToken cancellation) => AskAsync(
        () =>
        {
            _file.Apply(Source, Name, [new GroupChange.Replaying(below ?? long.MaxValue)]);
            return _hasReplays = true;
        },
        cancellation);

    public Task<EventStore.Protocol.PersistentSubscriptions.SubscriptionInfo> StatusAsync(CancellationToken cancellation) =>
        AskAsync(() => Statistics.Tell(Source, Name, Definition, _group, _members, Now), cancellation);

    /// <summary>Ends the group's work: says how far all is done, and ends its subscriptions.</summary>
    public async Task StopAsync(RpcException why)
    {
        Interlocked.CompareExchange(ref _failure, why, null);
        _commands.Writer.TryComplete();
        await _loop;
    }

    public async ValueTask DisposeAsync() => await StopAsync(ProtocolErrors.Unavailable("the server is stopping"));

    private async Task RunAsync(long place)
    {
        // Whoever starts a group does not wait for its first look at the log.
        await Task.Yield();
        using var ended = new CancellationTokenSource();
        try
        {
            if (await _source.LastAsync(ended.Token) < place)
                throw new LogDamagedException($"{_file.Name}: the group '{Name}' is at {place} of {Source}, which does not go so far: it is of another ledger");
            await LoopAsync(ended.Token);
            _group.Flush(Now);
            Apply();
        }
        catch (Exception e)
        {
            Serilog.Log.Error(e, "The group {Group} of {Source} stopped", Name, Source);
            Interlocked.CompareExchange(ref _failure, GroupErrors.Failed(Source, Name, e.Message), null);
        }
        finally
        {
            await ended.CancelAsync();
            _commands.Writer.TryComplete();
            while (_commands.Reader.TryRead(out var late)) late();
            foreach (var member in _members.Values) member.End(_failure!);
        }
    }

    private async Task LoopAsync(CancellationToken cancellation)
    {
        Task<bool>? command = null;
        Task? moved = null;
        while (true)
        {
            for (var i = 0; i < MostWaitingCommands && _commands.Reader.TryRead(out var next); i++) next();
            _group.Tick(Now);
            Apply();
            if (await ReadAsync(cancellation) | await ReplayAsync(cancellation)) continue;
            command ??= _commands.Reader.WaitToReadAsync(cancellation).AsTask();
            if (_group.Room > 0) moved ??= _head.WaitBeyondAsync(_seen, cancellation);
            await WaitAsync(command, moved, cancellation);
            if (command.IsCompleted)
            {
                if (!await command) return;
                command = null;
            }

            if (moved is { IsCompleted: true })
            {
                await moved;
                moved = null;
            }
        }
    }

    /// <summary>Until somebody says something, the log goes on, or time is up for something.</summary>
    private async Task WaitAsync(Task command, Task? moved, CancellationToken cancellation)
    {
        using var wake = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var waits = new List<Task>(3) { command };
        if (moved is not null) waits.Add(moved);
        if (_group.Due is { } due) waits.Add(Task.Delay(TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling((due - Now).TotalMilliseconds))), _time, wake.Token));
        await Task.WhenAny(waits);
        await wake.CancelAsync();
    }

    /// <returns>False when there is no room, or nothing to read for now.</returns>
    private async ValueTask<bool> ReadAsync(CancellationToken cancellation)
    {
        if (_group.Room is not (> 0 and var room) || (_group.IsLive && _head.Position <= _seen)) return false;
        // Before the read: what is appended during it wakes the loop again.
        _seen = _head.Position;
        var (events, scannedTo, isLive) = await _source.ReadAsync(_group.LastPlace, room, cancellation);
        _group.Take(events, scannedTo, isLive, Now);
        return true;
    }

    private async ValueTask<bool> ReplayAsync(CancellationToken cancellation)
    {
        if (!_hasReplays || _group.ReplayRoom is not (> 0 and var room)) return false;
        var parked = _file.Parked(Source, Name, _nextReplay, room, onlyReplaying: true);
        _hasReplays = parked.Count == room;
        if (parked.Count == 0) return false;
        _nextReplay = parked[^1].Number + 1;
        var events = new List<(long, GroupEvent)>(parked.Count);
        foreach (var one in parked) events.Add((one.Number, await _source.AtAsync(one.Place, cancellation)));
        _group.Replay(events, Now);
        return true;
    }

    /// <summary>Stores first, so that nothing is said to be done that a crash would undo.</summary>
    private void Apply()
    {
        var effects = _group.TakeEffects();
        if (effects.Count == 0) return;
        var changes = effects.Select(Change).OfType<GroupChange>().ToList();
        if (changes.Count > 0) _file.Apply(Source, Name, changes);
        Statistics.Count(changes);
        foreach (var effect in effects)
            switch (effect)
            {
                case Deliver deliver when _members.TryGetValue(deliver.Consumer, out var member) && !member.TrySend(deliver):
                    End(member, "the subscriber reads too slowly");
                    break;
                case Drop drop when _members.TryGetValue(drop.Consumer, out var member):
                    End(member, "the subscriber stopped the subscription");
                    break;
            }
    }

    private void End(GroupMember member, string why)
    {
        _members.Remove(member.Number);
        member.End(GroupErrors.Dropped(Source, Name, why));
        _group.Leave(member.Number, Now);
    }

    private GroupChange? Change(GroupEffect effect) => effect switch
    {
        Park park => new GroupChange.Parked(park.Event.Place, park.Event.Id, park.Reason, _time.GetUtcNow(), park.Replayed),
        Settle settle => new GroupChange.Settled(settle.Number),
        Checkpoint checkpoint => new GroupChange.Checkpointed(checkpoint.Place),
        _ => null,
    };

    private async ValueTask DoAsync(Action command, CancellationToken cancellation)
    {
        try
        {
            await _commands.Writer.WriteAsync(command, cancellation);
        }
        catch (ChannelClosedException)
        {
            // The group stopped, and tells its subscribers so.
        }
    }

    private async Task<T> AskAsync<T>(Func<T> question, CancellationToken cancellation)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await _commands.Writer.WriteAsync(
                () =>
                {
                    try
                    {
                        if (_failure is { } failure) answer.SetException(failure);
                        else answer.SetResult(question());
                    }
                    catch (Exception e)
                    {
                        answer.SetException(e);
                    }
                },
                cancellation);
        }
        catch (ChannelClosedException)
        {
            throw _failure!;
        }

        return await answer.Task.WaitAsync(cancellation);
    }
}
