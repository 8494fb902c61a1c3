namespace Reports.Domain.Time;

internal enum EdtfSideKind
{
    Date,

    /// <summary><c>..</c>: no bound.</summary>
    Open,

    /// <summary>Empty: there is a bound, and nobody says which.</summary>
    Unknown,
}

/// <summary>A date, or one side of an interval, with the first and last day that it can mean.</summary>
internal readonly record struct EdtfSide(
    EdtfSideKind Kind, Day First, Day Last, DatePrecision Precision, bool Uncertain, bool Approximate)
{
    public static EdtfSide Unbounded(EdtfSideKind kind) => new(kind, Day.Min, Day.Max, DatePrecision.Day, false, false);
}
