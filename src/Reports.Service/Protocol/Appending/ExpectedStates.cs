using Grpc.Core;
using Reports.EventStore.Log;
using Reports.EventStore.Protocol;
using Reports.EventStore.Protocol.Streams;
using GoogleEmpty = Google.Protobuf.WellKnownTypes.Empty;

namespace Reports.Service.Protocol.Appending;

/// <summary>The expected states of streams in the four messages that carry them.</summary>
internal static class ExpectedStates
{
    /// <exception cref="RpcException">None is set.</exception>
    public static ExpectedRevision Of(AppendReq.Types.Options options) => options.ExpectedStreamRevisionCase switch
    {
        AppendReq.Types.Options.ExpectedStreamRevisionOneofCase.Revision => Exactly(options.Revision),
        AppendReq.Types.Options.ExpectedStreamRevisionOneofCase.NoStream => ExpectedRevision.NoStream,
        AppendReq.Types.Options.ExpectedStreamRevisionOneofCase.Any => ExpectedRevision.Any,
        AppendReq.Types.Options.ExpectedStreamRevisionOneofCase.StreamExists => ExpectedRevision.StreamExists,
        _ => throw ProtocolErrors.Invalid("expected_stream_revision is missing"),
    };

    /// <exception cref="RpcException">None is set.</exception>
    public static ExpectedRevision Of(BatchAppendReq.Types.Options options) => options.ExpectedStreamPositionCase switch
    {
        BatchAppendReq.Types.Options.ExpectedStreamPositionOneofCase.StreamPosition => Exactly(options.StreamPosition),
        BatchAppendReq.Types.Options.ExpectedStreamPositionOneofCase.NoStream => ExpectedRevision.NoStream,
        BatchAppendReq.Types.Options.ExpectedStreamPositionOneofCase.Any => ExpectedRevision.Any,
        BatchAppendReq.Types.Options.ExpectedStreamPositionOneofCase.StreamExists => ExpectedRevision.StreamExists,
        _ => throw ProtocolErrors.Invalid("expected_stream_position is missing"),
    };

    /// <summary>Repeats in an answer what was expected.</summary>
    public static void Repeat(ExpectedRevision expected, BatchAppendResp response)
    {
        if (expected.IsAny) response.Any = new GoogleEmpty();
        else if (expected.IsStreamExists) response.StreamExists = new GoogleEmpty();
        else if (expected.IsNoStream) response.NoStream = new GoogleEmpty();
        else response.StreamPosition = (ulong)expected.Value;
    }

    /// <summary>A wrong expected version as Append answers it, with the fields of the oldest clients too.</summary>
    public static AppendResp Wrong(WrongExpectedRevisionException wrong)
    {
        var answer = new AppendResp.Types.WrongExpectedVersion();
        if (wrong.Actual is { } actual) (answer.CurrentRevision, answer.CurrentRevision2060) = ((ulong)actual, (ulong)actual);
        else (answer.CurrentNoStream, answer.NoStream2060) = (new Empty(), new Empty());
        if (wrong.Expected.IsAny) (answer.ExpectedAny, answer.Any2060) = (new Empty(), new Empty());
        else if (wrong.Expected.IsStreamExists) (answer.ExpectedStreamExists, answer.StreamExists2060) = (new Empty(), new Empty());
        else if (wrong.Expected.IsNoStream) answer.ExpectedNoStream = new Empty();
        else (answer.ExpectedRevision, answer.ExpectedRevision2060) = ((ulong)wrong.Expected.Value, (ulong)wrong.Expected.Value);
        return new AppendResp { WrongExpectedVersion = answer };
    }

    /// <summary>A wrong expected version as the detail of BatchAppend's error.</summary>
    public static WrongExpectedVersion Detail(WrongExpectedRevisionException wrong)
    {
        var detail = new WrongExpectedVersion();
        if (wrong.Actual is { } actual) detail.CurrentStreamRevision = (ulong)actual;
        else detail.CurrentNoStream = new GoogleEmpty();
        if (wrong.Expected.IsAny) detail.ExpectedAny = new GoogleEmpty();
        else if (wrong.Expected.IsStreamExists) detail.ExpectedStreamExists = new GoogleEmpty();
        else if (wrong.Expected.IsNoStream) detail.ExpectedNoStream = new GoogleEmpty();
        else detail.ExpectedStreamPosition = (ulong)wrong.Expected.Value;
        return detail;
    }

    private static ExpectedRevision Exactly(ulong revision) => ExpectedRevision.Exactly((long)Math.Min(revision, long.MaxValue));
}
