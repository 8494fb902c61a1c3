using Grpc.Core;
using Reports.EventStore.Protocol;
using Reports.EventStore.Protocol.PersistentSubscriptions;
using Reports.Service.Access;
using Reports.Service.Protocol.PersistentSubscriptions.Groups;
using Calls = Reports.EventStore.Protocol.PersistentSubscriptions.PersistentSubscriptions;

namespace Reports.Service.Protocol.PersistentSubscriptions;

/// <summary>
/// Groups of consumers. Who makes, changes or deletes one, or replays what it parked, is an admin; who takes part or looks has a key
/// of any role: reading changes what the group has done.
/// </summary>
internal sealed class PersistentSubscriptionsService(ConsumerGroups groups, CallAccess access) : Calls.PersistentSubscriptionsBase
{
    /// <summary>Events that one subscriber may hold.</summary>
    private const int MostBuffered = 10_000;

    public override async Task<CreateResp> Create(CreateReq request, ServerCallContext context)
    {
        access.Demand(context, Permission.Manage);
        var options = request.Options ?? throw ProtocolErrors.Invalid("options are missing");
        var name = GroupRequests.Name(options.GroupName);
        var (source, start, filter) = GroupRequests.Source(options);
        var definition = new GroupDefinition(GroupRequests.Settings(source, name, options.Settings), filter, start.Text);
        await groups.CreateAsync(source, name, definition, start.After, context.CancellationToken);
        return new CreateResp();
    }

    public override async Task<UpdateResp> Update(UpdateReq request, ServerCallContext context)
    {
        access.Demand(context, Permission.Manage);
        var options = request.Options ?? throw ProtocolErrors.Invalid("options are missing");
        var name = GroupRequests.Name(options.GroupName);
        var (source, start) = GroupRequests.Source(options);
        await groups.UpdateAsync(
            source, name,
            known => known with { Settings = GroupRequests.Settings(known.Settings, source, name, options.Settings), StartFrom = start.Text },
            start.After, context.CancellationToken);
        return new UpdateResp();
    }

    public override async Task<DeleteResp> Delete(DeleteReq request, ServerCallContext context)
    {
        access.Demand(context, Permission.Manage);
        var options = request.Options ?? throw ProtocolErrors.Invalid("options are missing");
        var source = GroupRequests.Source(options.StreamIdentifier, options.All);
        await groups.DeleteAsync(source, GroupRequests.Name(options.GroupName), context.CancellationToken);
        return new DeleteResp();
    }

    public override async Task<GetInfoResp> GetInfo(GetInfoReq request, ServerCallContext context)
    {
        access.Demand(context, Permission.Consume);
        var options = request.Options ?? throw ProtocolErrors.Invalid("options are missing");
        var source = GroupRequests.Source(options.StreamIdentifier, options.All);
        var group = await groups.FindAsync(source, GroupRequests.Name(options.GroupName), context.CancellationToken);
        return new GetInfoResp { SubscriptionInfo = await group.StatusAsync(context.CancellationToken) };
    }

    public override async Task<ListResp> List(ListReq request, ServerCallContext context)
    {
        access.Demand(context, Permission.Consume);
        var options = request.Options ?? throw ProtocolErrors.Invalid("options are missing");
        var source = options.ListOptionCase switch
        {
            ListReq.Types.Options.ListOptionOneofCase.ListAllSubscriptions => null,
            ListReq.Types.Options.ListOptionOneofCase.ListForStream => options.ListForStream.StreamOptionCase switch
            {
                ListReq.Types.StreamOption.StreamOptionOneofCase.Stream => GroupRequests.Stream(options.ListForStream.Stream),
                ListReq.Types.StreamOption.StreamOptionOneofCase.All => GroupDefinition.All,
                _ => throw ProtocolErrors.Invalid("stream_option is missing: stream or all"),
            },
            _ => throw ProtocolErrors.Invalid("list_option is missing: list_all_subscriptions or list_for_stream"),
        };
        var found = await groups.ListAsync(source, context.CancellationToken);
        // As the server does whose protocol this is: nothing is a list, but no list of a stream.
        if (found.Count == 0 && source is not null) throw GroupErrors.DoesNotExist(source, "");
        var list = new ListResp();
        foreach (var group in found) list.Subscriptions.Add(await group.StatusAsync(context.CancellationToken));
        return list;
    }

