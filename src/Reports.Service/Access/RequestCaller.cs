namespace Reports.Service.Access;

/// <summary>The caller of one request over the network, once it is known; until then nothing is done for it. One for each request.</summary>
internal sealed class RequestCaller(AccessControl access) : IAuthority
{
    private Caller? _caller;

    public string? Name => _caller?.Name;

    public void Is(Caller caller) => _caller = caller;

    public void Demand(Permission permission) =>
        access.Demand(_caller ?? throw new AccessException(AccessProblem.Denied, "nobody asked who this is"), permission);
}
