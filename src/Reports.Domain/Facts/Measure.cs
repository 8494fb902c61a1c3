using Reports.Domain.Vocabulary;

namespace Reports.Domain.Facts;

/// <summary>What a figure counts. A controlled vocabulary; each measure maps to an HXL hashtag.</summary>
public enum Measure : byte
{
    PeopleEvacuated,
    PeopleArrived,
    PeopleKilled,
    PeopleInjured,
    PeopleDisplaced,
    PeopleBesieged,
    PeoplePresent,
    PeopleDetained,
    PeopleMissing,
    Population,
    AirStrikes,
    Attacks,
    Vehicles,
    TerritoryPercent,
    DurationDays,
    TroopsDeployed,

    /// <summary>Square kilometres.</summary>
    TerritoryKm2,
}

public static class Measures
{
    public static readonly Vocabulary<Measure> Vocabulary = new(
        "measure",
        (Measure.PeopleEvacuated, "people-evacuated"),
        (Measure.PeopleArrived, "people-arrived"),
        (Measure.PeopleKilled, "people-killed"),
        (Measure.PeopleInjured, "people-injured"),
        (Measure.PeopleDisplaced, "people-displaced"),
        (Measure.PeopleBesieged, "people-besieged"),
        (Measure.PeoplePresent, "people-present"),
        (Measure.PeopleDetained, "people-detained"),
        (Measure.PeopleMissing, "people-missing"),
        (Measure.Population, "population"),
        (Measure.AirStrikes, "air-strikes"),
        (Measure.Attacks, "attacks"),
        (Measure.Vehicles, "vehicles"),
        (Measure.TerritoryPercent, "territory-percent"),
        (Measure.DurationDays, "duration-days"),
        (Measure.TroopsDeployed, "troops-deployed"),
        (Measure.TerritoryKm2, "territory-km2"));

    /// <summary>The HXL hashtag of a measure (HXL standard 1.1, core hashtags and attributes).</summary>
    public static string Hxl(this Measure measure) => measure switch
    {
        Measure.PeopleEvacuated => "#affected+evacuated",
        Measure.PeopleArrived => "#affected+arrived",
        Measure.PeopleKilled => "#affected+killed",
        Measure.PeopleInjured => "#affected+injured",
        Measure.PeopleDisplaced => "#affected+displaced",
        Measure.PeopleBesieged => "#affected+besieged",
        Measure.PeoplePresent => "#reached+present",
        Measure.PeopleDetained => "#affected+detained",
        Measure.PeopleMissing => "#affected+missing",
        Measure.Population => "#population",
        Measure.AirStrikes => "#event+air_strikes+num",
        Measure.Attacks => "#event+attacks+num",
        Measure.Vehicles => "#item+vehicles+num",
        Measure.TerritoryPercent => "#indicator+territory+pct",
        Measure.DurationDays => "#indicator+duration+days",
        Measure.TroopsDeployed => "#population+troops+deployed",
        Measure.TerritoryKm2 => "#indicator+territory+km2",
        _ => throw new ArgumentOutOfRangeException(nameof(measure), measure, "not a measure"),
    };
}
