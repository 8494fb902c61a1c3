namespace Reports.Service.Replaying;

/// <summary>What a server knows of its replays. Kept in memory: a server that was started again knows of none.</summary>
/// <param name="Running">The one under way; null where none is.</param>
/// <param name="Last">How the last one ended that was not cancelled; null before the first.</param>
/// <param name="Cancelled">When one was cancelled after <paramref name="Last"/>; null where none was.</param>
public sealed record ReplayState(ReplayUnderWay? Running, ReplayOutcome? Last, DateTimeOffset? Cancelled);
