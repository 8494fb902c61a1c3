using System.Globalization;
using Google.Protobuf;
using Grpc.Core;
using Reports.EventStore.Log;
using Reports.EventStore.Protocol;
using Reports.EventStore.Protocol.PersistentSubscriptions;
using Reports.Service.Protocol.PersistentSubscriptions.Groups;
using Reports.Service.Protocol.Reading;
using AllOptions = Reports.EventStore.Protocol.PersistentSubscriptions.CreateReq.Types.AllOptions;
using FilterOptions = Reports.EventStore.Protocol.PersistentSubscriptions.CreateReq.Types.AllOptions.Types.FilterOptions;
using ProtocolStrategy = Reports.EventStore.Protocol.PersistentSubscriptions.CreateReq.Types.ConsumerStrategy;

namespace Reports.Service.Protocol.PersistentSubscriptions;

/// <summary>Where a group is to start.</summary>
/// <param name="After">Everything up to this place counts as done; null for all that there is.</param>
/// <param name="Text">As it is told again.</param>
internal readonly record struct GroupStart(long? After, string Text)
{
    public static readonly GroupStart End = new(null, "-1");

    /// <summary>Before the first revision, and before the first position, which is 1.</summary>
    public static GroupStart Beginning(string source) => source == GroupDefinition.All ? new(0, GroupStatistics.Place(source, 0)) : new(-1, "0");

    /// <summary>From a revision or position on, inclusive.</summary>
    public static GroupStart At(string source, ulong place)
    {
        // The largest number is how some clients say "end".
        if (place >= long.MaxValue) return End;
        if (place == 0) return Beginning(source);
        return new GroupStart((long)place - 1, GroupStatistics.Place(source, (long)place));
    }
}

/// <summary>Reads what clients ask of groups.</summary>
internal static class GroupRequests
{
    private const int NameCharacters = 200;

    /// <exception cref="RpcException">Not the name of a group.</exception>
    public static string Name(string name) => name.Length is > 0 and <= NameCharacters
        ? name
        : throw ProtocolErrors.Invalid($"group_name has 1 to {NameCharacters} characters");

    /// <exception cref="RpcException">Not the name of a stream that can be.</exception>
    public static string Stream(StreamIdentifier? identifier)
    {
        var name = (identifier?.StreamName ?? ByteString.Empty).ToStringUtf8();
        if (name == GroupDefinition.All) throw ProtocolErrors.Invalid($"{GroupDefinition.All} is named with the option all");
        return StreamName.TryParse(name, out var stream) ? stream.Value : throw ProtocolErrors.Invalid("stream_identifier: a stream has a name of 1 to 200 printable ASCII characters");
    }

    /// <summary>The stream that a request names, or all of the log; at most one of the two is set.</summary>
    /// <exception cref="RpcException">Neither is, or not the name of a stream that can be.</exception>
    public static string Source(StreamIdentifier? identifier, Empty? all) =>
        identifier is not null ? Stream(identifier)
        : all is not null ? GroupDefinition.All
        : throw ProtocolErrors.Invalid("stream_option is missing: stream_identifier or all");

    /// <exception cref="RpcException">The options are missing or do not fit.</exception>
    public static (string Source, GroupStart Start, GroupFilter? Filter) Source(CreateReq.Types.Options options)
    {
        switch (options.StreamOptionCase)
        {
            case CreateReq.Types.Options.StreamOptionOneofCase.Stream:
                var source = Stream(options.Stream.StreamIdentifier);
                return (source, options.Stream.RevisionOptionCase switch
                {
                    CreateReq.Types.StreamOptions.RevisionOptionOneofCase.Revision => GroupStart.At(source, options.Stream.Revision),
                    CreateReq.Types.StreamOptions.RevisionOptionOneofCase.Start => GroupStart.Beginning(source),
                    CreateReq.Types.StreamOptions.RevisionOptionOneofCase.End => GroupStart.End,
                    _ => throw ProtocolErrors.Invalid("revision_option is missing: revision, start or end"),
                }, null);
            case CreateReq.Types.Options.StreamOptionOneofCase.All:
                return (GroupDefinition.All, options.All.AllOptionCase switch
                {
                    AllOptions.AllOptionOneofCase.Position => GroupStart.At(GroupDefinition.All, options.All.Position.CommitPosition),
                    AllOptions.AllOptionOneofCase.Start => GroupStart.Beginning(GroupDefinition.All),
                    AllOptions.AllOptionOneofCase.End => GroupStart.End,
                    _ => throw ProtocolErrors.Invalid("all_option is missing: position, start or end"),
                }, options.All.FilterOptionCase == AllOptions.FilterOptionOneofCase.Filter ? Filter(options.All.Filter) : null);
            case CreateReq.Types.Options.StreamOptionOneofCase.None when options.StreamIdentifier is not null && options.Settings is not null:
                // The older form, which the clients of Node still send for streams.
                var named = Stream(options.StreamIdentifier);
                return (named, GroupStart.At(named, options.Settings.Revision), null);
            default:
                throw ProtocolErrors.Invalid("stream_option is missing: stream or all");
        }
    }

