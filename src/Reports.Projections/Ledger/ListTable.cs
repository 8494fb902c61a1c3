using System.Text.Json;
using Reports.Projections.Symbols;

namespace Reports.Projections.Ledger;

/// <summary>Lists of ids by number: the stored JSON array is read once, however many facts have it.</summary>
internal sealed class ListTable(Utf8Symbols names)
{
    private readonly List<int[]> _lists = [];

    public Utf8Symbols Texts { get; } = new();

    /// <summary>The names' numbers; empty for <see cref="Utf8Symbols.None"/>.</summary>
    public ReadOnlySpan<int> this[int number] => number == Utf8Symbols.None ? [] : _lists[number];

    /// <summary>The list's number, or <see cref="Utf8Symbols.None"/> for an absent one.</summary>
    public int Intern(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty) return Utf8Symbols.None;
        var number = Texts.Intern(json);
        if (number == _lists.Count) _lists.Add(Parse(json));
        return number;
    }

    internal void Reparse()
    {
        _lists.Clear();
        for (var i = 0; i < Texts.Count; i++) _lists.Add(Parse(Texts[i]));
    }

    private int[] Parse(ReadOnlySpan<byte> json)
    {
        var list = new List<int>();
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
            if (reader.TokenType == JsonTokenType.String)
                list.Add(names.Intern(reader.ValueSpan));
        return [.. list];
    }
}
