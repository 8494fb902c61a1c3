namespace Reports.Domain.Grades;

/// <summary>
/// An Admiralty code (NATO AJP-2.1): reliability of the source, A to F, and credibility of the information, 1 to 6.
/// Both halves are always given; F and 6 say that they cannot be judged.
/// </summary>
public readonly record struct Grade : IComparable<Grade>
{
    private readonly byte _stored;

    private Grade(byte stored) => _stored = stored;

    /// <summary>A (completely reliable) to F (cannot be judged).</summary>
    public char Reliability => (char)('A' + ((_stored - 1) / 6));

    /// <summary>1 (confirmed) to 6 (cannot be judged).</summary>
    public int Credibility => ((_stored - 1) % 6) + 1;

    /// <summary>1 for A1 to 36 for F6; 0 stands for no grade.</summary>
    public byte ToByte() => _stored;

    /// <summary>Null for 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More than 36.</exception>
    public static Grade? FromByte(byte stored)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(stored, 36);
        return stored == 0 ? null : new Grade(stored);
    }

    public static bool TryParse(string text, out Grade grade, out string error)
    {
        grade = default;
        error = "";
        if (text.Length == 2 && text[0] is >= 'A' and <= 'F' && text[1] is >= '1' and <= '6')
        {
            grade = new Grade((byte)(((text[0] - 'A') * 6) + (text[1] - '0')));
            return true;
        }

        error = $"'{text}' is not an Admiralty code: a letter from A to F and a digit from 1 to 6, such as B2";
        return false;
    }

    /// <exception cref="FormatException">Not an Admiralty code.</exception>
    public static Grade Parse(string text) =>
        TryParse(text, out var grade, out var error) ? grade : throw new FormatException(error);

    /// <summary>Better grades come first: reliability, then credibility.</summary>
    public int CompareTo(Grade other) => _stored.CompareTo(other._stored);

    public static bool operator <(Grade left, Grade right) => left.CompareTo(right) < 0;

    public static bool operator >(Grade left, Grade right) => left.CompareTo(right) > 0;

    public static bool operator <=(Grade left, Grade right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Grade left, Grade right) => left.CompareTo(right) >= 0;

    public override string ToString() => _stored == 0 ? "" : $"{Reliability}{Credibility}";
}
