using Google.Protobuf;
using Grpc.Core;
using Reports.EventStore.Protocol;
using Reports.EventStore.Protocol.PersistentSubscriptions;
using Calls = Reports.EventStore.Protocol.PersistentSubscriptions.PersistentSubscriptions;

namespace Reports.Service.Tests.Protocol.PersistentSubscriptions;

/// <summary>A subscriber of a group, over a socket.</summary>
internal sealed class Subscriber : IDisposable
{
    private readonly AsyncDuplexStreamingCall<ReadReq, ReadResp> _call;

    private Subscriber(AsyncDuplexStreamingCall<ReadReq, ReadResp> call) => _call = call;

    public string Id { get; private set; } = "";

    /// <param name="stream">Null for everything.</param>
    public static async Task<Subscriber> JoinAsync(Endpoint endpoint, string? stream, string group, int bufferSize = 10, bool isStructured = true)
    {
        var options = new ReadReq.Types.Options
        {
            GroupName = group,
            BufferSize = bufferSize,
            UuidOption = isStructured ? new() { Structured = new Empty() } : new() { String = new Empty() },
        };
        if (stream is null) options.All = new Empty();
        else options.StreamIdentifier = Endpoint.Name(stream);
        var subscriber = new Subscriber(new Calls.PersistentSubscriptionsClient(endpoint.Channel).Read(endpoint.Credentials()));
        await subscriber._call.RequestStream.WriteAsync(new ReadReq { Options = options });
        var first = await subscriber.NextAsync();
        subscriber.Id = first.SubscriptionConfirmation.SubscriptionId;
        return subscriber;
    }

    public async Task<ReadResp> NextAsync()
    {
        Assert.True(await _call.ResponseStream.MoveNext(Endpoint.Cancellation));
        return _call.ResponseStream.Current;
    }

    /// <summary>The next event: its place in its stream, and how often it was delivered before.</summary>
    public async Task<(ReadResp.Types.ReadEvent Event, string Text)> EventAsync()
    {
        var read = (await NextAsync()).Event;
        var original = read.Link ?? read.Event;
        return (read, $"{original.StreamIdentifier.StreamName.ToStringUtf8()}@{original.StreamRevision}" + (read.RetryCount > 0 ? $"/{read.RetryCount}" : ""));
    }

    public async Task<List<string>> TakeAsync(int count, bool acknowledged = true)
    {
        var texts = new List<string>();
        while (texts.Count < count)
        {
            var (read, text) = await EventAsync();
            texts.Add(text);
            if (acknowledged) await AckAsync(read);
        }

        return texts;
    }

    public Task AckAsync(params ReadResp.Types.ReadEvent[] read) =>
        _call.RequestStream.WriteAsync(new ReadReq { Ack = new ReadReq.Types.Ack { Ids = { read.Select(IdOf) } } });

    public Task NackAsync(ReadResp.Types.ReadEvent read, ReadReq.Types.Nack.Types.Action action, string reason = "") =>
        _call.RequestStream.WriteAsync(new ReadReq { Nack = new ReadReq.Types.Nack { Ids = { IdOf(read) }, Action = action, Reason = reason } });

    public Task WriteAsync(ReadReq request) => _call.RequestStream.WriteAsync(request);

    /// <summary>How the server ends the call.</summary>
    public async Task<RpcException> EndAsync() => await Assert.ThrowsAsync<RpcException>(async () =>
    {
        while (await _call.ResponseStream.MoveNext(Endpoint.Cancellation))
        {
        }
    });

    /// <summary>Leaves properly, and waits until the server has noticed.</summary>
    public async Task LeaveAsync()
    {
        await _call.RequestStream.CompleteAsync();
        while (await _call.ResponseStream.MoveNext(Endpoint.Cancellation))
        {
        }
    }

    public void Dispose() => _call.Dispose();

    private static UUID IdOf(ReadResp.Types.ReadEvent read) => (read.Link ?? read.Event).Id;
}

/// <summary>What a test asks of groups.</summary>
internal sealed class GroupCalls(Endpoint endpoint)
{
    public Calls.PersistentSubscriptionsClient Client { get; } = new(endpoint.Channel);

