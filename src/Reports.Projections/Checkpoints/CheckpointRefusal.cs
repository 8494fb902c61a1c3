namespace Reports.Projections.Checkpoints;

/// <summary>Why a checkpoint cannot be used.</summary>
public enum CheckpointProblem
{
    /// <summary>There is none.</summary>
    Missing,

    /// <summary>Not a checkpoint at all.</summary>
    Foreign,

    /// <summary>A checkpoint of another log, or of one that has changed since.</summary>
    OtherLog,

    /// <summary>A later version of the format.</summary>
    Newer,

    /// <summary>Other code wrote it: it may have read the same events otherwise, or laid the numbers out otherwise.</summary>
    OtherCode,

    /// <summary>What is there is not what was written.</summary>
    Damaged,

    /// <summary>It is there and cannot be read.</summary>
    Unreadable,
}

/// <summary>Why a checkpoint is not used. Views are rebuilt from the log then: a checkpoint is never the only copy of anything.</summary>
/// <param name="Problem">What kind of reason.</param>
/// <param name="Reason">A sentence's end for a person: "the section Controls is damaged".</param>
public sealed record CheckpointRefusal(CheckpointProblem Problem, string Reason);