    public override async Task<ReplayParkedResp> ReplayParked(ReplayParkedReq request, ServerCallContext context)
    {
        access.Demand(context, Permission.Manage);
        var options = request.Options ?? throw ProtocolErrors.Invalid("options are missing");
        var source = GroupRequests.Source(options.StreamIdentifier, options.All);
        long? below = options.StopAtOptionCase == ReplayParkedReq.Types.Options.StopAtOptionOneofCase.StopAt ? options.StopAt : null;
        if (below < 0) throw ProtocolErrors.Invalid("stop_at is at least 0");
        var group = await groups.FindAsync(source, GroupRequests.Name(options.GroupName), context.CancellationToken);
        await group.ReplayAsync(below, context.CancellationToken);
        return new ReplayParkedResp();
    }

    public override async Task<Empty> RestartSubsystem(Empty request, ServerCallContext context)
    {
        access.Demand(context, Permission.Manage);
        await groups.RestartAsync(context.CancellationToken);
        return new Empty();
    }

    public override async Task Read(IAsyncStreamReader<ReadReq> requestStream, IServerStreamWriter<ReadResp> responseStream, ServerCallContext context)
    {
        var caller = new GroupCaller(context.Peer, access.Demand(context, Permission.Consume), context.RequestHeaders.GetValue("connection-name") ?? "");
        if (!await requestStream.MoveNext(context.CancellationToken) || requestStream.Current.Options is not { } options)
            throw ProtocolErrors.Invalid("the first message has the options");
        var source = options.StreamOptionCase switch
        {
            ReadReq.Types.Options.StreamOptionOneofCase.StreamIdentifier => GroupRequests.Stream(options.StreamIdentifier),
            ReadReq.Types.Options.StreamOptionOneofCase.All => GroupDefinition.All,
            _ => throw ProtocolErrors.Invalid("stream_option is missing: stream_identifier or all"),
        };
        if (options.BufferSize is < 1 or > MostBuffered) throw ProtocolErrors.Invalid($"buffer_size is {options.BufferSize}; it is from 1 to {MostBuffered}");
        if (options.UuidOption is null or { ContentCase: ReadReq.Types.Options.Types.UUIDOption.ContentOneofCase.None })
            throw ProtocolErrors.Invalid("uuid_option is missing: structured or string");
        var group = await groups.FindAsync(source, GroupRequests.Name(options.GroupName), context.CancellationToken);
        var member = await group.JoinAsync(options.BufferSize, caller, context.CancellationToken);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        try
        {
            await responseStream.WriteAsync(
                new ReadResp { SubscriptionConfirmation = new ReadResp.Types.SubscriptionConfirmation { SubscriptionId = $"{source}::{group.Name}" } }, ended.Token);
            var hasStructuredIds = options.UuidOption.ContentCase == ReadReq.Types.Options.Types.UUIDOption.ContentOneofCase.Structured;
            var sending = SendAsync(member, new Deliveries(source, hasStructuredIds, group.Definition.Settings.ResolvesLinks), responseStream, ended.Token);
            var answers = AnswersAsync(group, member, requestStream, ended.Token);
            // Whichever ends first says how: the group ended the subscription, or the subscriber did.
            var first = await Task.WhenAny(sending, answers);
            await ended.CancelAsync();
            await Task.WhenAll(sending, answers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await first;
        }
        finally
        {
            await group.LeaveAsync(member);
        }
    }

    private static async Task SendAsync(GroupMember member, Deliveries deliveries, IServerStreamWriter<ReadResp> responses, CancellationToken cancellation)
    {
        await foreach (var deliver in member.Outgoing(cancellation)) await responses.WriteAsync(deliveries.Of(deliver), cancellation);
    }

    private static async Task AnswersAsync(RunningGroup group, GroupMember member, IAsyncStreamReader<ReadReq> requests, CancellationToken cancellation)
    {
        while (await requests.MoveNext(cancellation))
            switch (requests.Current)
            {
                case { Ack: { } ack }:
                    await group.AckAsync(GroupRequests.Ids(ack.Ids), cancellation);
                    break;
                case { Nack: { } nack }:
                    await group.NackAsync(member, GroupRequests.Ids(nack.Ids), (NackAction)nack.Action, Short(nack.Reason), cancellation);
                    break;
                default:
                    throw ProtocolErrors.Invalid("after the options come ack and nack");
            }
    }

    /// <summary>A reason is stored with what it parks.</summary>
    private static string Short(string reason) => reason.Length <= 1000 ? reason : reason[..1000];
}
