namespace Reports.Domain.Time;

/// <summary>How fine a date is.</summary>
public enum DatePrecision
{
    Instant,
    Day,
    Month,
    Season,
    Year,
    Decade,
    Century,
    Millennium,
}

/// <summary>
/// When a fact holds in the world: an expression of EDTF (ISO 8601-2:2019, as the Library of Congress specifies it), levels 0
/// and 1. Immutable and thread safe.
/// </summary>
public sealed class ValidTime : IEquatable<ValidTime>
{
    /// <summary>Characters that an expression may have.</summary>
    public const int MaxLength = 64;

    internal ValidTime(string text, EdtfSide start, EdtfSide? end)
    {
        Text = text;
        Start = start;
        Finish = end;
    }

    /// <summary>The expression as it was given, without white space around it.</summary>
    public string Text { get; }

    internal EdtfSide Start { get; }

    internal EdtfSide? Finish { get; }

    /// <summary>The earliest day at which it can begin; <see cref="Day.Min"/> when the start is open or unknown.</summary>
    public Day Begin => Start.First;

    /// <summary>The latest day at which it can end; <see cref="Day.Max"/> when the end is open or unknown.</summary>
    public Day End => (Finish ?? Start).Last;

    public bool IsInterval => Finish is not null;

    /// <summary>Qualified with <c>?</c> or <c>%</c> on either side.</summary>
    public bool Uncertain => Start.Uncertain || Finish is { Uncertain: true };

    /// <summary>Qualified with <c>~</c> or <c>%</c> on either side. It widens neither <see cref="Begin"/> nor <see cref="End"/>.</summary>
    public bool Approximate => Start.Approximate || Finish is { Approximate: true };

    public bool OpenStart => IsInterval && Start.Kind == EdtfSideKind.Open;

    public bool UnknownStart => IsInterval && Start.Kind == EdtfSideKind.Unknown;

    public bool OpenEnd => Finish is { Kind: EdtfSideKind.Open };

    public bool UnknownEnd => Finish is { Kind: EdtfSideKind.Unknown };

    /// <summary>The precision of the date, or of the start of an interval (of its end, when the start has none).</summary>
    public DatePrecision Precision => Start.Kind == EdtfSideKind.Date ? Start.Precision : (Finish ?? Start).Precision;

    /// <summary>True when some day can be in both.</summary>
    public bool Overlaps(ValidTime other) => Begin <= other.End && other.Begin <= End;

    /// <param name="text">An EDTF expression, at most <see cref="MaxLength"/> characters.</param>
    /// <param name="time">The time; null when false is returned.</param>
    /// <param name="error">What is wrong, to be read after the expression.</param>
    public static bool TryParse(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ValidTime? time, out string error) =>
        EdtfParser.TryParse(text, out time, out error);

    /// <exception cref="FormatException">Not an EDTF expression of level 0 or 1; the message says why.</exception>
    public static ValidTime Parse(string text) =>
        TryParse(text, out var time, out var error) ? time : throw new FormatException(error);

    /// <summary>Two expressions are equal when their texts are.</summary>
    public bool Equals(ValidTime? other) => other is not null && Text == other.Text;

    public override bool Equals(object? obj) => Equals(obj as ValidTime);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text);

    public override string ToString() => Text;
}
