using Reports.Service.Access;
using Reports.Service.Ingest;

namespace Reports.Service.Pages.Reporting;

/// <summary>What became of a source file that was sent with the form. The key is no part of it: it is never shown again.</summary>
public sealed record ReportOutcome
{
    /// <summary>As it was sent; empty where none was.</summary>
    public string File { get; init; } = "";

    public bool IsDryRun { get; init; } = true;

    /// <summary>What the ledger says; null where nothing was asked of it.</summary>
    public IngestReport? Report { get; init; }

    /// <summary>Why nothing was asked of the ledger; null where the key did.</summary>
    public AccessException? Refused { get; init; }
}
