using System.Buffers;
using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Reports.Domain.Facts;
using Reports.Domain.Gazetteer;
using Reports.Domain.Quantities;
using Reports.Domain.Text;
using Reports.Domain.Time;
using Reports.Domain.Vocabulary;
using Reports.Service.Coding;
using Sylvan.Data.Csv;

namespace Reports.Service.Importing.Records;

/// <summary>
/// One row. Reading a value that is not what its column should have notes why, the first time, and goes on: a mapping asks once, at
/// its end, whether the row can be taken. What is odd and can be kept is flagged. Not thread safe.
/// </summary>
internal sealed class CsvRow(CsvDataReader reader, IReadOnlyList<string> header)
{
    private readonly List<FactFlag> _flags = [];

    /// <summary>Counted from 1, without the header; 0 before the first.</summary>
    public long Number { get; private set; }

    /// <summary>Where the row begins in the file, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>Why the row cannot be taken; null while it can.</summary>
    public RowProblem? Problem { get; private set; }

    public int Characters => reader.GetRawRecordSpan().Length;

    /// <summary>What is odd about the row as a whole.</summary>
    public IReadOnlyList<FactFlag> Flags => _flags;

    internal void MoveTo(long line)
    {
        (Number, Line, Problem) = (Number + 1, line, null);
        _flags.Clear();
        if (reader.RowFieldCount != header.Count)
            Reject("", $"{reader.RowFieldCount} fields, and the header has {header.Count}");
        var raw = reader.GetRawRecordSpan();
        if (raw.Contains('\uFFFD')) Reject("", "a byte that is not UTF-8, or the character U+FFFD that stands for one");
        if (raw.Length <= ImportLimits.FieldCharacters) return;
        for (var i = 0; i < reader.RowFieldCount; i++)
            if (reader.GetFieldSpan(i).Length > ImportLimits.FieldCharacters)
                Reject(header[Math.Min(i, header.Count - 1)], $"{reader.GetFieldSpan(i).Length} characters; at most {ImportLimits.FieldCharacters}");
    }

    public void Flag(FactFlag flag)
    {
        if (!_flags.Contains(flag)) _flags.Add(flag);
    }

    /// <summary>The first reason counts.</summary>
    public void Reject(string column, string reason, string value = "") =>
        Problem ??= new RowProblem(Number, Line, column, reason, value.Length > 200 ? value[..200] : value);

    public void Reject(int column, string reason) => Reject(header[column], reason, Span(column).ToString());

    /// <summary>The field without white space around it; empty for what stands for nothing, and for a column that is not there.</summary>
    public ReadOnlySpan<char> Span(int column)
    {
        if (column < 0 || column >= reader.RowFieldCount) return default;
        var field = reader.GetFieldSpan(column).Trim();
        return field.Length is >= 2 and <= 4 && field[0] is 'N' or 'n' && IsNothing(field) ? default : field;
    }

    /// <summary>The field as it stands in the file, unquoted.</summary>
    public ReadOnlySpan<char> Raw(int column) => column < 0 || column >= reader.RowFieldCount ? default : reader.GetFieldSpan(column);

    public bool IsEmpty(int column) => Span(column).IsEmpty;

    /// <summary>One line of text as a ledger keeps it; empty when the field is. What had to be changed is flagged.</summary>
    public string Text(int column, int maxLength) => Text(Span(column), maxLength);

