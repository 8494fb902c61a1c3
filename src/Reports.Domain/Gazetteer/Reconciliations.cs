using System.Collections.Immutable;

namespace Reports.Domain.Gazetteer;

/// <summary>
/// How recorded ids read after a number of merges and splits, each applied to what the ones before it left; a merge that was undone
/// is left out as though it had never been. Immutable and thread safe.
/// </summary>
public sealed class Reconciliations
{
    public static readonly Reconciliations None = new([], []);

    private readonly ImmutableArray<Reconciliation> _standing;
    private readonly Dictionary<Reconciliation, HashSet<string>> _moved;

    private Reconciliations(ImmutableArray<Reconciliation> all, ImmutableArray<Reconciliation> standing)
    {
        (All, _standing) = (all, standing);
        _moved = new Dictionary<Reconciliation, HashSet<string>>(ReferenceEqualityComparer.Instance);
        foreach (var split in standing.Where(r => r.Form == ReconciliationForm.Split)) _moved[split] = split.Facts.ToHashSet(StringComparer.Ordinal);
        MovedFacts = standing.SelectMany(r => r.Facts).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>In the order in which they were recorded.</summary>
    public ImmutableArray<Reconciliation> All { get; }

    /// <summary>The facts that some split moves, as <c>source/fact</c>: all others read by their ids alone.</summary>
    public IReadOnlySet<string> MovedFacts { get; }

    public bool IsEmpty => _standing.IsEmpty;

    public Reconciliations With(Reconciliation next)
    {
        if (next.Form != ReconciliationForm.Unmerge) return new Reconciliations(All.Add(next), _standing.Add(next));
        var undone = _standing.LastOrDefault(r => Undoes(next, r));
        return new Reconciliations(All.Add(next), undone is null ? _standing : _standing.Remove(undone));
    }

    /// <summary>What an id reads as.</summary>
    /// <param name="kind">What the id names.</param>
    /// <param name="id">As it was recorded.</param>
    /// <param name="fact">The fact that names it, as <c>source/fact</c>; null for what is not in a fact.</param>
    public string Read(ReconciledKind kind, string id, string? fact = null)
    {
        foreach (var reconciliation in _standing)
            if (reconciliation.Kind == kind && reconciliation.Id == id
                && (reconciliation.Form == ReconciliationForm.Merge || (fact is not null && _moved[reconciliation].Contains(fact))))
                id = reconciliation.Into;
        return id;
    }

    /// <summary>True when an id was merged into another one.</summary>
    public bool IsMerged(ReconciledKind kind, string id) => Read(kind, id) != id;

    /// <summary>True when the last of the standing merges of an id went straight into another one.</summary>
    public bool IsMergedInto(ReconciledKind kind, string id, string into) =>
        _standing.Any(r => Undoes(new Reconciliation(kind, ReconciliationForm.Unmerge, into, id, []), r));

    /// <summary>Every id whose facts ever read as said of an id, or the other way round; the id first.</summary>
    public IReadOnlyList<string> Related(ReconciledKind kind, string id)
    {
        var related = new List<string> { id };
        for (var i = 0; i < related.Count; i++)
            foreach (var reconciliation in All)
            {
                if (reconciliation.Kind != kind) continue;
                if (reconciliation.Id == related[i] && !related.Contains(reconciliation.Into)) related.Add(reconciliation.Into);
                if (reconciliation.Into == related[i] && !related.Contains(reconciliation.Id)) related.Add(reconciliation.Id);
            }

        return related;
    }

    private static bool Undoes(Reconciliation unmerge, Reconciliation merge) =>
        merge.Form == ReconciliationForm.Merge && merge.Kind == unmerge.Kind && merge.Id == unmerge.Into && merge.Into == unmerge.Id;
}
