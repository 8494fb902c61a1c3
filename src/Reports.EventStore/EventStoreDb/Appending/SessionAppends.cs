using System.Globalization;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Reports.EventStore.EventStoreDb.Connection;
using Reports.EventStore.EventStoreDb.Reading;
using Reports.EventStore.Log;
using Reports.EventStore.Protocol.V2;

namespace Reports.EventStore.EventStoreDb.Appending;

/// <summary>
/// Appends to several streams of a ledger that <c>reports serve</c> answers for, as one change: there it is checked as one, so that
/// definitions may name each other, and is made whole or not at all. Thread safe.
/// </summary>
internal sealed class SessionAppends(Cluster cluster, ServerReads server, ConnectionString connection, EventStoreDbOptions options)
{
    /// <summary>Null where the server takes no such appends, or one by one is as good.</summary>
    public async Task<IReadOnlyList<AppendResult>?> AppendAsync(IReadOnlyList<StreamAppend> appends, CancellationToken cancellation)
    {
        if (!(await cluster.NodeAsync(cancellation)).Channel.HasLedgerSessions || !IsWorthIt(appends)) return null;
        var tail = await server.TailAsync(cancellation);
        var response = await cluster.AskAsync((node, token) => SendAsync(node, appends, token), (appends[0].Stream, appends[0].Expected), cancellation);
        if (response.Output.Count != appends.Count) throw new FormatException($"{response.Output.Count} answers to {appends.Count} appends");
        return [.. response.Output.Select(o => new AppendResult(o.StreamRevision, Position.At(o.Position), Position.At(o.Position) <= tail))];
    }

    /// <summary>Several, or one that would have to be made in parts, which a ledger that is served does not take.</summary>
    private bool IsWorthIt(IReadOnlyList<StreamAppend> appends) =>
        appends.All(a => a.Events.Count > 0)
        && appends.DistinctBy(a => a.Stream).Count() == appends.Count
        && (appends.Count > 1 || (appends.Count == 1 && appends[0].Events.Sum(e => (long)Write.SizeOf(e)) > options.AppendBytes));

    private async Task<AppendSessionResponse> SendAsync(Node node, IReadOnlyList<StreamAppend> appends, CancellationToken cancellation)
    {
        try
        {
            using var call = node.Channel.Sessions.AppendSession(node.Channel.Call(connection.Deadline, cancellation));
            try
            {
                foreach (var append in appends) await call.RequestStream.WriteAsync(Request(append), cancellation);
                await call.RequestStream.CompleteAsync();
            }
            catch (Exception e) when (e is RpcException or InvalidOperationException)
            {
                // The server answered before it had everything; the answer says why.
            }

            return await call;
        }
        catch (RpcException e) when (e.Trailers.GetValue("exception") == "wrong-expected-version")
        {
            var name = e.Trailers.GetValue("stream-name");
            var wrong = appends.FirstOrDefault(a => a.Stream.Value == name);
            if (wrong.Stream.Value is null) throw;
            var hasRevision = long.TryParse(e.Trailers.GetValue("actual-version"), NumberStyles.None, CultureInfo.InvariantCulture, out var actual);
            throw new WrongExpectedRevisionException(wrong.Stream, wrong.Expected, hasRevision ? actual : null);
        }
    }

    private static AppendRequest Request(StreamAppend append)
    {
        // -1, -2 and -4 mean here what they mean there.
        var request = new AppendRequest { Stream = append.Stream.Value, ExpectedRevision = append.Expected.Value };
        foreach (var e in append.Events)
        {
            var record = new AppendRecord
            {
                RecordId = e.Id.ToString(),
                Schema = new SchemaInfo { Format = SchemaFormat.Json, Name = e.Type },
                Data = UnsafeByteOperations.UnsafeWrap(e.Data),
            };
            if (!e.Metadata.IsEmpty) record.Properties.Add(Struct.Parser.ParseJson(Encoding.UTF8.GetString(e.Metadata.Span)).Fields);
            request.Records.Add(record);
        }

        return request;
    }
}
