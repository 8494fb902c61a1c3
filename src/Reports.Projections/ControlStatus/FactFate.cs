using Reports.Projections.Ledger;

namespace Reports.Projections.ControlStatus;

/// <summary>What became of a control fact at a cut (DOMAIN.md, control rules 1 to 3).</summary>
public enum FateKind
{
    /// <summary>It stands, and the status follows from it and its like.</summary>
    Stands,

    /// <summary>A siege that stands: a layer beside control.</summary>
    Layer,

    /// <summary>Expected or conditional: beside the status, never in it.</summary>
    Beside,

    /// <summary>Rule 1: recorded after the cut.</summary>
    NotRecorded,

    /// <summary>Rule 1: published after the cut.</summary>
    NotPublished,

    /// <summary>Rule 1: it begins after the date asked for.</summary>
    NotBegun,

    /// <summary>Rule 1: corrected, retracted or withdrawn at the cut.</summary>
    TakenOut,

    /// <summary>Left out by whoever asks what the answer would be without it.</summary>
    LeftOut,

    /// <summary>Rule 2: the same origin said something later of the same place.</summary>
    Replaced,

    /// <summary>Rule 2: the same origin denies it since.</summary>
    TakenBack,

    /// <summary>Rule 3: a change ended what it says.</summary>
    Ended,

    /// <summary>A denial that a later change, or its own origin's later word, made void.</summary>
    Answered,

    /// <summary>A siege of which its source says that it has ended.</summary>
    Past,

    /// <summary>A siege or an expectation that is older than the staleness bound.</summary>
    TooOld,
}

/// <param name="Kind">What became of it.</param>
/// <param name="By">The fact that did it; none where no other fact did.</param>
internal readonly record struct FactFate(FateKind Kind, int By = LedgerState.None);
