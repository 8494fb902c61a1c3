using System.Threading.Channels;
using Grpc.Core;
using Reports.Service.Protocol.PersistentSubscriptions.Groups;

namespace Reports.Service.Protocol.PersistentSubscriptions;

/// <summary>One subscriber of a group: what is on its way to it. Thread safe.</summary>
/// <param name="number">Its number in the group.</param>
/// <param name="bufferSize">Events that it takes at once.</param>
/// <param name="caller">Who it is, for whoever asks after the group.</param>
internal sealed class GroupMember(int number, int bufferSize, GroupCaller caller)
{
    // What timed out before it was even sent is there twice; a subscriber that reads no faster than that is dropped.
    private readonly Channel<Deliver> _outgoing = Channel.CreateBounded<Deliver>(new BoundedChannelOptions(bufferSize * 2) { SingleReader = true });

    public int Number { get; } = number;

    public int BufferSize { get; } = bufferSize;

    public GroupCaller Caller { get; } = caller;

    /// <summary>What is to be sent, until the subscription ends; ends with why it was ended.</summary>
    public IAsyncEnumerable<Deliver> Outgoing(CancellationToken cancellation) => _outgoing.Reader.ReadAllAsync(cancellation);

    /// <summary>False when the subscriber reads too slowly.</summary>
    public bool TrySend(Deliver deliver) => _outgoing.Writer.TryWrite(deliver);

    public void End(RpcException why) => _outgoing.Writer.TryComplete(why);
}

/// <summary>Who makes a call.</summary>
internal sealed record GroupCaller(string Peer, string User, string ConnectionName);
