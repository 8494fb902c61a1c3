using System.Threading.RateLimiting;
using Reports.Service.Hosting;

namespace Reports.Service.Http;

/// <summary>
/// How many requests are answered at once; the next ones wait a little, in their order, and are then told to come again. Those that take
/// as long as they like, such as followers, have a bound of their own, and do not wait. Thread safe.
/// </summary>
internal sealed class RequestSlots(ServerOptions options, TimeProvider time) : IDisposable
{
    /// <summary>Longer than a burst takes, and shorter than people and programs wait before they ask again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly ConcurrencyLimiter _short = new(
        new ConcurrencyLimiterOptions { PermitLimit = options.RequestsAtOnce, QueueLimit = options.RequestsAtOnce, QueueProcessingOrder = QueueProcessingOrder.OldestFirst });

    private readonly ConcurrencyLimiter _long = new(new ConcurrencyLimiterOptions { PermitLimit = options.FollowersAtOnce, QueueLimit = 0 });

    /// <summary>A place, until it is disposed of.</summary>
    /// <param name="isLong">True for what takes as long as it likes.</param>
    /// <param name="cancellation">Whoever asked went away.</param>
    /// <exception cref="ApiProblem">There is none.</exception>
    public async ValueTask<RateLimitLease> TakeAsync(bool isLong, CancellationToken cancellation)
    {
        var places = isLong ? _long : _short;
        var place = places.AttemptAcquire();
        if (place.IsAcquired) return place;
        place.Dispose();
        if (isLong) throw Busy($"{options.FollowersAtOnce} follow or download already, as many as this server takes");
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            place = await places.AcquireAsync(1, either.Token);
            if (place.IsAcquired) return place;
            place.Dispose();
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // No place came free in time.
        }

        throw Busy($"{options.RequestsAtOnce} requests are being answered, as many as this server takes at once");
    }

    public void Dispose()
    {
        _short.Dispose();
        _long.Dispose();
    }

    private static ApiProblem Busy(string why) => new(ProblemKind.Busy, why) { RetryAfter = TimeSpan.FromSeconds(1) };
}
