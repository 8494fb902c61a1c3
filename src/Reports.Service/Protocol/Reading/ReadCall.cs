using Reports.EventStore.Log;
using Reports.EventStore.Protocol;
using Reports.EventStore.Protocol.Streams;
using Reports.Service.Protocol.Virtual;

namespace Reports.Service.Protocol.Reading;

/// <summary>One read or subscription, from its first message to its last.</summary>
internal sealed class ReadCall(IEventLog log, LogHead head, VirtualStreams streams, ReadRequest request, ReadResponses responses, CancellationToken cancellation)
{
    /// <summary>A live subscription that is this far behind reads history again, and says so.</summary>
    private const long FarBehind = 8192;

    private readonly VirtualStreamName? _virtual = request.Stream is { } name && VirtualStreams.IsVirtual(name) && StreamName.TryParse(name, out _) ? new VirtualStreamName(name) : null;
    private long _left = request.MaxCount;
    private long _scanned;
    private long _sinceCheckpoint;
    private long _told;

    public async Task ReadAsync()
    {
        var from = request.From;
        if (request.IsForwards) from = Math.Max(from, 0);
        else if (request.Stream is null) from = Math.Min(from, (await log.HeadAsync(cancellation)).Commit + 1);
        var cursor = Cursor(Math.Max(from, 0));
        if (cursor is not null)
        {
            while (_left > 0 && await cursor.ReadAsync(TakeAsync, cancellation)) await responses.FlushAsync();
        }

        if (request.Stream is not null) await EndStreamAsync();
        await responses.FlushAsync();
    }

    /// <param name="id">The subscription's id, which the client is told first.</param>
    public async Task SubscribeAsync(string id)
    {
        await responses.WriteAsync(new ReadResp { Confirmation = new ReadResp.Types.SubscriptionConfirmation { SubscriptionId = id } });
        // What is appended from here on is seen, wherever the subscription begins.
        var seen = head.Position;
        var cursor = Cursor(await AfterAsync());
        await responses.FlushAsync();
        // A stream whose name no log can hold stays empty.
        if (cursor is null) await Task.Delay(System.Threading.Timeout.Infinite, cancellation);
        var isLive = false;
        while (true)
        {
            while (await cursor!.ReadAsync(TakeAsync, cancellation))
            {
                if (isLive && head.Position - Math.Max(seen, _scanned) > FarBehind)
                {
                    isLive = false;
                    await responses.WriteAsync(new ReadResp { FellBehind = new ReadResp.Types.FellBehind() });
                }

                await responses.FlushAsync();
            }

            if (!isLive)
            {
                isLive = true;
                // So that a reader whom nothing concerns need not look through the same events again.
                if (request.Selection is not null && _scanned > _told) await CheckpointAsync(_scanned);
                await responses.WriteAsync(new ReadResp { CaughtUp = new ReadResp.Types.CaughtUp() });
                await responses.FlushAsync();
            }

            await head.WaitBeyondAsync(seen, cancellation);
            seen = head.Position;
        }
    }

    private async ValueTask<bool> TakeAsync(RecordedEvent recorded, long revision)
    {
        _scanned = recorded.Position.Commit;
        if (request.Selection is { } selection)
        {
            bool isSelected;
            try
            {
                isSelected = selection.Matches(recorded);
            }
            catch (ArgumentException e)
            {
                throw ProtocolErrors.Invalid(e.Message);
            }

            _sinceCheckpoint++;
            if (isSelected) await WriteAsync(recorded, revision);
            if (request.IsSubscription && _sinceCheckpoint >= request.CheckpointEvery) await CheckpointAsync(_scanned);
        }
        else
        {
            await WriteAsync(recorded, revision);
        }

        return _left > 0 && !responses.IsFull;
    }

    private ValueTask WriteAsync(in RecordedEvent recorded, long revision)
    {
        _left--;
        _told = recorded.Position.Commit;
        return _virtual is null ? responses.WriteAsync(recorded) : responses.WriteLinkAsync(_virtual, revision, recorded, request.ResolveLinks);
    }

    private ValueTask CheckpointAsync(long position)
    {
        _sinceCheckpoint = 0;
        _told = position;
        return responses.WriteAsync(new ReadResp
        {
            Checkpoint = new ReadResp.Types.Checkpoint { CommitPosition = (ulong)position, PreparePosition = (ulong)position },
        });
    }

    /// <summary>Tells that there is no such stream, or, to whom it concerns, where the stream ends.</summary>
    private async Task EndStreamAsync()
    {
        var last = await LastRevisionAsync();
        if (last < 0)
        {
            await responses.WriteAsync(new ReadResp
            {
                StreamNotFound = new ReadResp.Types.StreamNotFound
                {
                    StreamIdentifier = new StreamIdentifier { StreamName = Google.Protobuf.ByteString.CopyFromUtf8(request.Stream!) },
                },
            });
        }
        else if (request.TellsEnds)
        {
            await responses.WriteAsync(new ReadResp { LastStreamPosition = (ulong)last });
        }
    }

    private async ValueTask<long> LastRevisionAsync()
    {
        if (_virtual is not null) return await streams.LastRevisionAsync(request.Stream!, cancellation);
        return StreamName.TryParse(request.Stream!, out var stream) ? await log.RevisionAsync(stream, cancellation) ?? -1 : -1;
    }

    /// <summary>The first place after the one that a subscription names.</summary>
    private async ValueTask<long> AfterAsync() => request.From switch
    {
        ReadRequest.Start => 0,
        ReadRequest.End when request.Stream is null => (await log.HeadAsync(cancellation)).Commit + 1,
        ReadRequest.End => await LastRevisionAsync() + 1,
        var after => after + 1,
    };

    private IEventCursor? Cursor(long from)
    {
        if (_virtual is not null) return new VirtualCursor(log, streams, request.Stream!, from, request.IsForwards);
        if (request.Stream is null) return new LogCursor(log, null, from, request.IsForwards);
        return StreamName.TryParse(request.Stream, out var stream) ? new LogCursor(log, stream, from, request.IsForwards) : null;
    }
}