    public static CreateReq.Types.Settings Settings(Action<CreateReq.Types.Settings>? configure = null)
    {
        var settings = new CreateReq.Types.Settings
        {
            ResolveLinks = true,
            MaxRetryCount = 10,
            MinCheckpointCount = 1,
            MaxCheckpointCount = 1,
            LiveBufferSize = 500,
            ReadBatchSize = 20,
            HistoryBufferSize = 500,
            NamedConsumerStrategy = CreateReq.Types.ConsumerStrategy.RoundRobin,
            MessageTimeoutMs = 30_000,
            CheckpointAfterMs = 2000,
        };
        configure?.Invoke(settings);
        return settings;
    }

    public async Task CreateAsync(string stream, string group, Action<CreateReq.Types.Settings>? configure = null, Action<CreateReq.Types.StreamOptions>? start = null)
    {
        var from = new CreateReq.Types.StreamOptions { StreamIdentifier = Endpoint.Name(stream), Start = new Empty() };
        start?.Invoke(from);
        await CreateAsync(new CreateReq.Types.Options { Stream = from, GroupName = group, Settings = Settings(configure) });
    }

    public async Task CreateAllAsync(string group, Action<CreateReq.Types.AllOptions>? configure = null)
    {
        var all = new CreateReq.Types.AllOptions { Start = new Empty(), NoFilter = new Empty() };
        configure?.Invoke(all);
        await CreateAsync(new CreateReq.Types.Options { All = all, GroupName = group, Settings = Settings() });
    }

    public async Task CreateAsync(CreateReq.Types.Options options) =>
        await Client.CreateAsync(new CreateReq { Options = options }, endpoint.Credentials(), cancellationToken: Endpoint.Cancellation);

    public async Task UpdateAsync(string stream, string group, Action<CreateReq.Types.Settings>? configure = null) => await Client.UpdateAsync(
        new UpdateReq
        {
            Options = new UpdateReq.Types.Options
            {
                Stream = new UpdateReq.Types.StreamOptions { StreamIdentifier = Endpoint.Name(stream), Start = new Empty() },
                GroupName = group,
                Settings = UpdateReq.Types.Settings.Parser.ParseFrom(Settings(configure).ToByteArray()),
            },
        },
        endpoint.Credentials(), cancellationToken: Endpoint.Cancellation);

    public async Task DeleteAsync(string stream, string group) => await Client.DeleteAsync(
        new DeleteReq { Options = new DeleteReq.Types.Options { StreamIdentifier = Endpoint.Name(stream), GroupName = group } },
        endpoint.Credentials(), cancellationToken: Endpoint.Cancellation);

    public async Task<SubscriptionInfo> StatusAsync(string? stream, string group)
    {
        var options = new GetInfoReq.Types.Options { GroupName = group };
        if (stream is null) options.All = new Empty();
        else options.StreamIdentifier = Endpoint.Name(stream);
        return (await Client.GetInfoAsync(new GetInfoReq { Options = options }, endpoint.Credentials(), cancellationToken: Endpoint.Cancellation)).SubscriptionInfo;
    }

    /// <summary>Asks until it is so: what a subscriber said is on its way for a moment.</summary>
    public async Task<SubscriptionInfo> UntilAsync(string? stream, string group, Func<SubscriptionInfo, bool> isSo)
    {
        while (true)
        {
            var status = await StatusAsync(stream, group);
            if (isSo(status)) return status;
            await Task.Yield();
        }
    }

    public async Task ReplayAsync(string stream, string group, long? stopAt = null)
    {
        var options = new ReplayParkedReq.Types.Options { GroupName = group, StreamIdentifier = Endpoint.Name(stream) };
        if (stopAt is { } bound) options.StopAt = bound;
        else options.NoLimit = new Empty();
        await Client.ReplayParkedAsync(new ReplayParkedReq { Options = options }, endpoint.Credentials(), cancellationToken: Endpoint.Cancellation);
    }

    public async Task<List<string>> ListAsync(string? stream = null)
    {
        var options = stream is null
            ? new ListReq.Types.Options { ListAllSubscriptions = new Empty() }
            : new ListReq.Types.Options { ListForStream = new ListReq.Types.StreamOption { Stream = Endpoint.Name(stream) } };
        var list = await Client.ListAsync(new ListReq { Options = options }, endpoint.Credentials(), cancellationToken: Endpoint.Cancellation);
        return [.. list.Subscriptions.Select(s => $"{s.EventSource}::{s.GroupName}")];
    }

    public static string? Trailer(RpcException e, string name = "exception") => e.Trailers.GetValue(name);
}
