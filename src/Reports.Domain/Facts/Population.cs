using Reports.Domain.Vocabulary;

namespace Reports.Domain.Facts;

/// <summary>Who a figure counts. Populations form a tree: a part is never a rival of its whole.</summary>
public enum Population : byte
{
    All,
    Civilians,
    Combatants,
    Fighters,
    Soldiers,
    Refugees,
    PalestinianRefugees,
    AidWorkers,
    Women,
    Children,
    Men,
    Families,
    FightersAndFamilies,
    MedicalPatients,
}

public static class Populations
{
    public static readonly Vocabulary<Population> Vocabulary = new(
        "population",
        (Population.All, "all"),
        (Population.Civilians, "civilians"),
        (Population.Combatants, "combatants"),
        (Population.Fighters, "fighters"),
        (Population.Soldiers, "soldiers"),
        (Population.Refugees, "refugees"),
        (Population.PalestinianRefugees, "palestinian-refugees"),
        (Population.AidWorkers, "aid-workers"),
        (Population.Women, "women"),
        (Population.Children, "children"),
        (Population.Men, "men"),
        (Population.Families, "families"),
        (Population.FightersAndFamilies, "fighters-and-families"),
        (Population.MedicalPatients, "medical-patients"));

    /// <summary>The next wider population, or null for <see cref="Population.All"/>. Families are counted in families, not people.</summary>
    public static Population? Whole(this Population population) => population switch
    {
        Population.All or Population.Families => null,
        Population.Fighters => Population.FightersAndFamilies,
        Population.Soldiers => Population.Combatants,
        Population.PalestinianRefugees => Population.Refugees,
        Population.AidWorkers or Population.MedicalPatients => Population.Civilians,
        _ => Population.All,
    };

    /// <summary>True when everyone in <paramref name="part"/> is in <paramref name="whole"/>, and the two differ.</summary>
    public static bool IsPartOf(this Population part, Population whole)
    {
        // Fighters are both combatants and among "fighters and their families".
        if (part == Population.Fighters && whole == Population.Combatants) return true;
        for (var wider = part.Whole(); wider is { } next; wider = next.Whole())
            if (next == whole)
                return true;
        return false;
    }
}
