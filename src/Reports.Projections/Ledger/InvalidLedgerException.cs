namespace Reports.Projections.Ledger;

/// <summary>An event that cannot follow the ones before it: the log is damaged, or something other than ingest wrote to it.</summary>
public sealed class InvalidLedgerException(long position, string problem)
    : Exception($"the event at position {position} {problem}")
{
    public long Position { get; } = position;
}