    public string Text(ReadOnlySpan<char> field, int maxLength)
    {
        var text = field.ToString();
        if (SafeText.TryCheck(text, maxLength, out _)) return text;
        var line = string.Join(' ', text.Split(['\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        var shown = SafeText.Show(line);
        if (shown != text) Flag(FactFlag.EmbeddedNewline);
        if (shown.Length <= maxLength) return shown.Trim();
        Flag(FactFlag.TextShortened);
        var end = char.IsHighSurrogate(shown[maxLength - 2]) ? maxLength - 2 : maxLength - 1;
        return shown[..end].TrimEnd() + "…";
    }

    /// <summary>A whole number from 0; null when the field is empty.</summary>
    public long? Number64(int column)
    {
        var field = Span(column);
        if (field.IsEmpty) return null;
        // Some tools write whole numbers as 12.0.
        if (field.EndsWith(".0", StringComparison.Ordinal)) field = field[..^2];
        if (!long.TryParse(field, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) Reject(column, "no whole number");
        else if (number < 0) Reject(column, "a count is not negative");
        else if (number > Quantity.MaxNumber) Reject(column, $"more than {Quantity.MaxNumber}, the largest quantity");
        else return number;
        return null;
    }

    /// <summary>A whole number that must be there; 0 after a problem.</summary>
    public long Required64(int column)
    {
        if (Number64(column) is { } number) return number;
        if (Problem is null) Reject(column, "a number is missing");
        return 0;
    }

    /// <summary>Degrees; null when the field is empty.</summary>
    public double? Degrees(int column, int most)
    {
        var field = Span(column);
        if (field.IsEmpty) return null;
        if (double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out var degrees) && Math.Abs(degrees) <= most) return degrees;
        Reject(column, $"no degrees between -{most} and {most}");
        return null;
    }

    /// <summary>A point. One that the earth does not have is flagged, and stands in the notes as it came; null then, and when a field is empty.</summary>
    public GeoPoint? Point(int latitude, int longitude, List<string> notes)
    {
        if (!double.TryParse(Span(latitude), NumberStyles.Float, CultureInfo.InvariantCulture, out var north) || !double.TryParse(Span(longitude), NumberStyles.Float, CultureInfo.InvariantCulture, out var east))
        {
            if (!IsEmpty(latitude) && !IsEmpty(longitude)) Reject(latitude, $"no degrees: '{Span(latitude)}', '{Span(longitude)}'");
            return null;
        }

        if (Math.Abs(north) <= 90 && Math.Abs(east) <= 180) return new GeoPoint(north, east);
        Flag(FactFlag.ImpossibleCoordinate);
        notes.Add($"{header[latitude]} and {header[longitude]} as they came: {Span(latitude)}, {Span(longitude)}");
        return null;
    }

    /// <summary>A calendar date such as 2018-03-14, with or without a time of day after it; null when the field is empty.</summary>
    public Day? Day(int column)
    {
        var field = Span(column);
        if (field.IsEmpty) return null;
        if (field.Length > 10 && field[10] is ' ' or 'T') field = field[..10];
        if (Domain.Time.Day.TryParse(field.ToString(), out var day))
        {
            if (IsPlaceholder(day)) Flag(FactFlag.PlaceholderDate);
            return day;
        }

        Reject(column, "no calendar date such as 2018-03-14");
        return null;
    }

    /// <summary>A date that must be there.</summary>
    public Day RequiredDay(int column)
    {
        if (Day(column) is { } day) return day;
        if (Problem is null) Reject(column, "a date is missing");
        return default;
    }

    /// <summary>Text that must be there.</summary>
    public string Required(int column, int maxLength)
    {
        var text = Text(column, maxLength);
        if (text.Length == 0) Reject(column, "a value is missing");
        return text;
    }

    /// <summary>A word of a vocabulary; the absent value where the field is empty.</summary>
    public T Word<T>(int column, Vocabulary<T> vocabulary, T absent)
        where T : struct, Enum
    {
        var field = Span(column);
        if (field.IsEmpty) return absent;
        if (vocabulary.TryParse(field.ToString().ToLowerInvariant(), out var value)) return value;
        Reject(column, $"no {vocabulary.Name}: {string.Join(", ", vocabulary.Words)}");
        return absent;
    }

    /// <summary>An http or https address; null when the field is empty.</summary>
    public string? Url(int column)
    {
        var url = Address(Span(column), out var isMalformed);
        if (isMalformed) Reject(column, $"no http or https address of at most {CodingLimits.UrlCharacters} characters");
        return url;
    }

    /// <summary>An http or https address. One that is none is flagged, and stands in the notes as it came; null then, and when the field is empty.</summary>
    public string? Url(int column, List<string> notes)
    {
        var url = Address(Span(column), out var isMalformed);
        if (!isMalformed) return url;
        Flag(FactFlag.MalformedAddress);
        notes.Add($"{header[column]} as it came: {Text(column, CodingLimits.NoteCharacters / 4)}");
        return null;
    }

    private static string? Address(ReadOnlySpan<char> field, out bool isMalformed)
    {
        isMalformed = false;
        if (field.IsEmpty) return null;
        var text = field.ToString();
        isMalformed = !SafeText.TryCheck(text, CodingLimits.UrlCharacters, out _) || !Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https");
        return isMalformed ? null : text;
    }

    /// <summary>The parts of a field that a character separates, without white space around them; none where the field is empty.</summary>
    public string[] List(int column, char separator, int maxLength) => Text(column, maxLength).Split(separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Tells rows apart that read otherwise; of this build, and for no record.</summary>
    public UInt128 Digest() => XxHash128.HashToUInt128(MemoryMarshal.AsBytes(reader.GetRawRecordSpan().TrimEnd("\r\n")));

    /// <summary>SHA-256 of the row as it stands in the file, 64 hexadecimal digits.</summary>
    public string Sha256() => Sha256(reader.GetRawRecordSpan().TrimEnd("\r\n"));

    public static string Sha256(ReadOnlySpan<char> text)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            var length = Encoding.UTF8.GetBytes(text, bytes);
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(bytes.AsSpan(0, length), hash);
            return Convert.ToHexStringLower(hash);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>What an empty field becomes in a program that counts from 1970, in a spreadsheet, or in a database of 1753.</summary>
    public static bool IsPlaceholder(Day day)
    {
        var date = day.ToDate();
        return date.Year == 1970 || ((date.Year is 1753 or 1900 or 1899) && (date.DayOfYear == 1 || date.DayOfYear >= 364));
    }

    private static bool IsNothing(ReadOnlySpan<char> field) => field is "NA" or "N/A" or "NULL" or "null";
}
