using System.Collections.Immutable;
using Reports.Domain.Policies;
using Reports.Projections;
using Reports.Projections.ControlStatus;
using Reports.Projections.Figures;
using Reports.Projections.Ledger;

namespace Reports.Service.Queries;

/// <summary>How what somebody says stands beside what others say. Only what stands at the cut is compared.</summary>
internal static class Standings
{
    /// <summary>Places of whose status the facts are a part, by id.</summary>
    public static ImmutableArray<DistrictStanding> Districts(Views views, SpokenOf spoken, Cut cut, Policy policy) =>
    [
        .. spoken.Places.Select(p => views.Status(p, cut, policy)).Where(s => s.DecidedAt == s.Place).Select(s => Of(s, spoken)).OfType<DistrictStanding>()
            .OrderBy(d => d.Place, StringComparer.Ordinal),
    ];

    /// <summary>Figures in which the facts are the current word of an origin, disputed ones first.</summary>
    public static ImmutableArray<FigureStanding> Figures(Views views, SpokenOf spoken, Cut cut, Policy policy)
    {
        var figures = spoken.Figures.SelectMany(key => views.FiguresOfKey(key, cut, policy)).ToList();
        figures.Sort(Views.CompareFigures);
        return [.. figures.Select(f => Of(f, spoken)).OfType<FigureStanding>()];
    }

    private static DistrictStanding? Of(ControlStatusView status, SpokenOf spoken)
    {
        var sides = status.Sides.Where(s => s.Facts.Any(spoken.Facts.Contains)).ToList();
        if (sides.Count == 0) return null;
        // Two sides against the leading one need not agree with each other.
        var beside = status.Sides.Where(s => sides.Contains(s) || (!s.Against && sides.Exists(o => !o.Against))).ToList();
        var opposite = status.Sides.Where(s => sides.Exists(o => o.Against != s.Against)).ToList();
        return new DistrictStanding(status.Place, status.Status, Facts(sides, spoken.Facts.Contains), Others(beside, spoken), Others(opposite, spoken))
        {
            View = status,
            AgreeingOrigins = Origins(beside, spoken),
            DisagreeingOrigins = Origins(opposite, spoken),
        };
    }

    private static FigureStanding? Of(FigureView figure, SpokenOf spoken)
    {
        var facts = figure.Origins.SelectMany(o => o.Facts).Distinct().Order(StringComparer.Ordinal).ToLookup(spoken.Facts.Contains);
        return facts[true].Any() ? new FigureStanding(figure.Key, figure.Class, figure.Disputed, [.. facts[true]], [.. facts[false]]) { View = figure } : null;
    }

    private static ImmutableArray<string> Others(IEnumerable<ControlSide> sides, SpokenOf spoken) => Facts(sides, f => !spoken.Facts.Contains(f));

    private static ImmutableArray<string> Facts(IEnumerable<ControlSide> sides, Func<string, bool> which) =>
        [.. sides.SelectMany(s => s.Facts).Where(which).Distinct().Order(StringComparer.Ordinal)];

    private static ImmutableArray<string> Origins(IEnumerable<ControlSide> sides, SpokenOf spoken) =>
        [.. sides.SelectMany(s => s.Origins).Where(o => !spoken.Origins.Contains(o)).Distinct().Order(StringComparer.Ordinal)];
}
