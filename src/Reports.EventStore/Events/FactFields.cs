using System.Text.Json;
using Reports.Domain.Vocabulary;

namespace Reports.EventStore.Events;

/// <summary>A property of a stored fact that views are made of.</summary>
internal enum Field
{
    Key,
    By,
    Stance,
    Grade,
    Place,
    Actor,
    Relation,
    Extent,
    On,
    About,
    Measure,
    Population,
    Modality,
    Scope,
    Quantity,
    Window,
    Rounds,
    Kind,
    From,
    To,
    Participants,
    PartOf,
    Count,
}

/// <summary>Where the properties of one fact stand in its bytes: one pass, no copies.</summary>
internal sealed class FactFields
{
    private readonly (int Start, int Length)[] _ranges = new (int, int)[(int)Field.Count];

    public bool Lost { get; private set; }

    public void Read(ReadOnlySpan<byte> data)
    {
        Clear();
        if (TryReadCanonical(data)) return;
        Clear();
        var reader = new Utf8JsonReader(data);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new FormatException("not a JSON object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = FieldOf(reader.ValueSpan);
            reader.Read();
            switch (reader.TokenType)
            {
                case JsonTokenType.String:
                    if (field == Field.Count) break;
                    if (reader.ValueIsEscaped) throw new FormatException("an escape in a text that is written without");
                    // The token starts at its opening quote.
                    _ranges[(int)field] = ((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
                    break;
                case JsonTokenType.StartArray:
                    var start = (int)reader.TokenStartIndex;
                    reader.Skip();
                    if (field != Field.Count) _ranges[(int)field] = (start, (int)reader.BytesConsumed - start);
                    break;
                case JsonTokenType.StartObject:
                    reader.Skip();
                    break;
                case JsonTokenType.True:
                    // The one flag of a fact is "lost".
                    Lost = true;
                    break;
            }
        }

        Utf8.End(ref reader);
    }

    private bool TryReadCanonical(ReadOnlySpan<byte> data)
    {
        var fact = new CanonicalFact(data);
        while (fact.Next(out var name, out var start, out var length, out var isTrue))
        {
            Lost |= isTrue;
            var field = length == 0 ? Field.Count : FieldOf(name);
            if (field != Field.Count) _ranges[(int)field] = (start, length);
            if (fact.IsComplete) return true;
        }

        return false;
    }

    private void Clear()
    {
        Array.Clear(_ranges);
        Lost = false;
    }

    public ReadOnlySpan<byte> Optional(ReadOnlySpan<byte> data, Field field)
    {
        var (start, length) = _ranges[(int)field];
        return data.Slice(start, length);
    }

    public ReadOnlySpan<byte> Required(ReadOnlySpan<byte> data, Field field)
    {
        var (start, length) = _ranges[(int)field];
        return length > 0 ? data.Slice(start, length) : throw new FormatException($"no '{field.ToString().ToLowerInvariant()}'");
    }

    public T Word<T>(ReadOnlySpan<byte> data, Field field, Vocabulary<T> vocabulary, T? absent = null)
        where T : struct, Enum
    {
        var (start, length) = _ranges[(int)field];
        if (length == 0) return absent ?? throw new FormatException($"no '{field.ToString().ToLowerInvariant()}'");
        return vocabulary.TryParse(data.Slice(start, length), out var value)
            ? value
            : throw new FormatException($"'{System.Text.Encoding.UTF8.GetString(data.Slice(start, length))}' is not a {vocabulary.Name}");
    }

    private static Field FieldOf(ReadOnlySpan<byte> name) => name.Length switch
    {
        2 => name.SequenceEqual("by"u8) ? Field.By : name.SequenceEqual("on"u8) ? Field.On : name.SequenceEqual("to"u8) ? Field.To : Field.Count,
        3 => name.SequenceEqual("key"u8) ? Field.Key : Field.Count,
        4 => name.SequenceEqual("kind"u8) ? Field.Kind : name.SequenceEqual("from"u8) ? Field.From : Field.Count,
        5 => name[0] switch
        {
            (byte)'p' when name.SequenceEqual("place"u8) => Field.Place,
            (byte)'a' when name.SequenceEqual("actor"u8) => Field.Actor,
            (byte)'a' when name.SequenceEqual("about"u8) => Field.About,
            (byte)'s' when name.SequenceEqual("scope"u8) => Field.Scope,
            (byte)'g' when name.SequenceEqual("grade"u8) => Field.Grade,
            _ => Field.Count,
        },
        6 => name[0] switch
        {
            (byte)'e' when name.SequenceEqual("extent"u8) => Field.Extent,
            (byte)'s' when name.SequenceEqual("stance"u8) => Field.Stance,
            (byte)'w' when name.SequenceEqual("window"u8) => Field.Window,
            (byte)'r' when name.SequenceEqual("rounds"u8) => Field.Rounds,
            (byte)'p' when name.SequenceEqual("partOf"u8) => Field.PartOf,
            _ => Field.Count,
        },
        7 => name.SequenceEqual("measure"u8) ? Field.Measure : Field.Count,
        8 => name[0] switch
        {
            (byte)'q' when name.SequenceEqual("quantity"u8) => Field.Quantity,
            (byte)'r' when name.SequenceEqual("relation"u8) => Field.Relation,
            (byte)'m' when name.SequenceEqual("modality"u8) => Field.Modality,
            _ => Field.Count,
        },
        10 => name.SequenceEqual("population"u8) ? Field.Population : Field.Count,
        12 => name.SequenceEqual("participants"u8) ? Field.Participants : Field.Count,
        _ => Field.Count,
    };
}
