using System.Collections.Immutable;
using Google.Protobuf;
using Reports.EventStore.Log;
using Reports.EventStore.Protocol;
using Reports.EventStore.Protocol.Streams;

namespace Reports.EventStore.EventStoreDb.Reading;

/// <summary>Requests of <c>Streams.Read</c>. A server leaves a call hanging that does not say how ids are written, and refuses one that is silent about filters.</summary>
internal static class ReadRequests
{
    /// <summary>Events that a server looks at for one page of a filtered read, and tells of at least this often.</summary>
    private const uint Window = 512;

    /// <summary>The server's own events have types that begin so: links, metadata, statistics.</summary>
    private const string NoSystemEvents = @"^[^\$].*";

    private static readonly Empty Nothing = new();

    public static ReadReq OfStream(StreamName stream, StreamRead read, ulong count)
    {
        var options = Options(read.Direction, count);
        options.NoFilter = Nothing;
        options.Stream = new ReadReq.Types.Options.Types.StreamOptions
        {
            StreamIdentifier = new StreamIdentifier { StreamName = ByteString.CopyFromUtf8(stream.Value) },
        };
        if (read.From is { } from) options.Stream.Revision = (ulong)from;
        else if (read.Direction == ReadDirection.Forwards) options.Stream.Start = Nothing;
        else options.Stream.End = Nothing;
        return new ReadReq { Options = options };
    }

    /// <param name="from">Null for the first event forwards, the last backwards.</param>
    /// <param name="direction">Forwards inclusive, backwards exclusive.</param>
    /// <param name="filter">What the server leaves out; the rest of the filter is for whoever reads the answers.</param>
    /// <param name="count">Of events that pass the filter.</param>
    public static ReadReq OfAll(Position? from, ReadDirection direction, ServerFilter filter, ulong count)
    {
        var options = Options(direction, count);
        options.All = All(from, isBackwards: direction == ReadDirection.Backwards);
        filter.ApplyTo(options, Window);
        return new ReadReq { Options = options };
    }

    /// <summary>The place where the log ends now, whatever the event there.</summary>
    public static ReadReq OfTail()
    {
        var options = Options(ReadDirection.Backwards, 1);
        options.All = All(null, isBackwards: true);
        options.NoFilter = Nothing;
        return new ReadReq { Options = options };
    }

    /// <param name="after">Exclusive.</param>
    /// <param name="filter">What the server leaves out.</param>
    public static ReadReq Subscription(Position after, ServerFilter filter)
    {
        var options = Options(ReadDirection.Forwards, 0);
        options.Subscription = new ReadReq.Types.Options.Types.SubscriptionOptions();
        options.All = All(after == Position.Start ? null : after, isBackwards: false);
        filter.ApplyTo(options, Window);
        return new ReadReq { Options = options };
    }

    private static ReadReq.Types.Options.Types.AllOptions All(Position? from, bool isBackwards)
    {
        if (from is { } at && at != Position.Start && at != Position.End)
            return new ReadReq.Types.Options.Types.AllOptions
            {
                Position = new ReadReq.Types.Options.Types.Position { CommitPosition = (ulong)at.Commit, PreparePosition = (ulong)at.Prepare },
            };
        return isBackwards ? new ReadReq.Types.Options.Types.AllOptions { End = Nothing } : new ReadReq.Types.Options.Types.AllOptions { Start = Nothing };
    }

    private static ReadReq.Types.Options Options(ReadDirection direction, ulong count) => new()
    {
        ReadDirection = direction == ReadDirection.Backwards ? ReadReq.Types.Options.Types.ReadDirection.Backwards : ReadReq.Types.Options.Types.ReadDirection.Forwards,
        Count = count,
        UuidOption = new ReadReq.Types.Options.Types.UUIDOption { Structured = Nothing },
    };

    /// <summary>
    /// The part of a filter that a server does. It filters by streams or by types, not by both: streams are the better part. Types
    /// alone are left to the reader too, who must see every <see cref="Appending.AppendJournal"/> event.
    /// </summary>
    internal readonly record struct ServerFilter(ImmutableArray<string> StreamPrefixes)
    {
        public void ApplyTo(ReadReq.Types.Options options, uint window)
        {
            var filter = new ReadReq.Types.Options.Types.FilterOptions { Max = window, CheckpointIntervalMultiplier = 1 };
            var expression = new ReadReq.Types.Options.Types.FilterOptions.Types.Expression();
            if (StreamPrefixes.IsDefaultOrEmpty)
            {
                expression.Regex = NoSystemEvents;
                filter.EventType = expression;
            }
            else
            {
                expression.Prefix.AddRange(StreamPrefixes);
                filter.StreamIdentifier = expression;
            }

            options.Filter = filter;
        }
    }
}
