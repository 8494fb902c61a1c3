using Reports.Domain.Vocabulary;

namespace Reports.Domain.Facts;

/// <summary>Something that happened or was agreed.</summary>
public enum IncidentKind : byte
{
    Evacuation,
    Agreement,
    Ultimatum,
    Assault,
    Strike,
    Shelling,
    Attack,
    Clash,
    Infighting,
    ChemicalAttack,
    AidDelivery,
    Ceasefire,
    Deployment,
    Displacement,
    Siege,
    Talks,
    Protest,
    Riot,

    /// <summary>What a data set reports and no other kind names.</summary>
    Other,
}

public static class IncidentKinds
{
    public static readonly Vocabulary<IncidentKind> Vocabulary = new(
        "kind of incident",
        (IncidentKind.Evacuation, "evacuation"),
        (IncidentKind.Agreement, "agreement"),
        (IncidentKind.Ultimatum, "ultimatum"),
        (IncidentKind.Assault, "assault"),
        (IncidentKind.Strike, "strike"),
        (IncidentKind.Shelling, "shelling"),
        (IncidentKind.Attack, "attack"),
        (IncidentKind.Clash, "clash"),
        (IncidentKind.Infighting, "infighting"),
        (IncidentKind.ChemicalAttack, "chemical-attack"),
        (IncidentKind.AidDelivery, "aid-delivery"),
        (IncidentKind.Ceasefire, "ceasefire"),
        (IncidentKind.Deployment, "deployment"),
        (IncidentKind.Displacement, "displacement"),
        (IncidentKind.Siege, "siege"),
        (IncidentKind.Talks, "talks"),
        (IncidentKind.Protest, "protest"),
        (IncidentKind.Riot, "riot"),
        (IncidentKind.Other, "other"));
}
