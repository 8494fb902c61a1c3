using System.Collections.Immutable;
using System.Globalization;
using Reports.Domain.Facts;
using Reports.Domain.Gazetteer;
using Reports.Projections.Ledger;

namespace Reports.Projections.Figures;

/// <summary>
/// Figures constrain one another: fighters ≤ people, one convoy ≤ the running total that contains it, a part ≤ its whole.
/// A constraint is broken when even the least that the part can be is more than the most that the whole can be, for one origin's
/// own words or for all of them together.
/// </summary>
internal sealed class FigureConstraints(LedgerState state, FigureResolver resolver)
{
    private const string PartOfWhole = "a part is no more than its whole";

    /// <summary>The figures of one series, each with the constraints that it breaks. What constrains them is resolved once for all.</summary>
    public IReadOnlyList<FigureView> Check(List<FigureView> figures, int series, Cut cut, GazetteerTree gazetteer)
    {
        if (figures.Count == 0) return figures;
        var related = Related(series, cut, gazetteer).ConvertAll(r => (Views: resolver.Resolve(r.Series, cut), r.Rule, r.IsPart));
        return related.Count == 0 ? figures : figures.ConvertAll(figure => Check(figure, related));
    }

    /// <summary>Everything that constrains a figure of a series, and everything that it constrains.</summary>
    public List<FigureConstraint> Of(FigureView figure, int series, Cut cut, GazetteerTree gazetteer)
    {
        var found = new List<FigureConstraint>();
        foreach (var (other, rule, isPart) in Related(series, cut, gazetteer).Concat(Parts(series, cut, gazetteer)))
            foreach (var view in resolver.Resolve(other, cut).Where(v => v.From <= figure.To && figure.From <= v.To))
                found.Add(new FigureConstraint(rule, view, isPart, isPart ? Breaks(figure, view) : Breaks(view, figure)));
        return found;
    }

    private static FigureView Check(FigureView figure, List<(List<FigureView> Views, string Rule, bool IsPart)> related)
    {
        var broken = ImmutableArray.CreateBuilder<BrokenConstraint>();
        foreach (var (views, rule, isPart) in related)
            foreach (var view in views)
            {
                if (view.From > figure.To || figure.From > view.To) continue;
                var (part, whole) = isPart ? (figure, view) : (view, figure);
                if (Breaks(part, whole) is { } how) broken.Add(new BrokenConstraint($"{rule}: {how}", part.Key.ToString(), whole.Key.ToString()));
            }

        return broken.Count == 0 ? figure : figure with { BrokenConstraints = [.. broken.Distinct()] };
    }

    private static string? Breaks(FigureView part, FigureView whole)
    {
        foreach (var origin in part.Origins)
            foreach (var same in whole.Origins)
                if (origin.Origin == same.Origin && same.High is { } most && origin.Low > most)
                    return Say(origin.Low, most, origin.Origin);
        if (whole.Origins.Any(o => o.High is null)) return null;
        var (least, all) = (part.Origins.Min(o => o.Low), whole.Origins.Max(o => o.High!.Value));
        return least <= all ? null : Say(least, all, "all origins");
    }

    private static string Say(long part, long whole, string who) =>
        string.Create(CultureInfo.InvariantCulture, $"at least {part} in the part, at most {whole} in the whole ({who})");

    private List<(int Series, string Rule, bool IsPart)> Related(int series, Cut cut, GazetteerTree gazetteer)
    {
        var related = new List<(int, string, bool)>();
        ref var own = ref state.Series[series];
        for (var at = state.SeriesOf[own.About]; at != LedgerState.None; at = state.Series[at].NextForAbout)
        {
            if (at == series) continue;
            ref var other = ref state.Series[at];
            if (other.Measure != own.Measure || other.Modality != own.Modality) continue;
            if (other.Scope == own.Scope)
            {
                if (own.Population.IsPartOf(other.Population)) related.Add((at, "a part of the people is no more than all of them", true));
                else if (other.Population.IsPartOf(own.Population)) related.Add((at, "a part of the people is no more than all of them", false));
            }
            else if (other.Population == own.Population)
            {
                if (IsPart(own.Scope) && !IsPart(other.Scope)) related.Add((at, "one convoy or day is no more than the total", true));
                else if (IsPart(other.Scope) && !IsPart(own.Scope)) related.Add((at, "one convoy or day is no more than the total", false));
            }
        }

        foreach (var whole in Wholes(own.About, cut, gazetteer))
            if (Find(whole, own) is var found and not LedgerState.None)
                related.Add((found, PartOfWhole, true));
        return related;
    }

    /// <summary>What a figure's subject is the whole of: the other end of the same constraint.</summary>
    private List<(int Series, string Rule, bool IsPart)> Parts(int series, Cut cut, GazetteerTree gazetteer)
    {
        var parts = new List<(int, string, bool)>();
        var own = state.Series[series];
        var within = gazetteer.Places.Values.Where(p => p.Within == state.Names.Text(own.About)).Select(p => state.Names.Find(p.Id));
        foreach (var part in state.PartsOf(own.About).Concat(within).Where(p => p != LedgerState.None).Order())
            if (Find(part, own) is var found and not LedgerState.None && Wholes(part, cut, gazetteer).Contains(own.About))
                parts.Add((found, PartOfWhole, false));
        return parts;
    }

    private static bool IsPart(Scope scope) => scope is Scope.Convoy or Scope.Day;

    /// <summary>What an incident or a place is a part of.</summary>
    private List<int> Wholes(int about, Cut cut, GazetteerTree gazetteer)
    {
        var wholes = new List<int>();
        if (about < state.StatementsOf.Count)
            for (var at = state.StatementsOf[about]; at != LedgerState.None; at = state.Incidents[at].NextForIncident)
            {
                ref var statement = ref state.Incidents[at];
                if (statement.PartOf != LedgerState.None && state.IsKnown(in statement, at, cut.Known) && !wholes.Contains(statement.PartOf))
                    wholes.Add(statement.PartOf);
            }

        foreach (var place in gazetteer.SelfAndAncestors(state.Names.Text(about)).Skip(1))
            if (state.Names.Find(place.Id) is var number and not LedgerState.None)
                wholes.Add(number);
        return wholes;
    }

    private int Find(int about, in SeriesEntry like)
    {
        if (about >= state.SeriesOf.Count) return LedgerState.None;
        for (var at = state.SeriesOf[about]; at != LedgerState.None; at = state.Series[at].NextForAbout)
        {
            ref var other = ref state.Series[at];
            if (other.Measure == like.Measure && other.Population == like.Population && other.Modality == like.Modality && other.Scope == like.Scope)
                return at;
        }

        return LedgerState.None;
    }
}
