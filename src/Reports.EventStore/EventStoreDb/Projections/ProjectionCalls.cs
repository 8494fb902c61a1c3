using Grpc.Core;
using Reports.EventStore.EventStoreDb.Connection;
using Reports.EventStore.Protocol.Projections;

namespace Reports.EventStore.EventStoreDb.Projections;

/// <summary>The calls of the protocol's service for projections, on the leader. Thread safe.</summary>
internal sealed class ProjectionCalls(Cluster cluster)
{
    /// <summary>A continuous projection that may emit, which links do. Its streams are not listed: nobody deletes links of a ledger.</summary>
    public Task CreateAsync(string name, string query, CancellationToken cancellation)
    {
        var continuous = new CreateReq.Types.Options.Types.Continuous { Name = name, EmitEnabled = true, TrackEmittedStreams = false };
        var request = new CreateReq { Options = new CreateReq.Types.Options { Continuous = continuous, Query = query } };
        return AskAsync(name, (node, options) => node.CreateAsync(request, options).ResponseAsync, cancellation);
    }

    public Task UpdateAsync(string name, string query, CancellationToken cancellation)
    {
        var request = new UpdateReq { Options = new UpdateReq.Types.Options { Name = name, Query = query, EmitEnabled = true } };
        return AskAsync(name, (node, options) => node.UpdateAsync(request, options).ResponseAsync, cancellation);
    }

    public Task EnableAsync(string name, CancellationToken cancellation)
    {
        var request = new EnableReq { Options = new EnableReq.Types.Options { Name = name } };
        return AskAsync(name, (node, options) => node.EnableAsync(request, options).ResponseAsync, cancellation);
    }

    /// <returns>The server's word for its state, and the reason where it has one; null where it has nothing to say yet.</returns>
    public Task<(string Status, string Reason)?> StatusAsync(string name, CancellationToken cancellation)
    {
        var request = new StatisticsReq { Options = new StatisticsReq.Types.Options { Name = name } };
        return AskAsync<(string, string)?>(name, async (node, options) =>
        {
            using var call = node.Statistics(request, options);
            try
            {
                while (await call.ResponseStream.MoveNext(options.CancellationToken))
                    if (call.ResponseStream.Current.Details is { } details && details.Name == name)
                        return (details.Status, details.StateReason);
                return null;
            }
            catch (RpcException e) when (ProjectionFailures.IsUntold(e))
            {
                return null;
            }
        }, cancellation);
    }

    private Task<T> AskAsync<T>(
        string name, Func<Protocol.Projections.Projections.ProjectionsClient, CallOptions, Task<T>> ask, CancellationToken cancellation) =>
        cluster.AskAsync(async (node, stop) =>
        {
            try
            {
                return await ask(node.Channel.Projections, node.Channel.Call(cluster.Connection.Deadline, stop));
            }
            catch (RpcException e)
            {
                ProjectionFailures.Check(e, cluster.Name, name);
                throw;
            }
        }, null, cancellation);
}