    /// <exception cref="RpcException">The options are missing or do not fit.</exception>
    public static (string Source, GroupStart Start) Source(UpdateReq.Types.Options options)
    {
        switch (options.StreamOptionCase)
        {
            case UpdateReq.Types.Options.StreamOptionOneofCase.Stream:
                var source = Stream(options.Stream.StreamIdentifier);
                return (source, options.Stream.RevisionOptionCase switch
                {
                    UpdateReq.Types.StreamOptions.RevisionOptionOneofCase.Revision => GroupStart.At(source, options.Stream.Revision),
                    UpdateReq.Types.StreamOptions.RevisionOptionOneofCase.Start => GroupStart.Beginning(source),
                    UpdateReq.Types.StreamOptions.RevisionOptionOneofCase.End => GroupStart.End,
                    _ => throw ProtocolErrors.Invalid("revision_option is missing: revision, start or end"),
                });
            case UpdateReq.Types.Options.StreamOptionOneofCase.All:
                return (GroupDefinition.All, options.All.AllOptionCase switch
                {
                    UpdateReq.Types.AllOptions.AllOptionOneofCase.Position => GroupStart.At(GroupDefinition.All, options.All.Position.CommitPosition),
                    UpdateReq.Types.AllOptions.AllOptionOneofCase.Start => GroupStart.Beginning(GroupDefinition.All),
                    UpdateReq.Types.AllOptions.AllOptionOneofCase.End => GroupStart.End,
                    _ => throw ProtocolErrors.Invalid("all_option is missing: position, start or end"),
                });
            case UpdateReq.Types.Options.StreamOptionOneofCase.None when options.StreamIdentifier is not null && options.Settings is not null:
                // The older form, which the clients of Node still send for streams.
                var named = Stream(options.StreamIdentifier);
                return (named, GroupStart.At(named, options.Settings.Revision));
            default:
                throw ProtocolErrors.Invalid("stream_option is missing: stream or all");
        }
    }

    /// <exception cref="RpcException">There is no such strategy.</exception>
    public static GroupSettings Settings(string source, string group, CreateReq.Types.Settings? settings)
    {
        if (settings is null) throw ProtocolErrors.Invalid("settings are missing");
        return new GroupSettings
        {
            ResolvesLinks = settings.ResolveLinks,
            HasExtraStatistics = settings.ExtraStatistics,
            MaxRetryCount = settings.MaxRetryCount,
            MinCheckpointCount = settings.MinCheckpointCount,
            MaxCheckpointCount = settings.MaxCheckpointCount,
            MaxSubscriberCount = settings.MaxSubscriberCount,
            LiveBufferSize = settings.LiveBufferSize,
            ReadBatchSize = settings.ReadBatchSize,
            HistoryBufferSize = settings.HistoryBufferSize,
            Strategy = Strategy(source, group, settings.ConsumerStrategy, settings.NamedConsumerStrategy),
            MessageTimeout = settings.MessageTimeoutCase == CreateReq.Types.Settings.MessageTimeoutOneofCase.MessageTimeoutTicks
                ? TimeSpan.FromTicks(settings.MessageTimeoutTicks)
                : TimeSpan.FromMilliseconds(settings.MessageTimeoutMs),
            CheckpointAfter = settings.CheckpointAfterCase == CreateReq.Types.Settings.CheckpointAfterOneofCase.CheckpointAfterTicks
                ? TimeSpan.FromTicks(settings.CheckpointAfterTicks)
                : TimeSpan.FromMilliseconds(settings.CheckpointAfterMs),
        };
    }

    /// <summary>An update has the settings of a creation, in a message of its own; a strategy without a number stays as it is.</summary>
    public static GroupSettings Settings(GroupSettings known, string source, string group, UpdateReq.Types.Settings? settings)
    {
        if (settings is null) throw ProtocolErrors.Invalid("settings are missing");
        var changed = Settings(source, group, CreateReq.Types.Settings.Parser.ParseFrom(settings.ToByteArray()));
        return known.Strategy == ConsumerStrategy.PinnedByCorrelation ? changed with { Strategy = known.Strategy } : changed;
    }

    /// <exception cref="RpcException">An id is none.</exception>
    public static IReadOnlyList<Guid> Ids(IReadOnlyList<UUID> ids)
    {
        var read = new Guid[ids.Count];
        for (var i = 0; i < read.Length; i++)
            if (!ProtocolIds.TryRead(ids[i], out read[i]))
                throw ProtocolErrors.Invalid(string.Create(CultureInfo.InvariantCulture, $"ids: number {i} is no id"));
        return read;
    }

    private static ConsumerStrategy Strategy(string source, string group, string name, ProtocolStrategy number)
    {
        if (name.Length > 0)
            return Enum.GetNames<ConsumerStrategy>().Contains(name, StringComparer.OrdinalIgnoreCase)
                ? Enum.Parse<ConsumerStrategy>(name, ignoreCase: true)
                : throw GroupErrors.Failed(source, group, $"there is no consumer strategy '{name}': {string.Join(", ", Enum.GetNames<ConsumerStrategy>())}");
        return number switch
        {
            ProtocolStrategy.DispatchToSingle => ConsumerStrategy.DispatchToSingle,
            ProtocolStrategy.RoundRobin => ConsumerStrategy.RoundRobin,
            ProtocolStrategy.Pinned => ConsumerStrategy.Pinned,
            _ => throw GroupErrors.Failed(source, group, $"there is no consumer strategy of number {(int)number}"),
        };
    }

    private static GroupFilter Filter(FilterOptions filter)
    {
        if (filter.WindowCase == FilterOptions.WindowOneofCase.None) throw ProtocolErrors.Invalid("a filter needs a window: max or count");
        var (subject, expression) = filter.FilterCase switch
        {
            FilterOptions.FilterOneofCase.StreamIdentifier => (FilterSubject.Stream, filter.StreamIdentifier),
            FilterOptions.FilterOneofCase.EventType => (FilterSubject.EventType, filter.EventType),
            _ => throw ProtocolErrors.Invalid("a filter names stream_identifier or event_type"),
        };
        return new GroupFilter(subject, expression.Regex, [.. expression.Prefix]);
    }
}
