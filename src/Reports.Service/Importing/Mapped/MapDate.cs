using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Reports.Domain.Facts;
using Reports.Domain.Time;
using Reports.Service.Importing.Records;

namespace Reports.Service.Importing.Mapped;

/// <summary>A calendar day of a row, in one of several forms.</summary>
/// <param name="Value">Its text.</param>
/// <param name="Forms">Patterns such as <c>dd/MM/yyyy</c> or <c>yyyy-MM-dd HH:mm</c>, as .NET and NodaTime have them; none for ISO 8601.</param>
internal sealed record MapDate(MapValue Value, IReadOnlyList<MapDateForm> Forms)
{
    /// <summary>The day; null where the text is empty, and after a problem, of which the row knows.</summary>
    public Day? Read(MapRow at)
    {
        var text = Value.Text(at);
        if (text.Length == 0) return null;
        foreach (var form in Forms)
            if (form.Parse(text) is { } date)
                return Known(at, Day.FromDate(date));
        // A time of day after an ISO date says nothing here.
        var day = text.Length > 10 && text[10] is ' ' or 'T' ? text[..10] : text;
        if (Forms.Count == 0 && Day.TryParse(day, out var iso)) return Known(at, iso);
        at.Row.Reject(Value.Column, Forms.Count == 0 ? "no calendar date such as 2018-03-14" : $"no date of the form {string.Join(" or ", Forms.Select(f => $"'{f.Text}'"))}", text);
        return null;
    }

    private static Day Known(MapRow at, Day day)
    {
        if (CsvRow.IsPlaceholder(day)) at.Row.Flag(FactFlag.PlaceholderDate);
        return day;
    }
}

/// <summary>One form of a date.</summary>
internal sealed class MapDateForm
{
    private readonly Func<string, LocalDate?> _parse;

    private MapDateForm(string text, Func<string, LocalDate?> parse) => (Text, _parse) = (text, parse);

    public string Text { get; }

    public LocalDate? Parse(string text) => _parse(text);

    public static bool TryCreate(string text, out MapDateForm? form, out string problem)
    {
        (form, problem) = (null, "");
        try
        {
            // Whatever names hours has a time of day, which says nothing here.
            if (text.AsSpan().ContainsAny("Hh"))
            {
                var time = LocalDateTimePattern.Create(text, CultureInfo.InvariantCulture);
                form = new MapDateForm(text, t => time.Parse(t) is { Success: true } parsed ? parsed.Value.Date : null);
            }
            else
            {
                var date = LocalDatePattern.Create(text, CultureInfo.InvariantCulture);
                form = new MapDateForm(text, t => date.Parse(t) is { Success: true } parsed ? parsed.Value : null);
            }

            return true;
        }
        catch (InvalidPatternException e)
        {
            problem = $"no form of a date: {e.Message}";
            return false;
        }
    }
}
