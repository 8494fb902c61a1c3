using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using NodaTime;

namespace Reports.Domain.Time;

/// <summary>
/// What the dates that reports put in words mean, counted from the day of publication (DOMAIN.md, What the field teaches; the
/// conventions are those of the UCDP codebook). A week runs from Monday to Sunday.
/// </summary>
public static class PhraseDates
{
    /// <summary>Days on either side of "around" a date.</summary>
    private const int AroundDays = 1;

    /// <summary>Years to look back for a 29 February: eight lie between 1896 and 1904.</summary>
    private const int MaxYearsBack = 8;

    private const int MaxLength = 100;

    private static readonly string[] Months =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

    private static readonly string[] Weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

    /// <summary>Resolves a phrase to days.</summary>
    /// <param name="phrase"><c>today</c>, <c>yesterday</c>, <c>overnight</c> (from the day before to the day of publication),
    /// <c>last week</c>, <c>late last week</c>, a weekday with or without "on" or "last", a date such as <c>2 July</c>, <c>July 2</c> or <c>2 July 2018</c>, or <c>around</c> such a date. Case does not count.</param>
    /// <param name="published">The day of publication. A weekday, and a date without a year, is the last one on or before it.</param>
    /// <param name="time">The days; null when false is returned.</param>
    /// <param name="error">What is wrong, naming the phrase; empty when nothing is.</param>
    public static bool TryResolve(string phrase, Day published, [NotNullWhen(true)] out ValidTime? time, out string error)
    {
        (time, error) = (null, "");
        if (published.IsUnbounded) return Fail("a date in words needs the day of publication", out error);
        if (phrase.Length > MaxLength) return Fail($"a date in words of {phrase.Length} characters; at most {MaxLength}", out error);
        var words = phrase.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words is ["on", .. var dated]) words = dated;
        if (words is ["last", var weekday] && Array.IndexOf(Weekdays, weekday) >= 0) words = [weekday];

        var monday = published.PlusDays(1 - (int)published.ToDate().DayOfWeek);
        (Day First, Day Last) days;
        switch (words)
        {
            case ["today"]:
                days = (published, published);
                break;
            case ["yesterday"]:
                days = (published.PlusDays(-1), published.PlusDays(-1));
                break;
            case ["overnight"]:
                days = (published.PlusDays(-1), published);
                break;
            case ["last", "week"]:
                days = (monday.PlusDays(-7), monday.PlusDays(-1));
                break;
            case ["late", "last", "week"]:
                days = (monday.PlusDays(-3), monday.PlusDays(-1));
                break;
            case [var name] when Array.IndexOf(Weekdays, name) is >= 0 and var index:
                var that = monday.PlusDays(index);
                if (that > published) that = that.PlusDays(-7);
                days = (that, that);
                break;
            case ["around", .. var date]:
                if (!TryDate(date, phrase, published, out var middle, out error)) return false;
                days = (middle.PlusDays(-AroundDays), middle.PlusDays(AroundDays));
                break;
            default:
                if (!TryDate(words, phrase, published, out var day, out error)) return false;
                days = (day, day);
                break;
        }

        time = ValidTime.Parse(days.First == days.Last ? days.First.ToString() : $"{days.First}/{days.Last}");
        return true;
    }

    private static bool TryDate(string[] words, string phrase, Day published, out Day day, out string error)
    {
        (day, error) = (default, "");
        if (words.Length is < 2 or > 3) return Fail(Unknown(phrase), out error);
        var monthFirst = Array.IndexOf(Months, words[0]) >= 0;
        var month = Array.IndexOf(Months, words[monthFirst ? 0 : 1]) + 1;
        if (month == 0 || !IsNumber(words[monthFirst ? 1 : 0].TrimEnd(','), 2, out var number)) return Fail(Unknown(phrase), out error);
        if (words.Length == 3)
        {
            if (words[2].Length != 4 || !IsNumber(words[2], 4, out var year) || year == 0) return Fail(Unknown(phrase), out error);
            if (Exists(year, month, number, out day)) return true;
            return Fail($"'{phrase}': {words[monthFirst ? 0 : 1]} of {year} has no day {number}", out error);
        }

        var last = published.ToDate().Year;
        for (var year = last; year >= last - MaxYearsBack; year--)
            if (Exists(year, month, number, out day) && day <= published)
                return true;
        return Fail($"'{phrase}': {words[monthFirst ? 0 : 1]} has no day {number}", out error);
    }

    private static bool Exists(int year, int month, int number, out Day day)
    {
        day = default;
        if (year < 1 || number < 1 || number > CalendarSystem.Iso.GetDaysInMonth(year, month)) return false;
        day = Day.FromDate(new LocalDate(year, month, number));
        return true;
    }

    private static bool IsNumber(string word, int maxDigits, out int number)
    {
        number = 0;
        return word.Length <= maxDigits && int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    private static string Unknown(string phrase) =>
        $"'{phrase}' is not a date in words that is read: today, yesterday, overnight, last week, late last week, a weekday, a date such as '2 July', or 'around 2 July'";

    private static bool Fail(string message, out string error)
    {
        error = message;
        return false;
    }
}
