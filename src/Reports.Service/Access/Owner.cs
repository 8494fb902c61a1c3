namespace Reports.Service.Access;

/// <summary>The command line: whoever may open a ledger's files may do with them whatever there is.</summary>
internal sealed class Owner : IAuthority
{
    public string? Name => null;

    public void Demand(Permission permission)
    {
    }
}
