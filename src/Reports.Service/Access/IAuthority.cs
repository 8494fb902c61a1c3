namespace Reports.Service.Access;

/// <summary>On whose behalf use cases are done. Each of them demands what it needs before it begins.</summary>
internal interface IAuthority
{
    /// <summary>Who asks; null for nobody in particular.</summary>
    string? Name { get; }

    /// <exception cref="AccessException">It may not be done for whoever asks.</exception>
    void Demand(Permission permission);
}
