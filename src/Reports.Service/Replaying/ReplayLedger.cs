using System.Collections.Immutable;
using MediatR;
using Reports.Domain.Policies;
using Reports.Domain.Time;
using Reports.Service.Access;
using Reports.Service.Ledgers;
using Reports.Service.Queries;

namespace Reports.Service.Replaying;

/// <summary>
/// Builds every view again from the log alone and compares it with the live one byte for byte. Takes no lock and writes nothing.
/// </summary>
/// <param name="Ledger">The ledger; its live views are those saved beside it, brought up to date.</param>
/// <param name="To">The position to build up to; null for that of the live views. The live views answer as of it.</param>
/// <param name="On">The valid date of the views that depend on one.</param>
/// <param name="Since">With it, the statuses of every day from then to <paramref name="On"/> are compared, not of that day alone.</param>
/// <param name="Policy">The policy of the views that depend on one.</param>
/// <param name="Progress">Told the position reached and the last, from time to time.</param>
[Needs(Permission.Read)]
public sealed record ReplayLedger(
    Ledger Ledger, long? To, Day On, Day? Since, Policy Policy, IProgress<RebuildProgress>? Progress = null) : IRequest<ReplayReport>, IChecked
{
    /// <summary>Days between <see cref="Since"/> and <see cref="On"/> at most: ten years.</summary>
    public const int MaxDays = 3_660;

    void IChecked.Check()
    {
        if (Since is { } since && (since > On || On.Number - since.Number >= MaxDays))
            throw new RefusedException($"the days from {since} to {On} are none, or more than {MaxDays}");
    }
}

/// <summary>What a replay found.</summary>
/// <param name="Position">Where both were compared.</param>
/// <param name="Events">Events replayed.</param>
/// <param name="Facts">Facts among them, ended ones included.</param>
/// <param name="Sources">Sources among them.</param>
/// <param name="Bytes">Bytes of data and metadata that were read.</param>
/// <param name="Elapsed">How long the rebuild took, without the comparison.</param>
/// <param name="Views">By kind, in a fixed order.</param>
/// <param name="State">Everything that the views hold, whatever is asked of them; null where the live views are past the position.</param>
public sealed record ReplayReport(
    long Position, long Events, long Facts, long Sources, long Bytes, TimeSpan Elapsed, Day On, Day? Since, Policy Policy,
    ImmutableArray<ViewDigest> Views, RebuildComparison? State)
{
    public bool IsEqual => Views.All(v => v.IsEqual) && State is not { IsEqual: false };

    /// <summary>Of the rebuild. A clock that a test drives may stand still.</summary>
    public double FactsPerSecond => Facts / Math.Max(Elapsed.TotalSeconds, 0.001);

    /// <summary>The digest of all: SHA-256 over a line <c>KIND DIGEST</c> for each kind in order, each with a line feed.</summary>
    public string Whole => ViewDigest.Hash(string.Concat(Views.Select(v => $"{v.Kind} {v.Rebuilt}\n")));
}
