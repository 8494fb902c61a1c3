using Reports.Domain.Grades;
using Reports.Domain.Time;

namespace Reports.Projections.Ledger;

/// <summary>A source as the views know it; its title and locators are read from the log at <paramref name="Position"/>.</summary>
/// <param name="Id">The source's id.</param>
/// <param name="Outlet">Who published it.</param>
/// <param name="Published">When it came out.</param>
/// <param name="Position">The position of the header that counts at the cut.</param>
/// <param name="Facts">Facts known at the cut.</param>
/// <param name="Ended">Facts that were corrected or retracted by the cut.</param>
/// <param name="Withdrawn">True when the source was withdrawn by the cut.</param>
public sealed record SourceView(string Id, string Outlet, Day Published, long Position, int Facts, int Ended, bool Withdrawn);

/// <summary>One reported fact as the views know it; the rest is read from the log at <paramref name="Position"/>.</summary>
/// <param name="Id"><c>source/fact</c>.</param>
/// <param name="Kind">control, figure or incident.</param>
/// <param name="Origin">Who is said to know.</param>
/// <param name="Position">Where the fact was recorded.</param>
/// <param name="IsCurrent">False when it was corrected, retracted or withdrawn by the cut.</param>
/// <param name="EndedAt">The position of the event that ended it; null while it stands.</param>
/// <param name="Grade">Its grade at the cut; null for none.</param>
/// <param name="RegradedAt">The position of the event by which an analyst gave it that grade; null while the coder's own counts.</param>
public sealed record FactView(
    string Id, string Kind, string Origin, long Position, bool IsCurrent, long? EndedAt, Grade? Grade = null, long? RegradedAt = null)
{
    /// <summary>What it named when it was recorded, where a merge or split reads it otherwise at the cut; null where it reads as it was recorded.</summary>
    public RecordedNames? RecordedAs { get; init; }
}
