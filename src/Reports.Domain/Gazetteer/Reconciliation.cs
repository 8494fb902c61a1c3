using System.Collections.Immutable;

namespace Reports.Domain.Gazetteer;

/// <summary>What a reconciliation is about.</summary>
public enum ReconciledKind
{
    Place,
    Actor,
}

/// <summary>What a reconciliation does.</summary>
public enum ReconciliationForm
{
    /// <summary>What was recorded of one id reads as said of another one.</summary>
    Merge,

    /// <summary>Some facts that read as said of one id read as said of another one.</summary>
    Split,

    /// <summary>A merge is undone: what it moved reads as it was recorded.</summary>
    Unmerge,
}

/// <summary>
/// An analyst finds that two ids of the gazetteer mean the same, or that one id meant two. What was recorded stays; from here on it
/// reads otherwise.
/// </summary>
/// <param name="Kind">What the ids name.</param>
/// <param name="Form">What is done.</param>
/// <param name="Id">The id that is merged into the other one, or that is split.</param>
/// <param name="Into">The id that facts read as from here on.</param>
/// <param name="Facts">The facts that a split moves, as <c>source/fact</c>; empty for the other forms.</param>
public sealed record Reconciliation(ReconciledKind Kind, ReconciliationForm Form, string Id, string Into, ImmutableArray<string> Facts)
{
    /// <summary>The most facts that one split moves.</summary>
    public const int MaxFacts = 10_000;

    public static Reconciliation Merge(ReconciledKind kind, string id, string into) => new(kind, ReconciliationForm.Merge, id, into, []);

    /// <summary>Without facts it undoes the merge of <paramref name="into"/> into <paramref name="id"/>.</summary>
    public static Reconciliation Split(ReconciledKind kind, string id, string into, ImmutableArray<string> facts) =>
        new(kind, facts.IsDefaultOrEmpty ? ReconciliationForm.Unmerge : ReconciliationForm.Split, id, into, facts.IsDefault ? [] : facts);
}
