using System.Net;
using System.Threading.RateLimiting;
using Reports.Service.Access;

namespace Reports.Service.Http;

/// <summary>
/// How many requests a key may make, or the author that a token names, or an address that shows neither: so many a second, twice as many at once. Thread safe.
/// </summary>
/// <param name="perSecond">Requests a second; null for any number.</param>
internal sealed class RequestRates(int? perSecond) : IDisposable
{
    private readonly PartitionedRateLimiter<(string? Key, IPAddress? From)>? _rates = perSecond is not { } rate
        ? null
        : PartitionedRateLimiter.Create<(string? Key, IPAddress? From), string>(who => RateLimitPartition.GetTokenBucketLimiter(
            who.Key ?? FailedAttempts.Network(who.From).ToString(),
            _ => new TokenBucketRateLimiterOptions { TokenLimit = rate * 2, TokensPerPeriod = rate, ReplenishmentPeriod = TimeSpan.FromSeconds(1), QueueLimit = 0 }));

    /// <exception cref="ApiProblem">Too many came from there.</exception>
    public void Take(Caller caller, IPAddress? from)
    {
        if (_rates is null) return;
        using var lease = _rates.AttemptAcquire((caller.KeyId ?? caller.Name, from));
        if (lease.IsAcquired) return;
        throw new ApiProblem(ProblemKind.TooManyRequests, $"at most {perSecond} requests a second are answered for one key, or one address without a key")
        {
            RetryAfter = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1),
        };
    }

    public void Dispose() => _rates?.Dispose();
}
