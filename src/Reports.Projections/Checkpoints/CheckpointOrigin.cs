namespace Reports.Projections.Checkpoints;

/// <summary>Which log a checkpoint was made from, and how far. Written with the checkpoint, compared with the log on opening.</summary>
/// <param name="Position">The position of the last event in it; 0 for an empty log.</param>
/// <param name="Log">A digest of events of the log up to the position, as whoever owns the log makes it.</param>
/// <param name="Decoder">The version of the code that decoded the events: other code may read the same bytes otherwise.</param>
public readonly record struct CheckpointOrigin(long Position, ulong Log, Guid Decoder);
