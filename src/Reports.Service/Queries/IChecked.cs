namespace Reports.Service.Queries;

/// <summary>A request that can be wrong in itself, whatever the ledger holds: it is checked before its handler runs.</summary>
internal interface IChecked
{
    /// <exception cref="RefusedException">What is wrong, and what to do.</exception>
    void Check();
}
