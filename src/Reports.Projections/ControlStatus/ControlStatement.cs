using Reports.Domain.Facts;
using Reports.Domain.Time;

namespace Reports.Projections.ControlStatus;

/// <summary>What one fact says of control of a place, as the views know it: enough to draw who said what when.</summary>
/// <param name="Fact"><c>source/fact</c>.</param>
/// <param name="Origin">Who is said to know.</param>
/// <param name="Actor">Of whom it speaks.</param>
/// <param name="On">When it holds.</param>
/// <param name="Published">From when a reader could know.</param>
/// <param name="Position">Where it was recorded.</param>
/// <param name="IsCurrent">False when it was corrected, retracted or withdrawn by the cut.</param>
public sealed record ControlStatement(
    string Fact, string Origin, string Actor, Relation Relation, Extent Extent, Stance Stance, ValidTime On, Day Published, long Position, bool IsCurrent);
