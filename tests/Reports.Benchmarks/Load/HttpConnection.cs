using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Reports.Benchmarks.Load;

/// <summary>One connection of HTTP/1.1 that is kept alive, with as little of a client as can be: it shares its cores with the server. Not thread safe.</summary>
public sealed class HttpConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] _buffer = new byte[16 * 1024];

    public static async Task<HttpConnection> OpenAsync(int port)
    {
        var connection = new HttpConnection();
        await connection._socket.ConnectAsync(IPAddress.Loopback, port);
        return connection;
    }

    /// <summary>The bytes of a request.</summary>
    public static byte[] Get(string path) => Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");

    /// <summary>The bytes of a request for a feed, by a version whose answer has no chunks: what is sent is what is looked for.</summary>
    public static byte[] Follow(string path) => Encoding.ASCII.GetBytes($"GET {path} HTTP/1.0\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n");

    /// <summary>The bytes of a request that has a body.</summary>
    public static byte[] Post(string path, string key, string mediaType, ReadOnlySpan<byte> body) =>
        [.. Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\nContent-Type: {mediaType}\r\nContent-Length: {body.Length}\r\n\r\n"), .. body];

    /// <summary>Sends a request and reads its answer, whose length the server says.</summary>
    /// <returns>The body; valid until the next request.</returns>
    /// <exception cref="InvalidOperationException">The answer is no success.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> AskAsync(ReadOnlyMemory<byte> request)
    {
        await _socket.SendAsync(request);
        int read = 0, head = -1, length = 0;
        while (head < 0 || read < head + length)
        {
            var count = await _socket.ReceiveAsync(_buffer.AsMemory(read));
            if (count == 0) throw new InvalidOperationException("the server closed the connection");
            read += count;
            if (head < 0)
            {
                var end = _buffer.AsSpan(0, read).IndexOf("\r\n\r\n"u8);
                if (end >= 0)
                {
                    head = end + 4;
                    length = LengthOf(_buffer.AsSpan(0, head));
                }
            }

            var needed = head < 0 ? read + 1 : head + length;
            if (needed > _buffer.Length) Array.Resize(ref _buffer, Math.Max(needed, _buffer.Length * 2));
        }

        var body = _buffer.AsMemory(head, length);
        if (_buffer[9] != '2') throw new InvalidOperationException(Encoding.UTF8.GetString(_buffer, 0, read));
        return body;
    }

    /// <summary>Sends a request whose answer does not end.</summary>
    public async Task BeginAsync(ReadOnlyMemory<byte> request) => await _socket.SendAsync(request);

    /// <summary>The next bytes of an answer that does not end; valid until the next call. Empty once the server ended it.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> NextAsync() => _buffer.AsMemory(0, await _socket.ReceiveAsync(_buffer));

    public void Dispose() => _socket.Dispose();

    private static int LengthOf(ReadOnlySpan<byte> head)
    {
        var name = "Content-Length: "u8;
        var at = head.IndexOf(name);
        return at >= 0 && Utf8Parser.TryParse(head[(at + name.Length)..], out int length, out _) ? length : throw new InvalidOperationException("the answer does not say its length");
    }
}
