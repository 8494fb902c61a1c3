using System.Buffers;
using System.IO.Pipelines;

namespace Reports.Service.Http;

/// <summary>Writes changes to a follower, who may read slowly: little waits to be sent, and then the next is waited with. Not thread safe.</summary>
internal sealed class FeedOutput(PipeWriter writer)
{
    private const int Unsent = 16 * 1024;

    private int _unsent;

    /// <summary>True while the follower has not taken what was written.</summary>
    public bool IsWaiting { get; private set; }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        writer.Write(bytes.Span);
        _unsent += bytes.Length;
        if (_unsent >= Unsent) await FlushAsync(cancellation);
    }

    public async ValueTask FlushAsync(CancellationToken cancellation)
    {
        _unsent = 0;
        IsWaiting = true;
        await writer.FlushAsync(cancellation);
        IsWaiting = false;
    }
}
