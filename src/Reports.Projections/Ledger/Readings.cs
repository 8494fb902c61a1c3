using Reports.Domain.Gazetteer;
using Reports.Domain.Policies;
using Reports.Projections.ControlStatus;

namespace Reports.Projections.Ledger;

/// <summary>
/// How the facts of a ledger read at any position: as they were recorded, until the first merge or split of the gazetteer; from
/// there on as that says. A ledger without merges has one reading. Reads are thread safe; <see cref="Follow"/> runs alone.
/// </summary>
internal sealed class Readings(LedgerState recorded)
{
    /// <summary>Each further reading costs about the memory of the facts: the newest is kept, and those asked for last.</summary>
    private const int ReadingsKept = 2;

    private readonly Lock _gate = new();
    private readonly List<(int Version, Reading Reading)> _read = [];

    /// <summary>The facts as they were recorded.</summary>
    public Reading Recorded { get; } = new(recorded);

    /// <summary>The reading at a cut.</summary>
    public Reading At(Cut cut) => At(cut.At ?? recorded.Position);

    public Reading At(long position)
    {
        var version = recorded.Gazetteer.ReadingAt(position);
        return version == 0 ? Recorded : Of(version);
    }

    /// <summary>The reading at the head.</summary>
    public Reading Now => At(recorded.Position);

    /// <summary>The merges and splits at a position.</summary>
    public Reconciliations ReconciliationsAt(long position)
    {
        var version = recorded.Gazetteer.ReadingAt(position);
        return version == 0 ? Reconciliations.None : recorded.Gazetteer.Reconciliations[version - 1].Reconciliations;
    }

    /// <summary>The status of a place at a cut: of one that was merged into another one by then, that one's.</summary>
    public ControlStatusView Status(string place, Cut cut, Policy policy)
    {
        var reconciliations = ReconciliationsAt(cut.At ?? recorded.Position);
        return At(cut).Control(policy).Resolve(reconciliations.IsEmpty ? place : reconciliations.Read(ReconciledKind.Place, place), cut);
    }

    /// <summary>The position of the last merge or split by a position; 0 before the first.</summary>
    public long LastReconciledBy(long position) => recorded.Gazetteer.ReadingAt(position) is var version && version == 0
        ? 0 : recorded.Gazetteer.Reconciliations[version - 1].Position;

    /// <summary>What a fact named when it was recorded, where it reads otherwise at a cut; null where it reads as it was recorded.</summary>
    public RecordedNames? RecordedAs(FactRef fact, Cut cut)
    {
        var read = At(cut).State;
        if (read == recorded) return null;
        string? Other(int was, int @is) => was == @is ? null : recorded.Names.Text(was);
        var origin = Other(recorded.OriginOf(fact), read.OriginOf(fact));
        var names = fact.Kind switch
        {
            FactKind.Control => new RecordedNames(
                Other(recorded.Controls[fact.Index].Place, read.Controls[fact.Index].Place), Other(recorded.Controls[fact.Index].Actor, read.Controls[fact.Index].Actor), origin),
            FactKind.Figure => new RecordedNames(
                Other(recorded.Series[recorded.Figures[fact.Index].Series].About, read.Series[read.Figures[fact.Index].Series].About), null, origin),
            _ => new RecordedNames(null, null, origin),
        };
        return names == RecordedNames.Same ? null : names;
    }

    /// <summary>Brings every reading that is kept to the head. Must run after a write and before a read.</summary>
    public void Follow()
    {
        foreach (var (_, reading) in _read) reading.State.Follow();
    }

    private Reading Of(int version)
    {
        lock (_gate)
        {
            var at = _read.FindIndex(r => r.Version == version);
            if (at >= 0)
            {
                var found = _read[at];
                _read.RemoveAt(at);
                _read.Add(found);
                return found.Reading;
            }

            if (_read.Count >= ReadingsKept) _read.RemoveAt(0);
            var reading = new Reading(recorded.ReadBy(recorded.Gazetteer.Reconciliations[version - 1].Reconciliations));
            _read.Add((version, reading));
            return reading;
        }
    }
}
