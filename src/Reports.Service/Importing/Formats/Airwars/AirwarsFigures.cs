using System.Globalization;
using Reports.Domain.Facts;
using Reports.Domain.Quantities;
using Reports.Service.Importing.Records;
using Reports.Service.Importing.Running;

namespace Reports.Service.Importing.Formats.Airwars;

/// <summary>The ranges that Airwars' researchers give, in pairs of columns <c>…_min</c> and <c>…_max</c>.</summary>
internal sealed class AirwarsFigures(CsvColumns columns)
{
    /// <summary>Civilians come first, whose range the parts are compared with.</summary>
    private static readonly (string Column, string Key, Measure Measure, Population Population)[] Counted =
    [
        ("civ_killed", "killed-civilians", Measure.PeopleKilled, Population.Civilians),
        ("civ_injured", "injured-civilians", Measure.PeopleInjured, Population.Civilians),
        ("children_killed", "killed-children", Measure.PeopleKilled, Population.Children),
        ("women_killed", "killed-women", Measure.PeopleKilled, Population.Women),
        ("men_killed", "killed-men", Measure.PeopleKilled, Population.Men),
        ("mil_killed", "killed-combatants", Measure.PeopleKilled, Population.Combatants),
    ];

    private readonly (int Min, int Max)[] _columns = [.. Counted.Select(c => (columns[c.Column + "_min"], columns[c.Column + "_max"]))];

    private readonly int _strikes = columns["total_strikes"];

    /// <summary>Adds the figures of a row.</summary>
    /// <param name="like">The incident that they are about, whose grade they have.</param>
    public void Add(CsvRow row, MappedRow mapped, IncidentFact like)
    {
        for (var i = 0; i < Counted.Length; i++)
        {
            var (low, high) = (row.Number64(_columns[i].Min), row.Number64(_columns[i].Max));
            var (_, key, measure, population) = Counted[i];
            if (Of(key, measure, population, low, high, like) is not { } figure) continue;
            if (i == 0 && high is { } all && Parts(row) is var parts && parts > all)
                figure = figure with
                {
                    Flags = FactFlags.Canonical(figure.Flags.Add(FactFlag.PartsDifferFromTotal)),
                    Note = string.Create(CultureInfo.InvariantCulture, $"children, women and men add up to {parts} at least"),
                };
            mapped.Add(figure);
        }

        if (row.Number64(_strikes) is { } strikes)
            mapped.Add(Of("strikes", like.Kind == IncidentKind.Strike ? Measure.AirStrikes : Measure.Attacks, Population.All, strikes, strikes, like)!);
    }

    /// <summary>One range; null where neither bound is stated. Reversed bounds are kept, and flagged.</summary>
    public static FigureFact? Of(string key, Measure measure, Population population, long? low, long? high, IncidentFact like)
    {
        if (low is null && high is null) return null;
        var isReversed = low > high;
        return new FigureFact
        {
            Key = key,
            About = like.Key,
            Measure = measure,
            Population = population,
            Quantity = isReversed ? Quantity.Range(high, low) : Quantity.Range(low, high),
            Window = like.On,
            By = like.By,
            Grade = like.Grade,
            Note = isReversed ? string.Create(CultureInfo.InvariantCulture, $"minimum {low}, maximum {high}") : null,
            Flags = isReversed ? [FactFlag.BoundsReversed] : [],
        };
    }

    private long Parts(CsvRow row)
    {
        var parts = 0L;
        for (var i = 0; i < Counted.Length; i++)
            if (Counted[i].Population is Population.Children or Population.Women or Population.Men)
                parts += row.Number64(_columns[i].Min) ?? 0;
        return parts;
    }
}
