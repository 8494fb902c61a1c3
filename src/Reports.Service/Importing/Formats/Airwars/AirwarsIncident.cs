using NodaTime;
using Reports.Domain.Facts;
using Reports.Domain.Time;

namespace Reports.Service.Importing.Formats.Airwars;

/// <summary>What every table of Airwars needs to know of an incident.</summary>
/// <param name="Id">Of the incident, and of the source that Airwars' page is: <c>airwars-454483</c>. Codes change and are used again; this number does not.</param>
/// <param name="Code">The reference code, or several with spaces between them.</param>
/// <param name="Where">The place in words; empty where the page names none.</param>
/// <param name="Place">The place's id; null likewise.</param>
/// <param name="Published">The day of Airwars' page.</param>
internal sealed record AirwarsIncident(string Id, string Code, IncidentKind Kind, ValidTime On, string Where, string? Place, LocalDate Published);
