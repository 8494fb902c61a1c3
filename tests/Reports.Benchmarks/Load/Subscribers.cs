using System.Collections.Concurrent;
using System.Diagnostics;

namespace Reports.Benchmarks.Load;

/// <summary>Followers of a feed of server-sent events, each on a connection of its own.</summary>
public sealed class Subscribers : IDisposable
{
    private const int OpenedTogether = 50;

    private readonly List<HttpConnection> _connections = [];
    private readonly ConcurrentBag<Task> _reading = [];
    private volatile Watched? _watched;

    private sealed record Watched(byte[] Text, double[] Seen, CountdownEvent Left);

    /// <summary>Opens the followers, and waits until each was told something.</summary>
    public static async Task<Subscribers> OpenAsync(int port, string path, int count)
    {
        var subscribers = new Subscribers();
        var request = HttpConnection.Follow(path);
        foreach (var some in Enumerable.Range(0, count).Chunk(OpenedTogether))
            await Task.WhenAll(some.Select(async n =>
            {
                var connection = await HttpConnection.OpenAsync(port);
                lock (subscribers._connections) subscribers._connections.Add(connection);
                await connection.BeginAsync(request);
                while ((await connection.NextAsync()).Span.IndexOf("data: "u8) < 0)
                {
                }

                subscribers._reading.Add(Task.Run(() => subscribers.ReadAsync(connection, n)));
            }));
        return subscribers;
    }

    /// <summary>Does something, and measures until each follower has seen a text that it brings about.</summary>
    /// <param name="text">Only what is brought about has it.</param>
    /// <param name="act">Brings it about.</param>
    /// <returns>Milliseconds from the start of the act, for each follower.</returns>
    public async Task<double[]> MeasureAsync(string text, Func<Task> act)
    {
        using var left = new CountdownEvent(_connections.Count);
        var watched = new Watched(System.Text.Encoding.UTF8.GetBytes(text), new double[_connections.Count], left);
        _watched = watched;
        var started = Stopwatch.GetTimestamp();
        await act();
        if (!await Task.Run(() => left.Wait(TimeSpan.FromSeconds(30)))) throw new InvalidOperationException($"{left.CurrentCount} followers did not see '{text}'");
        _watched = null;
        return [.. watched.Seen.Select(s => Stopwatch.GetElapsedTime(started, (long)s).TotalMilliseconds)];
    }

    public void Dispose()
    {
        foreach (var connection in _connections) connection.Dispose();
        Task.WhenAll(_reading).ContinueWith(_ => { }, TaskScheduler.Default).Wait();
    }

    private async Task ReadAsync(HttpConnection connection, int number)
    {
        try
        {
            Watched? seen = null;
            while (await connection.NextAsync() is { Length: > 0 } bytes)
            {
                var now = Stopwatch.GetTimestamp();
                if (_watched is not { } watched || seen == watched || bytes.Span.IndexOf(watched.Text) < 0) continue;
                seen = watched;
                watched.Seen[number] = now;
                watched.Left.Signal();
            }
        }
        catch (System.Net.Sockets.SocketException)
        {
            // Closed: nobody is measured any more.
        }
    }
}
