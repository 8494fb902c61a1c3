using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using NodaTime;

namespace Reports.Domain.Time;

/// <summary>EDTF levels 0 and 1 (https://www.loc.gov/standards/datetime/). Level 2 is refused by name.</summary>
internal static class EdtfParser
{
    private const string Level2Marks = "{}[]";

    public static bool TryParse(string text, [NotNullWhen(true)] out ValidTime? time, out string error)
    {
        time = null;
        text = text.Trim();
        if (text.Length == 0) return Fail("an empty date", out error);
        if (text.Length > ValidTime.MaxLength) return Fail($"a date of {text.Length} characters; at most {ValidTime.MaxLength}", out error);
        if (text.AsSpan().IndexOfAny(Level2Marks) >= 0) return Fail($"'{text}' is a set: EDTF level 2 is not read, only levels 0 and 1", out error);

        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            if (text == "..") return Fail("'..' is no date: an open side needs an interval such as 2018-03/..", out error);
            if (!TryDate(text, text, out var date, out error)) return false;
            time = new ValidTime(text, date, null);
            return true;
        }

        if (text.IndexOf('/', slash + 1) >= 0) return Fail($"'{text}' has more than one '/'", out error);
        if (!TrySide(text[..slash], text, out var start, out error) || !TrySide(text[(slash + 1)..], text, out var end, out error))
            return false;
        if (start.Kind != EdtfSideKind.Date && end.Kind != EdtfSideKind.Date)
            return Fail($"'{text}' has a date on neither side", out error);
        if (start.Kind == EdtfSideKind.Date && end.Kind == EdtfSideKind.Date && start.First > end.Last)
            return Fail($"'{text}' ends before it begins", out error);
        time = new ValidTime(text, start, end);
        return true;
    }

    private static bool TrySide(string side, string whole, out EdtfSide result, out string error)
    {
        error = "";
        switch (side)
        {
            case "":
                result = EdtfSide.Unbounded(EdtfSideKind.Unknown);
                return true;
            case "..":
                result = EdtfSide.Unbounded(EdtfSideKind.Open);
                return true;
            default:
                return TryDate(side, whole, out result, out error);
        }
    }

    private static bool TryDate(string text, string whole, out EdtfSide result, out string error)
    {
        result = default;
        var (uncertain, approximate) = (false, false);
        var body = text;
        if (body[^1] is '?' or '~' or '%')
        {
            uncertain = body[^1] is '?' or '%';
            approximate = body[^1] is '~' or '%';
            body = body[..^1];
        }

        if (body.AsSpan().IndexOfAny("?~%") >= 0)
            return Fail($"'{whole}' qualifies a part of a date: that is EDTF level 2, which is not read", out error);
        if (body.Contains("..", StringComparison.Ordinal))
            return Fail($"'{whole}' has '..' inside a date: that is EDTF level 2, which is not read", out error);
        if (body.Length == 0) return Fail($"'{whole}' qualifies nothing", out error);

        Day first, last;
        var precision = DatePrecision.Year;
        if (body[0] == 'Y')
        {
            if (!TryLongYear(body, whole, out first, out last, out error)) return false;
        }
        else if (body.IndexOf('T', StringComparison.Ordinal) > 0) // not the T of "Tuesday"
        {
            if (uncertain || approximate) return Fail($"'{whole}' qualifies a time of day, which EDTF does not", out error);
            precision = DatePrecision.Instant;
            if (!TryInstant(body, whole, out first, out last, out error)) return false;
        }
        else if (!TryParts(body, whole, out first, out last, out precision, out error))
        {
            return false;
        }

        result = new EdtfSide(EdtfSideKind.Date, first, last, precision, uncertain, approximate);
        return true;
    }

    /// <summary>Level 1: a year of more than four digits, such as Y170000002 or Y-17E7 (the latter is level 2).</summary>
    private static bool TryLongYear(string body, string whole, out Day first, out Day last, out string error)
    {
        (first, last) = (default, default);
        if (body.Contains('E', StringComparison.Ordinal) || body.Contains('S', StringComparison.Ordinal))
            return Fail($"'{whole}' has an exponent or significant digits: that is EDTF level 2, which is not read", out error);
        if (!long.TryParse(body.AsSpan(1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var year)
            || body[1] == '+' || body.TrimStart('Y').TrimStart('-').Length < 5)
            return Fail($"'{whole}': after 'Y' comes a year of five digits or more, such as Y17000", out error);
        first = Day.Of(year, 1, 1);
        last = Day.Of(year, 12, 31);
        error = "";
        return true;
    }

    /// <summary>Level 0: a date and a time, with Z, an offset, or no zone.</summary>
    private static bool TryInstant(string body, string whole, out Day first, out Day last, out string error)
    {
        (first, last) = (default, default);
        var t = body.IndexOf('T', StringComparison.Ordinal);
        if (!TryParts(body[..t], whole, out first, out last, out var precision, out error)) return false;
        if (precision != DatePrecision.Day || first != last) return Fail($"'{whole}': a time of day needs a whole date before it", out error);

        var time = body[(t + 1)..];
        var zone = "";
        var mark = time.IndexOfAny(['Z', '+', '-']);
        if (mark >= 0) (time, zone) = (time[..mark], time[mark..]);
        if (!IsClock(time, hasSeconds: true, 23)) return Fail($"'{whole}': the time of day is hh:mm:ss", out error);
        if (zone is not ("" or "Z") && (zone[0] == 'Z' || (!IsClock(zone[1..], hasSeconds: false, 14) && !IsTwoDigits(zone.AsSpan(1), 14))))
            return Fail($"'{whole}': the zone is Z, +hh:mm or +hh", out error);
        return true;
    }

    private static bool IsClock(string text, bool hasSeconds, int maxHour) =>
        text.Length == (hasSeconds ? 8 : 5) && text[2] == ':' && (!hasSeconds || text[5] == ':')
        && IsTwoDigits(text.AsSpan(0, 2), maxHour) && IsTwoDigits(text.AsSpan(3, 2), 59)
        && (!hasSeconds || IsTwoDigits(text.AsSpan(6, 2), 59));

    private static bool IsTwoDigits(ReadOnlySpan<char> text, int max) =>
        text.Length == 2 && char.IsAsciiDigit(text[0]) && char.IsAsciiDigit(text[1])
        && ((text[0] - '0') * 10) + (text[1] - '0') <= max;

    /// <summary>Year, year-month, year-season or year-month-day, with X for digits that are not specified.</summary>
    private static bool TryParts(
        string body, string whole, out Day first, out Day last, out DatePrecision precision, out string error)
    {
        (first, last, precision) = (default, default, DatePrecision.Day);
        if (body.IndexOf('S', StringComparison.Ordinal) is var s and > 0 && IsYear(body[..s].TrimStart('-')) && IsYear(body[(s + 1)..]))
            return Fail($"'{whole}' has significant digits: that is EDTF level 2, which is not read", out error);
        var isNegative = body[0] == '-';
        var parts = (isNegative ? body[1..] : body).Split('-');
        if (parts.Length > 3 || parts[0].Length != 4 || parts.Skip(1).Any(p => p.Length != 2))
            return Fail($"'{whole}' is not a date: write 2018-03-14, 2018-03, 2018, or an interval of two of them with '/'", out error);
        if (parts.Any(p => p.Any(c => !char.IsAsciiDigit(c) && c != 'X')))
            return Fail($"'{whole}' is not a date: only digits, and X for a digit that is not specified", out error);

        var year = parts[0];
        var known = year.IndexOf('X', StringComparison.Ordinal) is var x && x < 0 ? 4 : x;
        if (year[known..].Any(c => c != 'X') || (known < 4 && parts.Length > 1 && parts.Skip(1).Any(p => p != "XX")))
            return Fail($"'{whole}': unspecified digits other than the last ones are EDTF level 2, which is not read", out error);
        if (known == 0) return Fail($"'{whole}' specifies no digit of the year: that is EDTF level 2, which is not read", out error);
        if (isNegative && parts[0] == "0000") return Fail($"'{whole}': there is no year −0000", out error);

        var low = long.Parse(year.Replace('X', '0'), CultureInfo.InvariantCulture);
        var high = long.Parse(year.Replace('X', '9'), CultureInfo.InvariantCulture);
        if (isNegative) (low, high) = (-high, -low);
        if (parts.Length == 1 || known < 4)
        {
            if (known < 4 && parts.Length > 1)
                return Fail($"'{whole}': months of an unspecified year are EDTF level 2, which is not read", out error);
            precision = known switch { 4 => DatePrecision.Year, 3 => DatePrecision.Decade, 2 => DatePrecision.Century, _ => DatePrecision.Millennium };
            return Range(low, 1, 1, high, 12, 31, out first, out last, out error);
        }

        return TryMonth(low, parts, whole, out first, out last, out precision, out error);
    }

    private static bool TryMonth(
        long year, string[] parts, string whole, out Day first, out Day last, out DatePrecision precision, out string error)
    {
        (first, last, precision) = (default, default, DatePrecision.Month);
        if (parts[1] == "XX")
        {
            if (parts.Length == 3 && parts[2] != "XX") return Fail($"'{whole}': a day of an unspecified month is EDTF level 2, which is not read", out error);
            precision = parts.Length == 3 ? DatePrecision.Day : DatePrecision.Month;
            return Range(year, 1, 1, year, 12, 31, out first, out last, out error);
        }

        if (parts[1].Contains('X', StringComparison.Ordinal))
            return Fail($"'{whole}': half of a month's digits unspecified is EDTF level 2, which is not read", out error);
        var month = int.Parse(parts[1], CultureInfo.InvariantCulture);
        if (month is >= 21 and <= 24)
        {
            if (parts.Length == 3) return Fail($"'{whole}': a season has no days", out error);
            precision = DatePrecision.Season;
            // Meteorological seasons of the north; winter is the one that begins in the year.
            var from = 3 + ((month - 21) * 3);
            var end = month == 24 ? (Year: year + 1, Month: 2) : (Year: year, Month: from + 2);
            return Range(year, from, 1, end.Year, end.Month, DaysIn(end.Year, end.Month), out first, out last, out error);
        }

        if (month is >= 25 and <= 41) return Fail($"'{whole}': {parts[1]} is a sub-year grouping of EDTF level 2, which is not read", out error);
        if (month is < 1 or > 12) return Fail($"'{whole}': there is no month {parts[1]}", out error);
        if (parts.Length == 2) return Range(year, month, 1, year, month, DaysIn(year, month), out first, out last, out error);

        precision = DatePrecision.Day;
        if (parts[2] == "XX") return Range(year, month, 1, year, month, DaysIn(year, month), out first, out last, out error);
        if (parts[2].Contains('X', StringComparison.Ordinal))
            return Fail($"'{whole}': half of a day's digits unspecified is EDTF level 2, which is not read", out error);
        var day = int.Parse(parts[2], CultureInfo.InvariantCulture);
        if (day < 1 || day > DaysIn(year, month)) return Fail($"'{whole}': month {month:00} of {year} has no day {parts[2]}", out error);
        return Range(year, month, day, year, month, day, out first, out last, out error);
    }

    private static bool IsYear(string digits) => digits.Length > 0 && digits.All(char.IsAsciiDigit);

    private static int DaysIn(long year, int month) => CalendarSystem.Iso.GetDaysInMonth((int)Math.Clamp(year, -9998, 9999), month);

    private static bool Range(
        long fromYear, int fromMonth, int fromDay, long toYear, int toMonth, int toDay, out Day first, out Day last, out string error)
    {
        first = Day.Of(fromYear, fromMonth, fromDay);
        last = Day.Of(toYear, toMonth, toDay);
        error = "";
        return true;
    }

    private static bool Fail(string message, out string error)
    {
        error = message;
        return false;
    }
}
