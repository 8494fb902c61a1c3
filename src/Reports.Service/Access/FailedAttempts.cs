using System.Net;
using System.Net.Sockets;

namespace Reports.Service.Access;

/// <summary>
/// Wrong keys by where they came from: after so many in a minute the next ones are not looked at until it is over. Thread safe.
/// </summary>
internal sealed class FailedAttempts(TimeProvider time)
{
    private const int MostPerWindow = 10;

    /// <summary>Addresses that are remembered; beyond, the oldest is forgotten.</summary>
    private const int MostAddresses = 10_000;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, (DateTimeOffset Since, int Count)> _failures = [];
    private readonly Queue<(IPAddress From, DateTimeOffset Since)> _order = new();

    /// <exception cref="AccessException">Too many came from there.</exception>
    public void Check(IPAddress? from)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            Forget(now);
            if (!_failures.TryGetValue(Network(from), out var failures) || failures.Count < MostPerWindow) return;
            var left = failures.Since + Window - now;
            throw new AccessException(AccessProblem.TooManyAttempts, $"too many wrong keys came from there: wait {Math.Ceiling(left.TotalSeconds)} seconds", left);
        }
    }

    public void Add(IPAddress? from)
    {
        var (now, network) = (time.GetUtcNow(), Network(from));
        lock (_gate)
        {
            Forget(now);
            if (_failures.TryGetValue(network, out var failures))
            {
                _failures[network] = failures with { Count = failures.Count + 1 };
                return;
            }

            _failures[network] = (now, 1);
            _order.Enqueue((network, now));
        }
    }

    private void Forget(DateTimeOffset now)
    {
        while (_order.TryPeek(out var oldest) && (oldest.Since + Window <= now || _order.Count >= MostAddresses))
        {
            _order.Dequeue();
            _failures.Remove(oldest.From);
        }
    }

    /// <summary>Whoever has one IPv6 address has the 2⁶⁴ of its network.</summary>
    internal static IPAddress Network(IPAddress? from)
    {
        if (from is null) return IPAddress.None;
        if (from.IsIPv4MappedToIPv6) return from.MapToIPv4();
        if (from.AddressFamily != AddressFamily.InterNetworkV6) return from;
        var bytes = from.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
