using System.Globalization;
using Reports.Domain.Facts;
using Reports.Domain.Text;
using Reports.Domain.Time;
using Reports.Domain.Vocabulary;
using Reports.Service.Importing.Formats;

namespace Reports.Service.Importing.Mapped;

/// <summary>How exactly a data set knows a date.</summary>
internal enum DatePrecision
{
    Day,
    Week,
    Month,
    Year,
    Approximate,
}

/// <summary>When a fact of a row holds: a day, known to some precision; or from one to another.</summary>
internal sealed record MapTime
{
    public static readonly Vocabulary<DatePrecision> Precisions = new(
        "precision", (DatePrecision.Day, "day"), (DatePrecision.Week, "week"), (DatePrecision.Month, "month"), (DatePrecision.Year, "year"), (DatePrecision.Approximate, "approximate"));

    /// <summary>A time in EDTF, or a calendar date; null where days are given.</summary>
    public MapValue? Edtf { get; init; }

    public MapDate? Date { get; init; }

    public MapValue? Precision { get; init; }

    public MapDate? From { get; init; }

    public MapDate? To { get; init; }

    /// <summary>The time; null where there is none, and after a problem, of which the row knows.</summary>
    public ValidTime? Read(MapRow at)
    {
        if (Edtf is not null) return ReadEdtf(at);
        if (Date is not null) return Date.Read(at) is { } day ? Known(day, Precision?.Word(at, Precisions, DatePrecision.Day) ?? DatePrecision.Day) : null;
        return (From?.Read(at), To?.Read(at)) switch
        {
            ({ } from, { } to) => EventDates.Of(at.Row, from, to),
            ({ } from, null) => ValidTime.Parse($"{from}/.."),
            (null, { } to) => ValidTime.Parse($"../{to}"),
            _ => null,
        };
    }

    private ValidTime? ReadEdtf(MapRow at)
    {
        var text = Edtf!.Text(at);
        if (text.Length == 0) return null;
        // A time of day after a date says nothing here.
        if (text.Length > 10 && text[10] is ' ' or 'T' && Day.TryParse(text[..10], out _)) text = text[..10];
        if (!ValidTime.TryParse(text, out var time, out var problem))
        {
            at.Row.Reject(Edtf.Column, $"no date: {SafeText.Show(problem)}", text);
            return null;
        }

        if (!time.Begin.IsUnbounded && Records.CsvRow.IsPlaceholder(time.Begin)) at.Row.Flag(FactFlag.PlaceholderDate);
        return time;
    }

    private static ValidTime Known(Day day, DatePrecision precision)
    {
        var date = day.ToDate();
        return ValidTime.Parse(precision switch
        {
            DatePrecision.Month => string.Create(CultureInfo.InvariantCulture, $"{date.Year:D4}-{date.Month:D2}"),
            DatePrecision.Year => date.Year.ToString("D4", CultureInfo.InvariantCulture),
            // Monday to Sunday (DOMAIN.md, phrase dates).
            DatePrecision.Week => $"{Day.FromDate(date.PlusDays(1 - (int)date.DayOfWeek))}/{Day.FromDate(date.PlusDays(7 - (int)date.DayOfWeek))}",
            DatePrecision.Approximate => $"{day}~",
            _ => day.ToString(),
        });
    }
}
