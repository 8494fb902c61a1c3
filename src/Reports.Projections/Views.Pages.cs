using Reports.Domain.Policies;
using Reports.Projections.ControlStatus;
using Reports.Projections.Figures;
using Reports.Projections.Incidents;
using Reports.Projections.Ledger;

namespace Reports.Projections;

/// <summary>
/// All that a cut has, some at a time, for what is too much to be in memory at once. The order follows from the log alone. Each page is
/// read by itself; the cut names a position, so that what is recorded meanwhile is in none.
/// </summary>
public sealed partial class Views
{
    /// <summary>As <see cref="Statuses"/>, and in its order.</summary>
    public IEnumerable<IReadOnlyList<ControlStatusView>> StatusPages(Cut cut, Policy policy, int size)
    {
        var pinned = Read(() => Pin(cut));
        var places = Read(() => _readings.At(pinned).State.Places.Keys.Select(_state.Names.Text).Order(StringComparer.Ordinal).ToList());
        return Pages<ControlStatusView>(places.Count, size, at => _readings.Status(places[at], pinned, policy) is { } view && view.DecidedAt == view.Place ? [view] : []);
    }

    /// <summary>As <see cref="Figures"/>, in the order in which the log first counted them.</summary>
    public IEnumerable<IReadOnlyList<FigureView>> FigurePages(Cut cut, Policy policy, int size)
    {
        var pinned = Read(() => Pin(cut));
        return Pages(Read(() => _readings.At(pinned).State.Series.Count), size, series => ResolveSeries(series, pinned, policy));
    }

    /// <summary>As <see cref="Incidents"/>, in the order in which the log first named them.</summary>
    public IEnumerable<IReadOnlyList<IncidentView>> IncidentPages(Cut cut, int size)
    {
        var pinned = Read(() => Pin(cut));
        return Pages<IncidentView>(
            Read(() => _state.StatementsOf.Count), size,
            name => _state.StatementsOf[name] != LedgerState.None && new IncidentResolver(_readings.At(pinned).State).Resolve(name, pinned) is { } view ? [view] : []);
    }

    /// <summary>
    /// Every source that stands at the cut, in the order in which they were reported, each with the facts that stand.
    /// </summary>
    /// <param name="cut">What is known; its valid date leaves nothing out.</param>
    /// <param name="size">Facts in a page; a source is whole in one.</param>
    public IEnumerable<IReadOnlyList<SourceFacts>> SourcePages(Cut cut, int size)
    {
        var pinned = Read(() => Pin(cut));
        return Pages<SourceFacts>(Read(() => _state.LatestVersion.Count), size, source => StandingAt(source, pinned) is { } facts ? [facts] : [], facts => 1 + facts.Facts.Count);
    }

    private SourceFacts? StandingAt(int source, Cut cut)
    {
        var known = cut.Known;
        var header = Versions(source).FirstOrDefault(v => _state.Sources[v].Position <= known.At, LedgerState.None);
        if (header == LedgerState.None) return null;
        var entry = _state.Sources[header];
        if (entry.Published > known.PublishedBy || (entry.Withdrawn != 0 && entry.Withdrawn <= known.At)) return null;
        var facts = new List<FactView>();
        foreach (var version in Versions(source))
            foreach (var fact in FactsOf(version))
                if (_state.IsKnown(fact, known) && ViewOf(fact, cut) is { } view)
                    facts.Add(view);
        facts.Sort((x, y) => x.Position.CompareTo(y.Position));
        return new SourceFacts(_state.SourceIds.Text(source), entry.Position, facts);
    }

    private IEnumerable<IReadOnlyList<T>> Pages<T>(int count, int size, Func<int, IReadOnlyList<T>> resolve, Func<T, int>? weigh = null)
    {
        for (var at = 0; at < count;)
        {
            var page = new List<T>();
            at = Read(() =>
            {
                var next = at;
                for (var weight = 0; next < count && weight < size; next++)
                {
                    var found = resolve(next);
                    page.AddRange(found);
                    // What is looked at in vain takes its time too: readers must not keep a writer waiting.
                    weight += weigh is null ? 1 + found.Count : 1 + found.Sum(weigh);
                }

                return next;
            });
            if (page.Count > 0) yield return page;
        }
    }
}
