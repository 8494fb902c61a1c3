using Reports.Domain.Time;
using Reports.Projections.Ledger;
using Reports.Service.Ledgers;

namespace Reports.Service.Queries;

/// <summary>The cut that somebody asks for; what is not given is today, everything published, the head.</summary>
/// <param name="On">Valid date.</param>
/// <param name="PublishedBy">Only what was published by this day.</param>
/// <param name="At">Only what was recorded by this position.</param>
/// <param name="RecordedBy">Only what was recorded by this time; not together with <paramref name="At"/>.</param>
public sealed record CutRequest(Day? On = null, Day? PublishedBy = null, long? At = null, DateTimeOffset? RecordedBy = null)
{
    /// <exception cref="RefusedException">Both a position and a time, or a position that the ledger has not reached.</exception>
    public async Task<Cut> ResolveAsync(Ledger ledger, TimeProvider time, CancellationToken cancellation = default)
    {
        if (At is not null && RecordedBy is not null) throw new RefusedException("a cut has a position or a recorded time, not both");
        var head = ledger.Views.Position;
        if (At is < 0 || At > head) throw new RefusedException($"position {At} is not in the ledger, which goes from 0 to {head}");
        var at = At ?? (RecordedBy is { } recorded ? await ledger.PositionAtAsync(recorded, cancellation) : head);
        return new Cut(On ?? Today(time), PublishedBy, at);
    }

    public static Day Today(TimeProvider time) => new((int)Math.Floor((time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalDays));
}

/// <summary>Something that was asked for cannot be done as asked; the message says why. Exit code 1.</summary>
public sealed class RefusedException(string message) : Exception(message);
