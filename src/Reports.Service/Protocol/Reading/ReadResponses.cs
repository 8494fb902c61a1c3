using System.Text;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Reports.EventStore.Log;
using Reports.EventStore.Protocol.Streams;
using Reports.Service.Protocol.Virtual;
using ReadEvent = Reports.EventStore.Protocol.Streams.ReadResp.Types.ReadEvent;

namespace Reports.Service.Protocol.Reading;

/// <summary>
/// Writes what one call answers. Events are serialized at once into the call's buffer, straight from the page that they came in,
/// and sent by <see cref="FlushAsync"/>, which waits for a slow reader; so at most <see cref="WindowBytes"/> and one event wait
/// for it. Not thread safe.
/// </summary>
internal sealed class ReadResponses
{
    /// <summary>Bytes that may wait in the call's buffer before they are sent.</summary>
    public const int WindowBytes = 128 * 1024;

    private const int BytesBeside = 200;

    private readonly IServerStreamWriter<ReadResp> _writer;
    private readonly HttpContext _http;
    private readonly CancellationToken _cancellation;
    private readonly RecordedMessage _event;
    private readonly RecordedMessage _link;
    private readonly ReadResp _response;
    private readonly ReadEvent _readEvent = new();
    private readonly byte[] _linkData = new byte[VirtualLink.MostBytes];

    public ReadResponses(IServerStreamWriter<ReadResp> writer, ServerCallContext call, bool hasStructuredIds, CancellationToken cancellation)
    {
        _writer = writer;
        _writer.WriteOptions = new WriteOptions(WriteFlags.BufferHint);
        _http = call.GetHttpContext();
        _cancellation = cancellation;
        _event = new RecordedMessage(hasStructuredIds);
        _link = new RecordedMessage(hasStructuredIds);
        _response = new ReadResp { Event = _readEvent };
    }

    /// <summary>Bytes that wait to be sent.</summary>
    public int Waiting { get; private set; }

    /// <summary>True when what waits should be sent before more is read.</summary>
    public bool IsFull => Waiting >= WindowBytes;

    public ValueTask WriteAsync(in RecordedEvent recorded)
    {
        _event.Fill(recorded);
        _readEvent.Event = _event.Message;
        _readEvent.Link = null;
        return SendAsync(recorded);
    }

    /// <summary>A virtual stream's event: the link, with its target where the reader wants links resolved.</summary>
    public ValueTask WriteLinkAsync(VirtualStreamName stream, long revision, in RecordedEvent target, bool isResolved)
    {
        var data = LinkData(target);
        _link.FillLink(stream.Utf8, revision, VirtualLink.Id(stream.Name, revision, data.Span), data, target);
        if (isResolved) _event.Fill(target);
        _readEvent.Event = isResolved ? _event.Message : _link.Message;
        _readEvent.Link = isResolved ? _link.Message : null;
        return SendAsync(target);
    }

    /// <summary>Anything but an event.</summary>
    public async ValueTask WriteAsync(ReadResp response)
    {
        Waiting += BytesBeside;
        await _writer.WriteAsync(response, _cancellation);
    }

    /// <summary>Sends what waits. Takes as long as the reader does.</summary>
    /// <exception cref="OperationCanceledException">The reader is gone.</exception>
    public async ValueTask FlushAsync()
    {
        if (Waiting == 0) return;
        Waiting = 0;
        _event.Release();
        _link.Release();
        var flushed = await _http.Response.BodyWriter.FlushAsync(_cancellation);
        if (flushed.IsCompleted || flushed.IsCanceled) throw new OperationCanceledException("the reader is gone");
    }

    private ValueTask SendAsync(in RecordedEvent recorded)
    {
        _readEvent.CommitPosition = (ulong)recorded.Position.Commit;
        Waiting += recorded.Data.Length + recorded.Metadata.Length + BytesBeside;
        var written = _writer.WriteAsync(_response, _cancellation);
        // Buffered writes are done when the call returns.
        return written.IsCompletedSuccessfully ? ValueTask.CompletedTask : new ValueTask(written);
    }

    private ReadOnlyMemory<byte> LinkData(in RecordedEvent target) => _linkData.AsMemory(0, VirtualLink.Write(target, _linkData));
}

/// <summary>A virtual stream's name, as a name and as bytes.</summary>
internal sealed class VirtualStreamName(string name)
{
    public StreamName Name { get; } = new(name);

    public byte[] Utf8 { get; } = Encoding.ASCII.GetBytes(name);
}
