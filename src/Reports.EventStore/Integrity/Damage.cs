namespace Reports.EventStore.Integrity;

/// <summary>What of a ledger is damaged.</summary>
public enum DamageKind
{
    /// <summary>A page of the ledger's file.</summary>
    Page,

    /// <summary>An event: missing, unreadable, or not what was written.</summary>
    Event,

    /// <summary>The index by stream; the events themselves may be whole.</summary>
    Index,

    /// <summary>A tile beside the ledger; it can be made again.</summary>
    Tile,

    /// <summary>A checkpoint: its signature is wrong, or the ledger is not the one that it speaks of.</summary>
    Checkpoint,

    /// <summary>The record of the signing keys.</summary>
    Key,

    /// <summary>The saved views; they can be made again.</summary>
    Views,
}

/// <summary>One damaged place.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Place">Where: a position, a page, a file.</param>
/// <param name="Problem">What is wrong there.</param>
/// <param name="Position">The first position that it is about, where it is about one.</param>
public sealed record Damage(DamageKind Kind, string Place, string Problem, long? Position = null)
{
    public override string ToString() => $"{Place}: {Problem}";
}
