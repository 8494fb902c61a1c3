namespace Reports.Service.Replaying;

/// <summary>How a replay ended.</summary>
/// <param name="Ended">When.</param>
/// <param name="Report">What it found; null where it failed.</param>
/// <param name="Failure">Why it could not be made; null where it was.</param>
public sealed record ReplayOutcome(DateTimeOffset Ended, ReplayReport? Report, Exception? Failure);
