using System.Text;
using System.Text.Json;

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

    /// <summary>The object that was read is whole, and nothing follows it.</summary>
    public static void End(scoped ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.EndObject || reader.Read()) throw new FormatException("not one JSON object");
    }

    /// <summary>Days since 1970-01-01 of a calendar date such as 2018-03-14.</summary>
    public static int Day(ReadOnlySpan<byte> date) => Domain.Time.Day.Parse(Encoding.UTF8.GetString(date)).Number;

    /// <summary>The stored byte of an Admiralty code; 0 for none.</summary>
    public static byte Grade(ReadOnlySpan<byte> grade)
    {
        if (grade.IsEmpty) return 0;
        foreach (var (code, stored) in Grades)
            if (grade.SequenceEqual(code))
                return stored;
        throw new FormatException($"'{Encoding.UTF8.GetString(grade)}' is not a grade such as B2");
    }

    /// <summary>All 36 in ASCII: a rebuild meets one at every other fact.</summary>
    private static readonly (byte[] Code, byte Stored)[] Grades =
        [.. Enumerable.Range(1, 36).Select(stored => (Encoding.ASCII.GetBytes(Domain.Grades.Grade.FromByte((byte)stored).ToString()!), (byte)stored))];
}
