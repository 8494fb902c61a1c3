using Grpc.Core;
using Reports.EventStore.Protocol.Streams;
using Options = Reports.EventStore.Protocol.Streams.ReadReq.Types.Options;

namespace Reports.Service.Tests.Protocol;

/// <summary>A subscription, read message by message.</summary>
internal sealed class Follower : IDisposable
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(Endpoint.Cancellation);
    private readonly AsyncServerStreamingCall<ReadResp> _call;

    private Follower(Endpoint endpoint, Options options)
    {
        // What takes longer than this does not come.
        _stop.CancelAfter(TimeSpan.FromSeconds(20));
        _call = endpoint.Read(options, _stop.Token);
    }

    /// <summary>Subscribes, and is confirmed: that is the first message.</summary>
    public static async Task<Follower> StartAsync(Endpoint endpoint, Options options)
    {
        options.Subscription = new Options.Types.SubscriptionOptions();
        var follower = new Follower(endpoint, options);
        Assert.NotEmpty((await follower.NextAsync()).Confirmation.SubscriptionId);
        return follower;
    }

    public async Task<ReadResp> NextAsync()
    {
        Assert.True(await _call.ResponseStream.MoveNext(_stop.Token));
        return _call.ResponseStream.Current;
    }

    /// <summary>The next messages, written shortly: positions of events, <c>c</c> and a position for checkpoints, live, behind.</summary>
    public async Task<List<string>> NextAsync(int count)
    {
        var messages = new List<string>();
        while (messages.Count < count) messages.Add(Shortly(await NextAsync()));
        return messages;
    }

    /// <summary>Everything up to the message that says that history is read.</summary>
    public async Task<List<string>> UntilLiveAsync()
    {
        var messages = new List<string>();
        while (messages.Count == 0 || messages[^1] != "live") messages.Add(Shortly(await NextAsync()));
        return messages;
    }

    public void Dispose()
    {
        _call.Dispose();
        _stop.Dispose();
    }

    private static string Shortly(ReadResp response) => response.ContentCase switch
    {
        ReadResp.ContentOneofCase.Event => $"{response.Event.CommitPosition}",
        ReadResp.ContentOneofCase.Checkpoint => $"c{response.Checkpoint.CommitPosition}",
        ReadResp.ContentOneofCase.CaughtUp => "live",
        ReadResp.ContentOneofCase.FellBehind => "behind",
        var other => other.ToString(),
    };
}
