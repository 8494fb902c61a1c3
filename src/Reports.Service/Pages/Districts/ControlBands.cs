using Reports.Domain.Facts;
using Reports.Domain.Gazetteer;
using Reports.Domain.Time;
using Reports.Projections.ControlStatus;
using Reports.Projections.History;
using Reports.Projections.Incidents;
using Reports.Service.Output;

namespace Reports.Service.Pages.Districts;

/// <summary>
/// Who said what of a place, and when, as bands along one line of time: one for the status that follows, one for each origin, one for
/// incidents, one for figures. However many facts there are, only so many bars are drawn.
/// </summary>
public sealed class ControlBands
{
    private const int MostBands = 24;
    private const int MostBars = 240;

    private readonly List<Band> _bands = [];

    private ControlBands(Day on) => On = on;

    public IReadOnlyList<Band> Bands => _bands;

    /// <summary>The date that is asked about.</summary>
    public Day On { get; }

    /// <summary>Facts that are in no bar.</summary>
    public int Left { get; private set; }

    /// <param name="statements">Of the place; ended ones are left out.</param>
    /// <param name="history">The status along its valid time; null where it takes too long to follow.</param>
    /// <param name="incidents">Of the place.</param>
    /// <param name="figures">About the place or its incidents.</param>
    /// <param name="on">The date that is asked about.</param>
    /// <param name="names">The gazetteer.</param>
    internal static ControlBands Of(
        IReadOnlyList<ControlStatement> statements, IReadOnlyList<HistoryEntry<ControlStatusView>>? history, IReadOnlyList<IncidentView> incidents,
        IReadOnlyList<Projections.Figures.FigureView> figures, Day on, GazetteerTree names)
    {
        var bands = new ControlBands(on);
        if (history is { Count: > 0 }) bands._bands.Add(new Band("Status", BandKind.Status, [.. Status(history, on, names)]));
        var current = statements.Where(s => s.IsCurrent).ToList();
        var origins = current.GroupBy(s => s.Origin, StringComparer.Ordinal)
            .Select(g => (Origin: g.Key, Bars: Merge([.. g], names), Facts: g.Count())).OrderByDescending(o => o.Bars.Max(b => b.From))
            .ThenBy(o => o.Origin, StringComparer.Ordinal).ToList();
        var room = MostBars;
        var drawn = new List<Band>();
        foreach (var (origin, bars, _) in origins.Take(MostBands))
        {
            var latest = bars.OrderByDescending(b => b.From).Take(Math.Max(1, Math.Min(room, MostBars / Math.Min(origins.Count, MostBands)))).OrderBy(b => b.From).ToList();
            room -= latest.Count;
            drawn.Add(new Band(names.SpeakerName(origin), BandKind.Origin, latest));
        }

        bands.Left = current.Count - drawn.Sum(b => b.Bars.Sum(x => x.Facts));
        bands._bands.AddRange(drawn.OrderBy(b => b.Bars[0].From).ThenBy(b => b.Name, StringComparer.Ordinal));
        if (incidents.Count > 0) bands._bands.Add(new Band("Incidents", BandKind.Incident, [.. incidents.Select(Incident).OrderBy(b => b.From)]));
        if (figures.Count > 0) bands._bands.Add(new Band("Figures", BandKind.Figure, [.. figures.Select(f => Figure(f)).OrderBy(b => b.From)]));
        return bands;
    }

    private static IEnumerable<Bar> Status(IReadOnlyList<HistoryEntry<ControlStatusView>> history, Day on, GazetteerTree names)
    {
        for (var i = 0; i < history.Count; i++)
        {
            if (history[i].View is not { Status: not StatusKind.Unknown } view) continue;
            var end = i + 1 < history.Count ? history[i + 1].Cut.On.PlusDays(-1) : on;
            var parties = Sentences.Parties(view, names);
            yield return new Bar(history[i].Cut.On, end, $"{ViewJson.Word(view.Status)}{(parties.Length > 0 ? $": {parties}" : "")}{(view.Stale ? ", stale" : "")}", [.. view.Parties], 0)
            {
                IsPale = view.Stale,
                IsMarked = view.Status is StatusKind.Disputed or StatusKind.Contested,
            };
        }
    }

