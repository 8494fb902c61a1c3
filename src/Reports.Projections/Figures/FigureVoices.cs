using Reports.Domain.Facts;
using Reports.Domain.Quantities;
using Reports.Domain.Time;
using Reports.Projections.Ledger;

namespace Reports.Projections.Figures;

/// <summary>
/// What each origin says of one figure: its current quantity and its revisions. Within one origin the later published figure
/// revises the earlier one; a looser number beside a tighter one of the same day, or a declared rounding, is the same voice.
/// </summary>
internal sealed class FigureVoices(LedgerState state, FigureResolver resolver, KnownAt known)
{
    internal sealed record Voice(
        int Origin, bool Independent, string Phrase, QuantityInterval Interval, List<int> Current, List<Said> Earlier, int FirstPublished)
    {
        public OriginFigure ToView(LedgerState state) => new()
        {
            Origin = state.Names.Text(Origin),
            Quantity = Phrase,
            Low = Interval.Low,
            High = Interval.High,
            Anchor = Interval.Anchor,
            Published = new Day(Current.Min(f => state.Figures[f].Published)),
            Facts = [.. Current.Select(state.FigureId)],
            Revisions =
            [
                .. Earlier.Select(s => new FigureRevision(
                    state.Quantities[state.Figures[s.Fact].Quantity].ToString(), new Day(state.Figures[s.Fact].Published), state.FigureId(s.Fact), s.Interval)),
            ],
            Independent = Independent,
        };
    }

    internal readonly record struct Said(int Fact, QuantityInterval Interval);

    public List<Voice> Of(List<int> facts)
    {
        var voices = new List<Voice>();
        foreach (var group in facts.GroupBy(f => state.Figures[f].Origin))
            if (VoiceOf(group.Key, [.. group]) is { } voice)
                voices.Add(voice);
        voices.Sort((x, y) => x.FirstPublished != y.FirstPublished
            ? x.FirstPublished.CompareTo(y.FirstPublished)
            : state.Names[x.Origin].SequenceCompareTo(state.Names[y.Origin]));
        return voices;
    }

    private Voice? VoiceOf(int origin, List<int> facts)
    {
        facts.Sort(ByPublication);
        var history = new List<List<Said>>();
        var isRetracted = false;
        foreach (var fact in facts)
        {
            ref var entry = ref state.Figures[fact];
            if (entry.Stance == Stance.Denied)
            {
                // An origin that denies what it said has no current figure until it names one again.
                isRetracted = history.Count > 0;
                continue;
            }

            if (resolver.IntervalOf(fact, known) is not { } interval) continue;
            isRetracted = false;
            var said = new Said(fact, interval);
            if (history.Count > 0 && IsSameWord(history[^1], said)) history[^1].Add(said);
            else history.Add([said]);
        }

        if (history.Count == 0 || isRetracted) return null;
        var current = history[^1];
        var tightest = current.Aggregate((best, next) => IsTighter(next.Interval, best.Interval) ? next : best);
        return new Voice(
            origin,
            facts.Exists(f => (state.Figures[f].Marks & FactMarks.AttributionLost) == FactMarks.None),
            state.Quantities[state.Figures[tightest.Fact].Quantity].ToString(),
            tightest.Interval,
            [.. current.Select(s => s.Fact)],
            [.. history.SkipLast(1).SelectMany(h => h)],
            state.Figures[facts[0]].Published);
    }

    private bool IsSameWord(List<Said> current, Said next)
    {
        foreach (var said in current)
        {
            if (said.Interval == next.Interval) return true;
            if (IsRoundingOf(next.Fact, said.Fact) || IsRoundingOf(said.Fact, next.Fact)) return true;
            if (state.Figures[said.Fact].Published == state.Figures[next.Fact].Published
                && (said.Interval.Contains(next.Interval) || next.Interval.Contains(said.Interval)))
                return true;
        }

        return false;
    }

    private bool IsRoundingOf(int rounding, int fact) =>
        state.Rounds.TryGetValue(rounding, out var key)
        && state.Figures[rounding].Source == state.Figures[fact].Source
        && state.Keys.Get(key).SequenceEqual(state.Keys.Get(state.Figures[fact].Key));

    private static bool IsTighter(QuantityInterval left, QuantityInterval right) => left != right && right.Contains(left);

    private int ByPublication(int x, int y)
    {
        ref var left = ref state.Figures[x];
        ref var right = ref state.Figures[y];
        if (left.Published != right.Published) return left.Published.CompareTo(right.Published);
        // On one day a cumulative count that reaches further is the later word.
        var byEnd = state.Times[left.Window].End.CompareTo(state.Times[right.Window].End);
        return byEnd != 0 ? byEnd : state.WindowOrder.Compare(x, y);
    }
}
