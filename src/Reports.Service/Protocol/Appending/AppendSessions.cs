using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Reports.EventStore.Log;
using Reports.EventStore.Protocol;
using Reports.EventStore.Protocol.V2;
using Reports.Service.Access;
using Reports.Service.Appending;
using Reports.Service.Protocol.Reading;
using Calls = Reports.EventStore.Protocol.V2.StreamsService;

namespace Reports.Service.Protocol.Appending;

/// <summary>Appends to several streams as one change, by the second protocol of KurrentDB.</summary>
internal sealed class AppendSessions(IAppender appender, CallAccess access) : Calls.StreamsServiceBase
{
    private const int MostAppends = 10_000;

    public override async Task<AppendSessionResponse> AppendSession(IAsyncStreamReader<AppendRequest> requestStream, ServerCallContext context)
    {
        var author = access.Demand(context, Permission.Append);
        var appends = new List<ProposedAppend>();
        var bytes = 0L;
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            var batch = BatchOf(requestStream.Current, AppendCalls.DeadlineOf(context));
            bytes += batch.Bytes;
            if (appends.Count == MostAppends) throw ProtocolErrors.Invalid($"a session has at most {MostAppends} appends");
            if (bytes > ProtocolLimits.SessionBytes) throw ProtocolErrors.TooLarge(ProtocolLimits.SessionBytes, $"a session of more than {ProtocolLimits.SessionBytes} bytes");
            appends.Add(batch.Of(author));
        }

        if (appends.Count == 0) throw ProtocolErrors.Invalid("a session has an append");
        var results = await AppendCalls.ToldAsync(() => appender.AppendTogetherAsync(appends, context.CancellationToken));
        var response = new AppendSessionResponse();
        for (var i = 0; i < results.Count; i++)
        {
            var answer = new AppendResponse { Stream = appends[i].Stream, StreamRevision = results[i].Revision };
            if (results[i].Position > Position.Start) answer.Position = results[i].Position.Commit;
            response.Output.Add(answer);
            response.Position = Math.Max(response.Position, results[i].Position.Commit);
        }

        return response;
    }

    private static ProposedBatch BatchOf(AppendRequest request, DateTimeOffset deadline)
    {
        if (request.Stream.Length == 0) throw ProtocolErrors.Invalid("stream is missing");
        var batch = new ProposedBatch(request.Stream, Expected(request), deadline);
        foreach (var record in request.Records)
        {
            if (record.HasRecordId == false) throw ProtocolErrors.Invalid("record_id is missing: a ledger tells a retry by it");
            if (record.Schema is not { Format: SchemaFormat.Json } schema) throw ProtocolErrors.Invalid($"the events of a ledger are {RecordedMessage.Json}: schema.format is JSON");
            batch.Add(new UUID { String = record.RecordId }, schema.Name, RecordedMessage.Json, Metadata(record), record.Data);
        }

        return batch;
    }

    private static ExpectedRevision Expected(AppendRequest request) => (request.HasExpectedRevision ? request.ExpectedRevision : -2) switch
    {
        >= 0 => ExpectedRevision.Exactly(request.ExpectedRevision),
        -1 => ExpectedRevision.NoStream,
        -2 => ExpectedRevision.Any,
        -4 => ExpectedRevision.StreamExists,
        var other => throw ProtocolErrors.Invalid($"expected_revision is a revision, -1, -2 or -4, not {other}"),
    };

    private static ByteString Metadata(AppendRecord record)
    {
        if (record.Properties.Count == 0) return ByteString.Empty;
        var properties = new Struct();
        foreach (var (name, value) in record.Properties) properties.Fields.Add(name, value);
        return ByteString.CopyFrom(JsonFormatter.Default.Format(properties), Encoding.UTF8);
    }
}
