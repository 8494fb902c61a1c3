using Reports.Domain.Events;
using Reports.Projections.Symbols;

namespace Reports.Projections.Ledger;

/// <summary>Grades: the one that a fact's coder gave, and those that analysts gave it since.</summary>
internal sealed partial class LedgerState
{
    public ChunkedList<RegradeEntry> Regrades { get; }

    /// <summary>By fact: the last of its <see cref="Regrades"/>.</summary>
    public Dictionary<int, int> LastRegrade { get; }

    /// <summary>What the fact that is being applied replaces; none while it is reported for the first time.</summary>
    private FactRef _replaced = FactRef.None;

    public void FactRegraded(in EventHead head, ReadOnlySpan<byte> key, byte grade)
    {
        Advance(head);
        var source = CurrentSource(head);
        var fact = FindStanding(source, key);
        if (fact.IsNone)
            throw new InvalidLedgerException(
                head.Position, $"grades the fact '{SourceIds.Text(Sources[source].Id)}/{System.Text.Encoding.UTF8.GetString(key)}', which does not stand");
        AddRegrade(fact, head.Position, head.Position, grade);
        Touch(fact);
    }

    /// <summary>The grade of a fact as of a position, as <c>Grade</c> stores it; 0 for none.</summary>
    public byte GradeOf(FactRef fact, long at) => RegradeOf(fact, at) is { } regrade ? (byte)regrade.Grade : OwnGrade(fact);

    /// <summary>The grade that an analyst gave last by a position; null while the coder's own counts.</summary>
    public RegradeEntry? RegradeOf(FactRef fact, long at)
    {
        // Most facts are never graded again.
        if ((Marks(fact) & FactMarks.Regraded) == FactMarks.None) return null;
        foreach (var regrade in RegradesOf(fact))
            if (regrade.From <= at)
                return regrade;
        return null;
    }

    /// <summary>Every grade that analysts gave a fact, the latest first.</summary>
    public IEnumerable<RegradeEntry> RegradesOf(FactRef fact)
    {
        if ((Marks(fact) & FactMarks.Regraded) == FactMarks.None) yield break;
        for (var at = LastRegrade[fact.Value]; at != None; at = Regrades[at].Previous) yield return Regrades[at];
    }

    /// <summary>
    /// A correction keeps what an analyst said of the grade, unless the coder's own grade is another one now: that is a later word
    /// about the same thing.
    /// </summary>
    private void KeepGrade(FactRef before, FactRef after)
    {
        if ((Marks(before) & FactMarks.Regraded) == FactMarks.None || OwnGrade(before) != OwnGrade(after)) return;
        var last = Regrades[LastRegrade[before.Value]];
        AddRegrade(after, PositionOf(after), last.Position, last.Grade);
    }

    private void AddRegrade(FactRef fact, long from, long position, int grade)
    {
        var previous = LastRegrade.GetValueOrDefault(fact.Value, None);
        LastRegrade[fact.Value] = Regrades.Add(new RegradeEntry(from, position, previous, grade));
        Marks(fact) |= FactMarks.Regraded;
        Changed(fact);
    }

    private byte OwnGrade(FactRef fact) => fact.Kind switch
    {
        FactKind.Control => Controls[fact.Index].Grade,
        FactKind.Figure => Figures[fact.Index].Grade,
        _ => Incidents[fact.Index].Grade,
    };
}
