using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Reports.Cli.Tests;

/// <summary>A request over a socket whose every byte is sent, and read, when a test says so.</summary>
internal sealed class RawRequest : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly StringBuilder _read = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="address">Where to.</param>
    /// <param name="head">The lines of the request's head, without the empty one.</param>
    /// <param name="receiveBytes">What the system takes for a reader that does not read; 0 for its own measure.</param>
    public static async Task<RawRequest> SendAsync(string address, string[] head, int receiveBytes = 0)
    {
        var request = new RawRequest();
        if (receiveBytes > 0) request._socket.ReceiveBufferSize = receiveBytes;
        await request._socket.ConnectAsync(IPAddress.Loopback, new Uri(address).Port, Cancellation);
        await request.SendAsync(Encoding.ASCII.GetBytes(string.Join("\r\n", [.. head, "Host: 127.0.0.1", "", ""])));
        return request;
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await _socket.SendAsync(bytes, Cancellation);

    /// <summary>Reads on until something was read; all that was read so far.</summary>
    public async Task<string> UntilAsync(string text)
    {
        var buffer = new byte[64 * 1024];
        var from = 0;
        while (_read.ToString(from, _read.Length - from).Contains(text, StringComparison.Ordinal) is false)
        {
            from = Math.Max(0, _read.Length - text.Length);
            var count = await _socket.ReceiveAsync(buffer, Cancellation);
            if (count == 0) throw new EndOfStreamException($"the server closed the connection before it sent '{text}'");
            _read.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }

        return _read.ToString();
    }

    public void Dispose() => _socket.Dispose();
}
