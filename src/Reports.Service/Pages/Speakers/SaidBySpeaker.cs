using Reports.Service.Pages.Parts;
using Reports.Service.Queries;

namespace Reports.Service.Pages.Speakers;

/// <summary>What an actor or an outlet said as an origin, and how it stands beside what others say.</summary>
/// <param name="Facts">One page of the facts, what was recorded last first.</param>
/// <param name="Count">How many there are on all pages.</param>
/// <param name="Number">The page, from 1.</param>
/// <param name="Districts">Of whose status they are a part.</param>
/// <param name="Figures">In which they are its current word, disputed ones first.</param>
/// <param name="Left">Districts and figures that were not looked at.</param>
public sealed record SaidBySpeaker(
    ReadFacts Facts, int Count, int Number, IReadOnlyList<DistrictStanding> Districts, IReadOnlyList<FigureStanding> Figures, int Left);
