namespace Reports.EventStore.Embedded;

/// <summary>A read of the ledger in one snapshot, page by page. Not thread safe.</summary>
internal interface ILedgerScan : IDisposable
{
    /// <summary>True when there is nothing more to look at.</summary>
    bool HasEnded { get; }

    /// <summary>The position that a page ends at, rows that were filtered out included.</summary>
    long Reached { get; }

    /// <summary>
    /// Fills a page; false when there was nothing more. A page may be empty: it says how far a filter looked in vain.
    /// </summary>
    /// <param name="page">What to fill.</param>
    /// <param name="rows">Rows to look at, at most.</param>
    /// <param name="cancellation">Looked at every few thousand rows.</param>
    /// <exception cref="Log.LogDamagedException">A row is missing, or is not what was written.</exception>
    bool Fill(PageBuffer page, int rows, CancellationToken cancellation);
}
