namespace Reports.Projections.Explaining;

/// <summary>What an event of the log is to a view.</summary>
public enum StepKind
{
    /// <summary>A source reports a fact.</summary>
    Reported,

    /// <summary>A fact is corrected: the event has the fact as it reads from now on.</summary>
    Corrected,

    /// <summary>A fact is retracted.</summary>
    Retracted,

    /// <summary>An analyst grades a fact otherwise.</summary>
    Regraded,

    /// <summary>A source is withdrawn.</summary>
    Withdrawn,

    /// <summary>A place or an actor is defined anew: what was recorded reads differently from here on.</summary>
    Defined,

    /// <summary>A place or an actor is merged into another one: what was recorded of it reads as said of that one from here on.</summary>
    Merged,

    /// <summary>A place or an actor is split: some of what read as said of it reads as said of another one from here on.</summary>
    Split,
}

/// <summary>What the answer would be without a fact, a source or an origin.</summary>
/// <param name="Kind">fact, source or origin.</param>
/// <param name="Id">Its id.</param>
/// <param name="View">The view without it; null when nothing would be left.</param>
public sealed record Alternative<T>(string Kind, string Id, T? View)
    where T : class;
