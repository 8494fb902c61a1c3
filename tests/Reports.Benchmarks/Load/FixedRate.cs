using System.Diagnostics;

namespace Reports.Benchmarks.Load;

/// <summary>
/// Requests at a fixed rate over connections that each ask one after the other. The time of a request begins when it was due, not when a
/// connection was free for it: a server that stands still for a while is charged with all that was due meanwhile (coordinated omission).
/// </summary>
public static class FixedRate
{
    /// <summary>Waits shorter than this are not worth a timer: what is due so soon is sent at once, and takes no less for it.</summary>
    private const double TimerMilliseconds = 1;

    /// <param name="connections">Open to the server.</param>
    /// <param name="request">The n-th request.</param>
    /// <param name="perSecond">Requests a second over all connections; null for as many as are answered.</param>
    /// <param name="seconds">For how long.</param>
    public static async Task<Latencies> RunAsync(IReadOnlyList<HttpConnection> connections, Func<int, ReadOnlyMemory<byte>> request, double? perSecond, double seconds)
    {
        var started = Stopwatch.GetTimestamp();
        var lanes = await Task.WhenAll(connections.Select((connection, lane) => Task.Run(() => LaneAsync(connection, lane))));
        return new Latencies(lanes.SelectMany(l => l));

        async Task<List<double>> LaneAsync(HttpConnection connection, int lane)
        {
            var taken = new List<double>();
            for (var n = lane; ; n += connections.Count)
            {
                var due = perSecond is { } rate ? n * 1000 / rate : Now();
                if (due >= seconds * 1000) return taken;
                for (var early = due - Now(); early > TimerMilliseconds; early = due - Now()) await Task.Delay((int)early);
                await connection.AskAsync(request(n));
                taken.Add(Math.Max(0, Now() - due));
            }
        }

        double Now() => Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }
}
