using System.Globalization;
using NodaTime;

namespace Reports.Domain.Time;

/// <summary>
/// A day of the proleptic Gregorian calendar, as the number of days since 1970-01-01. Days outside the years −9998 to 9999
/// are clamped to <see cref="Min"/> and <see cref="Max"/>, which also stand for an unbounded past and future.
/// </summary>
public readonly record struct Day(int Number) : IComparable<Day>
{
    /// <summary>The unbounded past.</summary>
    public static readonly Day Min = new(int.MinValue);

    /// <summary>The unbounded future.</summary>
    public static readonly Day Max = new(int.MaxValue);

    private const int FirstNumber = -4_371_222; // -9998-01-01
    private const int LastNumber = 2_932_896; // 9999-12-31

    private static readonly LocalDate Epoch = new(1970, 1, 1);

    public bool IsUnbounded => this == Min || this == Max;

    public static Day FromDate(LocalDate date) => new(Period.DaysBetween(Epoch, date));

    /// <exception cref="InvalidOperationException">Unbounded.</exception>
    public LocalDate ToDate() => IsUnbounded
        ? throw new InvalidOperationException("an unbounded day has no date")
        : Epoch.PlusDays(Number);

    /// <summary>The day of a Gregorian year, month and day of month, clamped to the range that dates can have.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such month or day.</exception>
    internal static Day Of(long year, int month, int day)
    {
        if (year < -9998) return Min;
        return year > 9999 ? Max : FromDate(new LocalDate((int)year, month, day));
    }

    public static bool TryParse(string text, out Day day)
    {
        day = default;
        if (text.Length != 10 || text[4] != '-' || text[7] != '-') return false;
        if (!int.TryParse(text.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var year)
            || !int.TryParse(text.AsSpan(5, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var month)
            || !int.TryParse(text.AsSpan(8, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return false;
        if (month is < 1 or > 12 || number < 1 || number > CalendarSystem.Iso.GetDaysInMonth(year, month)) return false;
        day = Of(year, month, number);
        return true;
    }

    /// <exception cref="FormatException">Not a calendar date such as 2018-03-14.</exception>
    public static Day Parse(string text) =>
        TryParse(text, out var day) ? day : throw new FormatException($"'{text}' is not a calendar date such as 2018-03-14");

    /// <summary>Moves by days; past the last day that dates can have it is unbounded, as an unbounded day stays.</summary>
    public Day PlusDays(int days) => IsUnbounded ? this : ((long)Number + days) switch
    {
        < FirstNumber => Min,
        > LastNumber => Max,
        var number => new Day((int)number),
    };

    public int CompareTo(Day other) => Number.CompareTo(other.Number);

    public static bool operator <(Day left, Day right) => left.Number < right.Number;

    public static bool operator >(Day left, Day right) => left.Number > right.Number;

    public static bool operator <=(Day left, Day right) => left.Number <= right.Number;

    public static bool operator >=(Day left, Day right) => left.Number >= right.Number;

    /// <summary>ISO 8601, or <c>..</c> for an unbounded day.</summary>
    public override string ToString() =>
        IsUnbounded ? ".." : ToDate().ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);
}
