using Reports.Projections.Evidence;
using Reports.Projections.Figures;
using Reports.Projections.Ledger;

namespace Reports.Projections;

/// <summary>Which events a view follows from.</summary>
public sealed partial class Views
{
    /// <summary>Positions of everything recorded by the cut that bears on the status of a place, with the headers of the sources.</summary>
    public IReadOnlyList<long> BearingOn(string place, Cut cut) => Read(() =>
    {
        var bearing = new Bearing(_state, Pin(cut).At!.Value);
        bearing.Add(place, Pin(cut));
        return bearing.Positions;
    });

    /// <summary>Likewise for figures that these views gave, all at one cut.</summary>
    public IReadOnlyList<long> BearingOn(IReadOnlyList<FigureView> figures) => Read(() =>
    {
        var bearing = new Bearing(_state, figures.Count == 0 ? 0 : figures[0].Position);
        foreach (var figure in figures) bearing.Add(figure);
        return bearing.Positions;
    });

    /// <summary>Positions of every header of some sources, and of every definition of some places, actors and outlets and of what is around them.</summary>
    public IReadOnlyList<long> DefinitionsOf(IEnumerable<string> sources, IEnumerable<string> names, long at) => Read(() =>
    {
        var bearing = new Bearing(_state, at);
        foreach (var source in sources) bearing.AddSource(source);
        bearing.AddDefinitions(names);
        return bearing.Positions;
    });

    /// <summary>Takes note that a log goes on to a position with nothing that these views are asked about.</summary>
    /// <param name="position">At least the position of the last event applied.</param>
    public void Pass(long position)
    {
        _gate.EnterWriteLock();
        try
        {
            _state.Pass(position);
        }
        finally
        {
            _gate.ExitWriteLock();
        }
    }
}
