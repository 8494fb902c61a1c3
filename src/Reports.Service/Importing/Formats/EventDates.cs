using System.Globalization;
using Reports.Domain.Facts;
using Reports.Domain.Time;
using Reports.Service.Importing.Records;

namespace Reports.Service.Importing.Formats;

/// <summary>The time of an event that a data set gives as a first and a last day.</summary>
internal static class EventDates
{
    /// <summary>
    /// One day, a whole month (<c>2018-03</c>) or year (<c>2018</c>) where the days span just that, else the interval. An end before the
    /// start is flagged, and the time spans both.
    /// </summary>
    public static ValidTime Of(CsvRow row, Day start, Day end)
    {
        if (end < start)
        {
            row.Flag(FactFlag.DatesReversed);
            (start, end) = (end, start);
        }

        if (start == end) return ValidTime.Parse(start.ToString());
        var (first, last) = (start.ToDate(), end.ToDate());
        if (first.Day == 1 && last.Year == first.Year && last.Day == last.Calendar.GetDaysInMonth(last.Year, last.Month))
        {
            if (first.Month == last.Month) return ValidTime.Parse(string.Create(CultureInfo.InvariantCulture, $"{first.Year:D4}-{first.Month:D2}"));
            if (first.Month == 1 && last.Month == 12) return ValidTime.Parse(first.Year.ToString("D4", CultureInfo.InvariantCulture));
        }

        return ValidTime.Parse($"{start}/{end}");
    }
}