    /// <summary>Bars of one origin: what it says again of days that touch is one bar.</summary>
    private static List<Bar> Merge(List<ControlStatement> statements, GazetteerTree names)
    {
        var bars = new List<Bar>();
        foreach (var same in statements.GroupBy(s => (s.Actor, s.Relation, s.Extent, s.Stance)))
        {
            Bar? last = null;
            foreach (var statement in same.OrderBy(s => Begin(s.On)).ThenBy(s => s.Position))
            {
                var bar = Said(statement, names);
                if (last is not null && bar.From.Number <= (long)last.To.Number + 1)
                {
                    last = last with { To = bar.To > last.To ? bar.To : last.To, IsOpen = last.IsOpen || bar.IsOpen, Facts = last.Facts + 1, Published = bar.Published > last.Published ? bar.Published : last.Published };
                    bars[^1] = last;
                    continue;
                }

                bars.Add(last = bar);
            }
        }

        return bars;
    }

    private static Bar Said(ControlStatement statement, GazetteerTree names)
    {
        var says = $"{names.NameOf(statement.Actor)} {Relations.Vocabulary.Word(statement.Relation)}{(statement.Extent == Extent.Unstated ? "" : $" {Extents.Vocabulary.Word(statement.Extent)}")}{(statement.Stance == Stance.Asserted ? "" : $", {Stances.Vocabulary.Word(statement.Stance)}")}";
        var end = statement.On.End;
        return new Bar(Begin(statement.On), end.IsUnbounded ? Begin(statement.On) : end, says, [statement.Actor], 1)
        {
            IsOpen = end.IsUnbounded,
            IsPale = statement.Stance is Stance.Expected or Stance.Conditional,
            IsHollow = statement.Stance == Stance.Denied || statement.Relation == Relation.Left,
            Published = statement.Published,
            Fact = statement.Fact,
        };
    }

    private static Bar Incident(IncidentView incident)
    {
        var times = incident.Statements.Select(s => ValidTime.Parse(s.On)).ToList();
        return new Bar(times.Min(Begin), times.Max(t => t.End.IsUnbounded ? Begin(t) : t.End), $"{IncidentKinds.Vocabulary.Word(incident.Kind)}{(incident.Denied ? ", denied" : "")}", [], incident.Statements.Length) { Incident = incident.Id };
    }

    private static Bar Figure(Projections.Figures.FigureView figure)
    {
        var from = figure.From.IsUnbounded ? figure.To : figure.From;
        var says = $"{Sentences.Spread(figure)} {Measures.Vocabulary.Word(figure.Key.Measure).Replace('-', ' ')}{(figure.Disputed ? ", disputed" : "")}";
        return new Bar(from, figure.To.IsUnbounded ? from : figure.To, says, [], figure.Origins.Sum(o => o.Facts.Length)) { IsOpen = figure.To.IsUnbounded, IsMarked = figure.Disputed, Figure = figure.Key.ToString() };
    }

    private static Day Begin(ValidTime on) => !on.Begin.IsUnbounded ? on.Begin : !on.End.IsUnbounded ? on.End : new Day(0);
}

/// <summary>What a band tells.</summary>
public enum BandKind
{
    Status,
    Origin,
    Incident,
    Figure,
}

/// <summary>One line of the picture.</summary>
public sealed record Band(string Name, BandKind Kind, IReadOnlyList<Bar> Bars);

/// <summary>Something that held from one day to another.</summary>
/// <param name="From">The first day.</param>
/// <param name="To">The last day.</param>
/// <param name="Says">In words.</param>
/// <param name="Parties">Whose colours it has.</param>
/// <param name="Facts">How many facts say so.</param>
public sealed record Bar(Day From, Day To, string Says, IReadOnlyList<string> Parties, int Facts)
{
    /// <summary>No end was stated.</summary>
    public bool IsOpen { get; init; }

    public bool IsPale { get; init; }

    public bool IsHollow { get; init; }

    public bool IsMarked { get; init; }

    /// <summary>When it was published, the last time; null for what follows from several sources.</summary>
    public Day? Published { get; init; }

    /// <summary>The first fact that says so.</summary>
    public string? Fact { get; init; }

    public string? Incident { get; init; }

    public string? Figure { get; init; }
}
