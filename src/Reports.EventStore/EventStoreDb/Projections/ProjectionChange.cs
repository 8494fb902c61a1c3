namespace Reports.EventStore.EventStoreDb.Projections;

/// <summary>What a projection needs, or needed.</summary>
public enum ProjectionChange
{
    None,

    /// <summary>It was stopped or had faulted.</summary>
    Enabled,

    /// <summary>Its query was another one. It went on from the checkpoint of that.</summary>
    Updated,

    Created,
}

/// <summary>A projection as an installation left it, or found it where nothing was to be changed.</summary>
/// <param name="Name">Its name on the server.</param>
/// <param name="Change">What was done; on a trial, what would be.</param>
/// <param name="Status">The server's word for its state; null where it had none yet, and on a trial of what is not there.</param>
/// <param name="Problem">Why it does not run; null when it does, or starts.</param>
public sealed record ProjectionOutcome(string Name, ProjectionChange Change, string? Status, string? Problem);
