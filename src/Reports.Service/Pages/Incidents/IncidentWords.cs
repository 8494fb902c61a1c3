using System.Collections.Immutable;
using Reports.Domain.Facts;
using Reports.Domain.Gazetteer;
using Reports.Domain.Time;
using Reports.Projections.Incidents;
using Reports.Service.Output;
using Reports.Service.Pages.Parts;

namespace Reports.Service.Pages.Incidents;

/// <summary>Incidents in words for people.</summary>
internal static class IncidentWords
{
    public const int MostPlaces = 3;

    /// <summary>On one line of plain text, <c>Evacuation from Qaboun, 2017-05-14</c>: the dates are those that the first source gives.</summary>
    public static string Title(IncidentView incident, GazetteerTree names) =>
        $"{What(incident)} {string.Join(", ", Where(incident).Take(MostPlaces).Select(names.NameOf))}".TrimEnd() + $", {TimeWords.Say(incident.Statements[0].On)}";

    /// <summary>What comes before the names of places: <c>Evacuation from</c>.</summary>
    public static string What(IncidentView incident) => Sentences.Capital(Kind(incident.Kind)) + (Where(incident).Length == 0 ? "" : " " + Preposition(incident));

    /// <summary>The places that it is told by, at most <see cref="MostPlaces"/> of them.</summary>
    public static ImmutableArray<string> Where(IncidentView incident) => incident.From.Length > 0 ? incident.From : incident.To;

    public static string Kind(IncidentKind kind) => IncidentKinds.Vocabulary.Word(kind).Replace('-', ' ');

    /// <summary>The first day that any source gives.</summary>
    public static Day Begin(IncidentView incident) => incident.Statements.Min(s => ValidTime.TryParse(s.On, out var on, out _) ? on.Begin : Day.Min);

    /// <summary>Every date that is given, each once, in order of publication.</summary>
    public static string Dates(IncidentView incident) => string.Join(" or ", incident.Statements.Select(s => TimeWords.Say(s.On)).Distinct(StringComparer.Ordinal));

    private static string Preposition(IncidentView incident) => incident.From.Length == 0 ? "to"
        : incident.Kind is IncidentKind.Evacuation or IncidentKind.Displacement or IncidentKind.Deployment ? "from" : "at";
}
