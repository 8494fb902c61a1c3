using System.Text;

namespace Reports.Domain.Vocabulary;

/// <summary>
/// A closed list of words and the values they stand for. The words are stored in events and read from source files:
/// they are a contract and never change meaning. Immutable and thread safe.
/// </summary>
public sealed class Vocabulary<T>
    where T : struct, Enum
{
    private readonly Dictionary<string, T> _values;
    private readonly (T Value, string Word, byte[] Utf8)[] _words;

    public Vocabulary(string name, params ReadOnlySpan<(T Value, string Word)> words)
    {
        Name = name;
        _words = new (T, string, byte[])[words.Length];
        for (var i = 0; i < words.Length; i++)
            _words[i] = (words[i].Value, words[i].Word, Encoding.UTF8.GetBytes(words[i].Word));
        _values = _words.ToDictionary(w => w.Word, w => w.Value, StringComparer.Ordinal);
    }

    /// <summary>What the words are, for error messages: "relation".</summary>
    public string Name { get; }

    /// <summary>Every word, in the handbook's order.</summary>
    public IEnumerable<string> Words => _words.Select(w => w.Word);

    /// <exception cref="ArgumentOutOfRangeException">The value has no word.</exception>
    public string Word(T value)
    {
        foreach (var word in _words)
            if (EqualityComparer<T>.Default.Equals(word.Value, value))
                return word.Word;
        throw new ArgumentOutOfRangeException(nameof(value), value, $"not a {Name}");
    }

    public bool TryParse(string word, out T value) => _values.TryGetValue(word, out value);

    /// <summary>Reads a stored word without allocating.</summary>
    public bool TryParse(ReadOnlySpan<byte> utf8, out T value)
    {
        foreach (var word in _words)
        {
            if (!utf8.SequenceEqual(word.Utf8)) continue;
            value = word.Value;
            return true;
        }

        value = default;
        return false;
    }
}
