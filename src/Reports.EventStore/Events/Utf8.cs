using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using NodaTime;

namespace Reports.EventStore.Events;

/// <summary>Small values read straight from stored bytes.</summary>
internal static class Utf8
{
    /// <summary>A text's bytes as stored; ids, dates and phrases are written without escapes.</summary>
    public static ReadOnlySpan<byte> Plain(scoped ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String) throw new FormatException("a text was expected");
        return !reader.ValueIsEscaped ? reader.ValueSpan : throw new FormatException("an escape in a text that is written without");
    }

    /// <summary>Days since 1970-01-01 of a calendar date such as 2018-03-14.</summary>
    public static int Day(ReadOnlySpan<byte> date)
    {
        if (date.Length == 10 && date[4] == '-' && date[7] == '-'
            && Utf8Parser.TryParse(date[..4], out int year, out var used) && used == 4
            && Utf8Parser.TryParse(date.Slice(5, 2), out int month, out used) && used == 2
            && Utf8Parser.TryParse(date.Slice(8, 2), out int day, out used) && used == 2
            && month is >= 1 and <= 12 && day >= 1 && day <= CalendarSystem.Iso.GetDaysInMonth(year, month))
            return DaysSince1970(year, month, day);
        throw new FormatException($"'{Encoding.UTF8.GetString(date)}' is not a calendar date");
    }

    /// <summary>The stored byte of an Admiralty code; 0 for none.</summary>
    public static byte Grade(ReadOnlySpan<byte> grade)
    {
        if (grade.IsEmpty) return 0;
        return Domain.Grades.Grade.Parse(Encoding.UTF8.GetString(grade)).ToByte();
    }

    private static int DaysSince1970(int year, int month, int day) => Domain.Time.Day.FromDate(new LocalDate(year, month, day)).Number;
}
