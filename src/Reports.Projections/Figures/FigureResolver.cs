using System.Globalization;
using Reports.Domain.Facts;
using Reports.Domain.Policies;
using Reports.Domain.Quantities;
using Reports.Domain.Time;
using Reports.Projections.Ledger;

namespace Reports.Projections.Figures;

/// <summary>
/// Which figures are comparable and what their origins say together (DOMAIN.md, Disputed figures).
/// A pure function of the facts, the cut and the policy.
/// </summary>
internal sealed class FigureResolver(LedgerState state, Policy policy)
{
    private const int HalvesOfHalves = 8;

    /// <summary>Every figure of one series at a cut: facts whose windows overlap are one figure.</summary>
    public List<FigureView> Resolve(int series, Cut cut)
    {
        var known = Known(series, cut);
        var views = new List<FigureView>();
        foreach (var (from, count) in Overlapping(known))
            if (View(series, known.GetRange(from, count), cut) is { } view)
                views.Add(view);
        return views;
    }

    /// <summary>The one figure of a series whose window holds a day, or null.</summary>
    public FigureView? ResolveAt(int series, Day day, Cut cut)
    {
        var known = Known(series, cut, day.Number);
        foreach (var (from, count) in Overlapping(known))
        {
            var facts = known.GetRange(from, count);
            if (state.Figures[facts[0]].Begin <= day.Number && facts.Exists(f => state.Times[state.Figures[f].Window].End >= day))
                return View(series, facts, cut);
        }

        return null;
    }

    /// <summary>What a fact's phrase stands for under the policy; null when it is half of a fact that is not known at the cut.</summary>
    public QuantityInterval? IntervalOf(int figure, KnownAt known, int depth = 0)
    {
        ref var entry = ref state.Figures[figure];
        var quantity = state.Quantities[entry.Quantity];
        if (quantity.Class != PhraseClass.HalfOf) return policy.Convert(quantity);
        var whole = state.FindFigure(entry.Source, System.Text.Encoding.UTF8.GetBytes(quantity.Of!), known);
        return whole == LedgerState.None || depth >= HalvesOfHalves
            ? null
            : IntervalOf(whole, known, depth + 1) is { } interval ? policy.Convert(quantity, interval) : null;
    }

    /// <summary>Known facts in the order of their windows; with a day, only the stretch of windows around it.</summary>
    private List<int> Known(int series, Cut cut, int? around = null)
    {
        var known = cut.Known;
        var facts = new List<int>();
        if (state.LongSeries.TryGetValue(series, out var postings))
        {
            var all = postings.Facts;
            var (first, last) = around is { } day ? Stretch(all, day) : (0, all.Length);
            for (var i = first; i < last; i++) Take(all[i]);
            return facts;
        }

        for (var at = state.Series[series].FirstFact; at != LedgerState.None; at = state.Figures[at].NextInSeries) Take(at);
        facts.Sort(state.WindowOrder);
        return facts;

        void Take(int figure)
        {
            ref var entry = ref state.Figures[figure];
            if (entry.Stance == Stance.Conditional || (entry.Stance == Stance.Expected && state.Series[series].Modality != Modality.Planned)) return;
            if (entry.Begin <= cut.On.Number && state.IsKnown(in entry, figure, known)) facts.Add(figure);
        }
    }

    /// <summary>
    /// The facts from which overlaps may reach a day, as a range: to the right until no window begins by the end of what overlaps.
    /// </summary>
    private (int First, int Last) Stretch(ReadOnlySpan<int> facts, int day)
    {
        // Windows are short against the whole of a long series, so a walk over the begins is bounded by the overlaps.
        var from = 0;
        var reach = int.MinValue;
        for (var i = 0; i < facts.Length; i++)
        {
            ref var fact = ref state.Figures[facts[i]];
            if (fact.Begin > reach)
            {
                if (fact.Begin > day) return (from, i);
                from = i;
            }

            reach = Math.Max(reach, state.Times[fact.Window].End.Number);
        }

        return (from, facts.Length);
    }

