using System.Text.RegularExpressions;
using Google.Protobuf;
using Grpc.Core;
using Reports.EventStore.EventStoreDb.Appending;
using Reports.EventStore.Protocol;
using Reports.EventStore.Protocol.Streams;
using Options = Reports.EventStore.Protocol.Streams.ReadReq.Types.Options;

namespace Reports.EventStore.Tests.EventStoreDb.Double;

/// <summary>Reads and subscriptions, with what a real server was seen to insist on.</summary>
internal sealed partial class StreamsDouble
{
    public override async Task Read(ReadReq request, IServerStreamWriter<ReadResp> responseStream, ServerCallContext context)
    {
        var options = request.Options;
        behaviour.CountRead();
        if (options.UuidOption is null) await Task.Delay(System.Threading.Timeout.Infinite, context.CancellationToken);
        if (options.FilterOptionCase == Options.FilterOptionOneofCase.None)
            throw new RpcException(new Grpc.Core.Status(StatusCode.InvalidArgument, "neither filter nor no_filter"));
        if (options.Filter is { WindowCase: Options.Types.FilterOptions.WindowOneofCase.None })
            throw new RpcException(new Grpc.Core.Status(StatusCode.InvalidArgument, "a filter without a window"));
        var sender = new Sender(behaviour, responseStream, context);
        if (options.Subscription is not null) await FollowAsync(options, sender, context);
        else if (options.Stream is not null) await ReadStreamAsync(options, sender);
        else await ReadAllAsync(options, sender);
    }

    private async Task ReadStreamAsync(Options options, Sender sender)
    {
        var stream = options.Stream.StreamIdentifier.StreamName.ToStringUtf8();
        if (!behaviour.IsAdministrator && stream.StartsWith('$'))
            throw ServerDouble.Refusal(StatusCode.PermissionDenied, "Access Denied", ("exception", "access-denied"));
        if (store.Stream(stream) is not { } events)
        {
            await sender.SendAsync(new ReadResp { StreamNotFound = new ReadResp.Types.StreamNotFound { StreamIdentifier = options.Stream.StreamIdentifier } });
            return;
        }

        var isForwards = options.ReadDirection == Options.Types.ReadDirection.Forwards;
        var from = options.Stream.RevisionOptionCase switch
        {
            Options.Types.StreamOptions.RevisionOptionOneofCase.Revision => (long)options.Stream.Revision,
            Options.Types.StreamOptions.RevisionOptionOneofCase.End => isForwards ? long.MaxValue : events.Count - 1,
            _ => 0,
        };
        // From beyond the end backwards it finds nothing: clients must not rely on more.
        var selected = isForwards ? events.Where(e => e.Revision >= from) : from >= events.Count ? [] : events.Where(e => e.Revision <= from).Reverse();
        foreach (var e in selected.Take((int)Math.Min(int.MaxValue, options.Count))) await sender.SendAsync(Event(e));
    }

    private async Task ReadAllAsync(Options options, Sender sender)
    {
        var isForwards = options.ReadDirection == Options.Types.ReadDirection.Forwards;
        var from = FromOf(options, isForwards ? 0 : ulong.MaxValue);
        if (isForwards && options.All.AllOptionCase == Options.Types.AllOptions.AllOptionOneofCase.End) return;
        var log = store.Log;
        if (from is not 0 and not ulong.MaxValue && log.All(e => e.Position != from))
            throw new RpcException(new Grpc.Core.Status(StatusCode.InvalidArgument, "a position that no record is at"));
        var selected = isForwards ? log.Where(e => e.Position >= from) : log.Where(e => e.Position < from).Reverse();
        foreach (var e in selected.Where(e => Passes(options.Filter, e)).Take((int)Math.Min(int.MaxValue, options.Count))) await sender.SendAsync(Event(e));
    }

    private async Task FollowAsync(Options options, Sender sender, ServerCallContext context)
    {
        await sender.SendAsync(new ReadResp { Confirmation = new ReadResp.Types.SubscriptionConfirmation { SubscriptionId = "1" } });
        var after = options.All.AllOptionCase == Options.Types.AllOptions.AllOptionOneofCase.End ? store.Log[^1].Position : FromOf(options, 0);
        var isFirst = true;
        var looked = 0U;
        while (!context.CancellationToken.IsCancellationRequested)
        {
            var appended = store.Appended;
            foreach (var e in store.Log.Where(e => e.Position > after))
            {
                after = e.Position;
                if (Passes(options.Filter, e)) await sender.SendAsync(Event(e));
                if (options.Filter is { } filter && ++looked % (filter.Max * filter.CheckpointIntervalMultiplier) == 0)
                    await sender.SendAsync(new ReadResp { Checkpoint = new ReadResp.Types.Checkpoint { CommitPosition = after, PreparePosition = after } });
            }

            if (isFirst && behaviour.SendsCaughtUp) await sender.SendAsync(new ReadResp { CaughtUp = new ReadResp.Types.CaughtUp() });
            isFirst = false;
            await appended.WaitAsync(context.CancellationToken);
        }
    }

    private static ulong FromOf(Options options, ulong otherwise) =>
        options.All.AllOptionCase == Options.Types.AllOptions.AllOptionOneofCase.Position ? options.All.Position.CommitPosition : otherwise;

    private static bool Passes(Options.Types.FilterOptions? filter, StoredEvent e)
    {
        if (filter is null) return true;
        var isByStream = filter.FilterCase == Options.Types.FilterOptions.FilterOneofCase.StreamIdentifier;
        var (expression, text) = isByStream ? (filter.StreamIdentifier, e.Stream) : (filter.EventType, e.Type);
        return expression.Regex.Length > 0
            ? Regex.IsMatch(text, expression.Regex, RegexOptions.None, TimeSpan.FromSeconds(1))
            : expression.Prefix.Any(p => text.StartsWith(p, StringComparison.Ordinal));
    }

    private static ReadResp Event(StoredEvent e)
    {
        var recorded = new ReadResp.Types.ReadEvent.Types.RecordedEvent
        {
            Id = Wire.Id(e.Id),
            StreamIdentifier = new StreamIdentifier { StreamName = ByteString.CopyFromUtf8(e.Stream) },
            StreamRevision = (ulong)e.Revision,
            CommitPosition = e.Position,
            PreparePosition = e.Position,
            Data = e.Data,
            CustomMetadata = e.Metadata,
        };
        recorded.Metadata.Add("type", e.Type);
        recorded.Metadata.Add("content-type", "application/json");
        recorded.Metadata.Add("created", "17637000000000000");
        return new ReadResp { Event = new ReadResp.Types.ReadEvent { Event = recorded, CommitPosition = e.Position } };
    }

    /// <summary>Sends, and loses the connection where it is told to.</summary>
    private sealed class Sender
    {
        private readonly IServerStreamWriter<ReadResp> _writer;
        private readonly ServerCallContext _context;
        private readonly int _most;
        private int _sent;

        public Sender(Behaviour behaviour, IServerStreamWriter<ReadResp> writer, ServerCallContext context)
        {
            (_writer, _context) = (writer, context);
            _most = behaviour.ReadsLost.TryDequeue(out var most) ? most : int.MaxValue;
        }

        public async Task SendAsync(ReadResp response)
        {
            if (_sent++ == _most)
            {
                Behaviour.Cut(_context);
                throw new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, "cut"));
            }

            await _writer.WriteAsync(response, _context.CancellationToken);
        }
    }
}
