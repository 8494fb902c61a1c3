using System.Globalization;
using Reports.EventStore.Groups;
using Reports.EventStore.Protocol.PersistentSubscriptions;
using Reports.Service.Protocol.PersistentSubscriptions.Groups;

namespace Reports.Service.Protocol.PersistentSubscriptions;

/// <summary>What is told of a group to whoever asks. Rates are those since it was last asked, a second ago or longer. Not thread safe.</summary>
internal sealed class GroupStatistics(long parkedCount)
{
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(1);

    private readonly Dictionary<int, long> _deliveredBefore = [];
    private long _parkedCount = parkedCount;
    private long _before;
    private TimeSpan _measuredAt;

    public void Count(IEnumerable<GroupChange> changes)
    {
        foreach (var change in changes)
            _parkedCount += change switch
            {
                GroupChange.Parked { Replayed: null } => 1,
                GroupChange.Settled => -1,
                _ => 0,
            };
    }

    public SubscriptionInfo Tell(
        string source, string name, GroupDefinition definition, ConsumerGroup group, IReadOnlyDictionary<int, GroupMember> members, TimeSpan now)
    {
        var settings = definition.Settings;
        var elapsed = now - _measuredAt;
        var told = new SubscriptionInfo
        {
            EventSource = source,
            GroupName = name,
            Status = group.IsLive ? "Live" : group.Consumers.Count == 0 ? "NotReady" : "Behind",
            AveragePerSecond = PerSecond(group.Delivered - _before, elapsed),
            TotalItems = group.Delivered,
            CountSinceLastMeasurement = group.Delivered - _before,
            LastCheckpointedEventPosition = Place(source, group.Checkpoint),
            LastKnownEventPosition = Place(source, group.LastPlace),
            ResolveLinkTos = settings.ResolvesLinks,
            StartFrom = definition.StartFrom,
            MessageTimeoutMilliseconds = (int)settings.MessageTimeout.TotalMilliseconds,
            ExtraStatistics = settings.HasExtraStatistics,
            MaxRetryCount = settings.MaxRetryCount,
            LiveBufferSize = settings.LiveBufferSize,
            BufferSize = settings.HistoryBufferSize,
            ReadBatchSize = settings.ReadBatchSize,
            CheckPointAfterMilliseconds = (int)settings.CheckpointAfter.TotalMilliseconds,
            MinCheckPointCount = settings.MinCheckpointCount,
            MaxCheckPointCount = settings.MaxCheckpointCount,
            ReadBufferCount = group.IsLive ? 0 : group.BufferedCount,
            LiveBufferCount = group.IsLive ? group.BufferedCount : 0,
            RetryBufferCount = group.RetryCount,
            TotalInFlightMessages = group.InFlightCount,
            OutstandingMessagesCount = group.InFlightCount + group.RetryCount,
            NamedConsumerStrategy = settings.Strategy.ToString(),
            MaxSubscriberCount = settings.MaxSubscriberCount,
            ParkedMessageCount = _parkedCount,
        };
        foreach (var consumer in group.Consumers)
        {
            var caller = members[consumer.Id].Caller;
            var since = consumer.Delivered - _deliveredBefore.GetValueOrDefault(consumer.Id);
            told.Connections.Add(new SubscriptionInfo.Types.ConnectionInfo
            {
                From = caller.Peer,
                Username = caller.User,
                ConnectionName = caller.ConnectionName,
                AverageItemsPerSecond = PerSecond(since, elapsed),
                TotalItems = consumer.Delivered,
                CountSinceLastMeasurement = since,
                AvailableSlots = consumer.BufferSize - consumer.InFlight,
                InFlightMessages = consumer.InFlight,
                ObservedMeasurements = { (consumer.Latencies?.Measurements() ?? []).Select(m => new SubscriptionInfo.Types.Measurement { Key = m.Name, Value = m.Milliseconds }) },
            });
        }

        if (elapsed >= Measured) Measure(group, now);
        return told;
    }

    /// <summary>A place as clients read it: empty before the first event.</summary>
    public static string Place(string source, long place)
    {
        if (source == GroupDefinition.All) return string.Create(CultureInfo.InvariantCulture, $"C:{Math.Max(0, place)}/P:{Math.Max(0, place)}");
        return place < 0 ? "" : place.ToString(CultureInfo.InvariantCulture);
    }

    private void Measure(ConsumerGroup group, TimeSpan now)
    {
        _measuredAt = now;
        _before = group.Delivered;
        _deliveredBefore.Clear();
        foreach (var consumer in group.Consumers) _deliveredBefore[consumer.Id] = consumer.Delivered;
    }

    private static int PerSecond(long count, TimeSpan elapsed) => elapsed < Measured ? 0 : (int)Math.Min(int.MaxValue, count / elapsed.TotalSeconds);
}