    private List<(int From, int Count)> Overlapping(List<int> facts)
    {
        var groups = new List<(int, int)>();
        var start = 0;
        var reach = int.MinValue;
        for (var i = 0; i < facts.Count; i++)
        {
            ref var fact = ref state.Figures[facts[i]];
            if (i > 0 && fact.Begin > reach)
            {
                groups.Add((start, i - start));
                start = i;
            }

            reach = Math.Max(reach, state.Times[fact.Window].End.Number);
        }

        if (facts.Count > 0) groups.Add((start, facts.Count - start));
        return groups;
    }

    private FigureView? View(int series, List<int> facts, Cut cut)
    {
        var known = cut.Known;
        var voices = new FigureVoices(state, this, known).Of(facts);
        if (voices.Count == 0) return null;
        var denials = facts.FindAll(f => state.Figures[f].Stance == Stance.Denied
            && voices.Exists(v => v.Origin != state.Figures[f].Origin));
        var independent = voices.FindAll(v => v.Independent);
        if (independent.Count == 0) independent = voices;
        var (kind, why) = Classify(independent);
        var ratio = Ratio(independent);
        if (denials.Count > 0) why += $"; denied by {string.Join(", ", denials.Select(d => state.Names.Text(state.Figures[d].Origin)).Distinct())}";

        return new FigureView
        {
            Key = state.KeyOf(series),
            From = facts.Min(f => state.Times[state.Figures[f].Window].Begin),
            To = facts.Max(f => state.Times[state.Figures[f].Window].End),
            Class = kind,
            Disputed = kind is FigureClass.Divergent or FigureClass.Contradicted || denials.Count > 0,
            Low = voices.Min(v => v.Interval.Low),
            High = voices.Max(Stated),
            Ratio = ratio,
            Origins = [.. voices.Select(v => v.ToView(state))],
            Denials = [.. denials.Select(state.FigureId)],
            BrokenConstraints = [],
            Why = why,
            Cut = cut,
            Position = cut.At ?? state.Position,
            Policy = policy.Name,
        };
    }

    private static long? Stated(FigureVoices.Voice voice) =>
        voice.Interval.High ?? (voice.Interval.Anchor is { } anchor ? Math.Max(voice.Interval.Low, (long)Math.Ceiling(anchor)) : null);

    private static decimal? Ratio(List<FigureVoices.Voice> voices)
    {
        var anchors = voices.Where(v => v.Interval.Anchor is not null).Select(v => v.Interval.Anchor!.Value).ToList();
        return anchors.Count < 2 || anchors.Min() <= 0 ? null : anchors.Max() / anchors.Min();
    }

    private (FigureClass, string) Classify(List<FigureVoices.Voice> voices)
    {
        if (voices.Count == 1) return (FigureClass.Single, "one origin only");
        FigureVoices.Voice? divergentLeft = null, divergentRight = null;
        for (var i = 0; i < voices.Count; i++)
            for (var j = i + 1; j < voices.Count; j++)
            {
                var (left, right) = (voices[i].Interval, voices[j].Interval);
                if (!left.Overlaps(right))
                    return (FigureClass.Contradicted, $"{Said(voices[i])} and {Said(voices[j])} do not overlap");
                if (divergentLeft is null && left.OverlapIsThroughOpenEnd(right) && Ratio([voices[i], voices[j]]) > policy.Tolerance)
                    (divergentLeft, divergentRight) = (voices[i], voices[j]);
            }

        if (divergentLeft is null) return (FigureClass.Agreed, $"the intervals of {voices.Count} origins overlap");
        var ratio = Ratio([divergentLeft, divergentRight!])!.Value;
        return (FigureClass.Divergent, string.Create(
            CultureInfo.InvariantCulture,
            $"{Said(divergentLeft)} and {Said(divergentRight!)} overlap only through an open end; ratio {ratio:0.00} is over the tolerance {policy.Tolerance:0.00}"));
    }

    private string Said(FigureVoices.Voice voice) => $"{state.Names.Text(voice.Origin)} ({voice.Phrase})";
}
