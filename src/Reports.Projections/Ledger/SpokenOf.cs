using System.Collections.Immutable;
using Reports.Projections.Figures;

namespace Reports.Projections.Ledger;

/// <summary>What the facts of a source or of an origin that stand at a cut speak of, what was recorded last first.</summary>
/// <param name="Places">Of which they say something of control, by id.</param>
/// <param name="Figures">That they count.</param>
/// <param name="Facts">Their ids.</param>
/// <param name="Origins">Who is said to know them.</param>
/// <param name="Left">Places and figures beyond the most that was asked for.</param>
public sealed record SpokenOf(
    ImmutableArray<string> Places, ImmutableArray<FigureKey> Figures, IReadOnlySet<string> Facts, IReadOnlySet<string> Origins, int Left);
