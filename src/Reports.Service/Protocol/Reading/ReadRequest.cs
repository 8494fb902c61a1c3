using System.Text;
using Grpc.Core;
using Reports.EventStore.Protocol.Streams;
using Options = Reports.EventStore.Protocol.Streams.ReadReq.Types.Options;

namespace Reports.Service.Protocol.Reading;

/// <summary>What a client asks to read, checked: whatever is missing is told at once instead of leaving the call to wait.</summary>
/// <param name="Stream">The stream; null for the whole log.</param>
/// <param name="From">A revision or position, <see cref="Start"/> or <see cref="End"/>.</param>
/// <param name="MaxCount">Events at most.</param>
/// <param name="Selection">Which events of the whole log; null for all.</param>
/// <param name="CheckpointEvery">Events looked at between two checkpoints of a filtered subscription.</param>
/// <param name="TellsEnds">Whether the client wants to know the last revision of a stream.</param>
internal sealed record ReadRequest(
    string? Stream, long From, bool IsForwards, bool IsSubscription, long MaxCount, bool ResolveLinks, EventSelection? Selection,
    long CheckpointEvery, bool HasStructuredIds, bool TellsEnds)
{
    public const long Start = -1;
    public const long End = long.MaxValue;

    /// <summary>The page that "count" stands for, where a client does not bound the events looked at.</summary>
    private const uint DefaultWindow = 512;

    private const string All = "$all";

    /// <exception cref="RpcException">Something is missing or does not fit together.</exception>
    public static ReadRequest Of(ReadReq request)
    {
        var options = request.Options ?? throw ProtocolErrors.Invalid("options are missing");
        if (options.UuidOption is null or { ContentCase: Options.Types.UUIDOption.ContentOneofCase.None })
            throw ProtocolErrors.Invalid("uuid_option is missing: structured or string");
        var isSubscription = options.CountOptionCase == Options.CountOptionOneofCase.Subscription;
        if (options.CountOptionCase == Options.CountOptionOneofCase.None) throw ProtocolErrors.Invalid("count_option is missing: count or subscription");
        var isForwards = options.ReadDirection == Options.Types.ReadDirection.Forwards;
        if (isSubscription && !isForwards) throw ProtocolErrors.Invalid("a subscription goes forwards");
        var (stream, from) = Place(options);
        var (selection, every) = options.FilterOptionCase switch
        {
            Options.FilterOptionOneofCase.Filter when stream is not null => throw ProtocolErrors.Invalid($"a filter is for {All}, not for one stream"),
            Options.FilterOptionOneofCase.Filter => Filter(options.Filter, isSubscription),
            Options.FilterOptionOneofCase.NoFilter => (null, 0),
            _ => throw ProtocolErrors.Invalid("filter_option is missing: filter or no_filter"),
        };
        return new ReadRequest(
            stream, from, isForwards, isSubscription, isSubscription ? long.MaxValue : (long)Math.Min(options.Count, long.MaxValue), options.ResolveLinks,
            selection, every, options.UuidOption.ContentCase == Options.Types.UUIDOption.ContentOneofCase.Structured,
            options.ControlOption is { Compatibility: > 0 });
    }

    private static (string? Stream, long From) Place(Options options)
    {
        switch (options.StreamOptionCase)
        {
            case Options.StreamOptionOneofCase.All:
                return (null, options.All.AllOptionCase switch
                {
                    Options.Types.AllOptions.AllOptionOneofCase.Position => Number(options.All.Position.CommitPosition),
                    Options.Types.AllOptions.AllOptionOneofCase.Start => Start,
                    Options.Types.AllOptions.AllOptionOneofCase.End => End,
                    _ => throw ProtocolErrors.Invalid("all_option is missing: position, start or end"),
                });
            case Options.StreamOptionOneofCase.Stream:
                var name = Encoding.UTF8.GetString((options.Stream.StreamIdentifier?.StreamName ?? Google.Protobuf.ByteString.Empty).Span);
                if (name.Length == 0) throw ProtocolErrors.Invalid("stream_identifier is missing");
                if (name == All) throw ProtocolErrors.Invalid($"{All} is read with the option all");
                return (name, options.Stream.RevisionOptionCase switch
                {
                    Options.Types.StreamOptions.RevisionOptionOneofCase.Revision => Number(options.Stream.Revision),
                    Options.Types.StreamOptions.RevisionOptionOneofCase.Start => Start,
                    Options.Types.StreamOptions.RevisionOptionOneofCase.End => End,
                    _ => throw ProtocolErrors.Invalid("revision_option is missing: revision, start or end"),
                });
            default:
                throw ProtocolErrors.Invalid("stream_option is missing: stream or all");
        }
    }

    private static (EventSelection Selection, long CheckpointEvery) Filter(Options.Types.FilterOptions filter, bool isSubscription)
    {
        var window = filter.WindowCase switch
        {
            Options.Types.FilterOptions.WindowOneofCase.Max => filter.Max,
            Options.Types.FilterOptions.WindowOneofCase.Count => DefaultWindow,
            _ => throw ProtocolErrors.Invalid("a filter needs a window: max or count"),
        };
        if (window == 0) throw ProtocolErrors.Invalid("the window of a filter is at least 1");
        if (isSubscription && filter.CheckpointIntervalMultiplier == 0) throw ProtocolErrors.Invalid("checkpointIntervalMultiplier is at least 1");
        var (subject, expression) = filter.FilterCase switch
        {
            Options.Types.FilterOptions.FilterOneofCase.StreamIdentifier => (FilterSubject.Stream, filter.StreamIdentifier),
            Options.Types.FilterOptions.FilterOneofCase.EventType => (FilterSubject.EventType, filter.EventType),
            _ => throw ProtocolErrors.Invalid("a filter names stream_identifier or event_type"),
        };
        try
        {
            return (Select(subject, expression.Regex, expression.Prefix), (long)window * filter.CheckpointIntervalMultiplier);
        }
        catch (ArgumentException e)
        {
            throw ProtocolErrors.Invalid(e.Message);
        }
    }

    private static EventSelection Select(FilterSubject subject, string regex, IReadOnlyCollection<string> prefixes) =>
        regex.Length > 0 ? EventSelection.Matching(subject, regex) : EventSelection.StartsWith(subject, prefixes);

    private static long Number(ulong value) => (long)Math.Min(value, long.MaxValue);
}
