using System.Runtime.CompilerServices;

namespace Reports.Follower;

/// <summary>One server-sent event: where the feed is after it, what it tells, and the change as a CloudEvent in JSON.</summary>
internal sealed record Message(string Id, string Event, string Data);

/// <summary>The changes of a ledger's views, as <c>GET /api/v1/changes</c> sends them.</summary>
internal sealed class Feed(Uri server) : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>What comes after the message with an id, until the server ends the answer.</summary>
    public async IAsyncEnumerable<Message> ReadAsync(string after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server, "/api/v1/changes"));
        request.Headers.Accept.ParseAdd("text/event-stream");
        request.Headers.Add("Last-Event-ID", after);
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        response.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation));
        var (id, kind, data) = ("", "message", "");
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            // A message is whole with its empty line. What a broken connection leaves of one is not taken.
            if (line.Length > 0)
            {
                if (line.StartsWith("id: ", StringComparison.Ordinal)) id = line[4..];
                else if (line.StartsWith("event: ", StringComparison.Ordinal)) kind = line[7..];
                else if (line.StartsWith("data: ", StringComparison.Ordinal)) data = line[6..];
                continue;
            }

            if (data.Length > 0) yield return new Message(id, kind, data);
            (kind, data) = ("message", "");
        }
    }

    public void Dispose() => _http.Dispose();
}
