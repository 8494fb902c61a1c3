using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;
using Reports.Domain.Text;
using Reports.Domain.Time;
using Reports.Domain.Vocabulary;

namespace Reports.Service.Coding;

/// <summary>Reads values out of a document tree and gathers every error with its place.</summary>
internal sealed partial class NodeBinder(string file)
{
    private int _untold;

    public List<CodingError> Errors { get; } = [];

    /// <summary>In the order of the file; the last one says how many more there are.</summary>
    public ImmutableArray<CodingError> Ordered()
    {
        var ordered = Errors.OrderBy(e => e.Line).ThenBy(e => e.Column).ToList();
        if (_untold > 0) ordered.Add(new CodingError(file, ordered[^1].Line, ordered[^1].Column, "", $"and {_untold} more errors"));
        return [.. ordered];
    }

    public void Fail(DocumentNode node, string path, string message)
    {
        if (Errors.Count < CodingLimits.Errors) Errors.Add(new CodingError(file, node.Line, node.Column, path, message));
        else _untold++;
    }

    /// <summary>The node as a mapping with no other keys than the ones named; null after an error.</summary>
    public MappingNode? Mapping(DocumentNode node, string path, params ReadOnlySpan<string> keys)
    {
        if (node is not MappingNode mapping)
        {
            Fail(node, path, $"a mapping was expected, with the keys {string.Join(", ", keys!)}");
            return null;
        }

        foreach (var (key, _) in mapping.Entries)
        {
            if (keys.Contains(key.Text)) continue;
            var near = NameKey.Closest(key.Text, keys.ToArray(), 1);
            Fail(key, Join(path, SafeText.Show(key.Text)), near.Count > 0
                ? $"unknown key: did you mean '{near[0]}'?"
                : $"unknown key: the keys here are {string.Join(", ", keys!)}");
        }

        return mapping;
    }

    /// <summary>The items under a key; empty when it is absent or empty.</summary>
    public List<(DocumentNode Node, string Path)> Items(MappingNode parent, string path, string key)
    {
        var found = parent.Find(key);
        if (found is null or ScalarNode { IsNull: true }) return [];
        var at = Join(path, key);
        switch (found)
        {
            case SequenceNode sequence:
                return [.. sequence.Items.Select((item, i) => (item, string.Create(CultureInfo.InvariantCulture, $"{at}[{i}]")))];
            case var other:
                Fail(other, at, "a list was expected");
                return [];
        }
    }

    /// <summary>The text under a key that must be there; empty after an error.</summary>
    public string Required(MappingNode parent, string path, string key)
    {
        // The path is written only when something is wrong with it: most values are fine.
        switch (parent.Find(key))
        {
            case null:
                Fail(parent, Join(path, key), $"the key '{key}' is missing");
                return "";
            case ScalarNode { IsNull: false } scalar when scalar.Text.Length > 0:
                return scalar.Text;
            case ScalarNode empty:
                Fail(empty, Join(path, key), "a value is missing");
                return "";
            case var other:
                Fail(other, Join(path, key), "one value was expected");
                return "";
        }
    }

    /// <summary>The text under a key, or null when it is absent or empty.</summary>
    public string? Optional(MappingNode parent, string path, string key) => parent.Find(key) switch
    {
        null or ScalarNode { IsNull: true } => null,
        _ => Required(parent, path, key) is { Length: > 0 } text ? text : null,
    };

    /// <summary>One line of text that a person reads.</summary>
    public string? Text(MappingNode parent, string path, string key, int maxLength, bool isRequired)
    {
        var text = isRequired ? Required(parent, path, key) : Optional(parent, path, key);
        if (!string.IsNullOrEmpty(text) && !SafeText.TryCheck(text, maxLength, out var problem)) Fail(parent.Find(key)!, Join(path, key), problem);
        return text;
    }

    public string Slug(MappingNode parent, string path, string key)
    {
        var text = Required(parent, path, key);
        if (text.Length > 0 && !Domain.Text.Slug.TryParse(text, out var problem)) Fail(parent.Find(key)!, Join(path, key), problem);
        return text;
    }

    public T Word<T>(MappingNode parent, string path, string key, Vocabulary<T> vocabulary, T? absent = null)
        where T : struct, Enum
    {
        var text = absent is null ? Required(parent, path, key) : Optional(parent, path, key);
        if (string.IsNullOrEmpty(text)) return absent ?? default;
        if (vocabulary.TryParse(text, out var value)) return value;
        var near = NameKey.Closest(text, vocabulary.Words, 1);
        Fail(parent.Find(key)!, Join(path, key), $"'{SafeText.Show(text)}' is not a {vocabulary.Name}"
            + (near.Count > 0 ? $": did you mean '{near[0]}'?" : $": {string.Join(", ", vocabulary.Words)}"));
        return default;
    }

    public ValidTime? Time(MappingNode parent, string path, string key)
    {
        var text = Required(parent, path, key);
        if (text.Length == 0) return null;
        if (ValidTime.TryParse(text, out var time, out var problem)) return time;
        Fail(parent.Find(key)!, Join(path, key), SafeText.Show(problem));
        return null;
    }

    public LocalDate? Date(MappingNode parent, string path, string key, bool isRequired)
    {
        var text = isRequired ? Required(parent, path, key) : Optional(parent, path, key);
        if (string.IsNullOrEmpty(text)) return null;
        if (Day.TryParse(text, out var day)) return day.ToDate();
        Fail(parent.Find(key)!, Join(path, key), $"'{SafeText.Show(text)}' is not a calendar date such as 2018-03-14");
        return null;
    }

    public string? Url(MappingNode parent, string path, string key)
    {
        var text = Text(parent, path, key, CodingLimits.UrlCharacters, isRequired: false);
        if (text is null || (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")) return text;
        Fail(parent.Find(key)!, Join(path, key), $"'{SafeText.Show(text)}' is not an http or https address");
        return text;
    }

    public string Sha256(MappingNode parent, string path, string key)
    {
        var text = Required(parent, path, key);
        if (text.Length > 0 && !Sha256Pattern().IsMatch(text))
            Fail(parent.Find(key)!, Join(path, key), "a SHA-256 digest has 64 lower-case hexadecimal digits");
        return text;
    }

    public string? Language(MappingNode parent, string path, string key, bool isRequired)
    {
        var text = isRequired ? Required(parent, path, key) : Optional(parent, path, key);
        if (!string.IsNullOrEmpty(text) && !IsLanguage(text))
            Fail(parent.Find(key)!, Join(path, key), $"'{SafeText.Show(text)}' is not a language tag such as en, ar or zh-Hant");
        return text;
    }

    public static bool IsLanguage(string text) => LanguagePattern().IsMatch(text);

    public delegate bool Finder(string name, out string id, out string problem);

    /// <summary>The id that the name under a key stands for; the name itself after an error.</summary>
    public string? Name(MappingNode parent, string path, string key, Finder find, bool isRequired = true)
    {
        var text = isRequired ? Required(parent, path, key) : Optional(parent, path, key);
        return string.IsNullOrEmpty(text) ? text : Resolve(parent.Find(key)!, Join(path, key), text, find);
    }

    public ImmutableArray<string> Names(MappingNode parent, string path, string key, Finder find) =>
        [.. Texts(parent, path, key).Select(t => Resolve(t.Node, t.Path, t.Text, find))];

    /// <summary>The texts of a list; a single text stands for a list of one.</summary>
    public IEnumerable<(string Text, DocumentNode Node, string Path)> Texts(MappingNode parent, string path, string key)
    {
        if (parent.Find(key) is ScalarNode { IsNull: false } single) return [(single.Text, single, Join(path, key))];
        var texts = new List<(string, DocumentNode, string)>();
        var items = Items(parent, path, key);
        if (items.Count > CodingLimits.ListItems) Fail(items[CodingLimits.ListItems].Node, Join(path, key), $"a list of {items.Count}; at most {CodingLimits.ListItems}");
        foreach (var (node, at) in items.Take(CodingLimits.ListItems))
        {
            if (node is ScalarNode { IsNull: false, Text.Length: > 0 } scalar) texts.Add((scalar.Text, node, at));
            else Fail(node, at, "a text was expected");
        }

        return texts;
    }

    public static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";

    private string Resolve(DocumentNode node, string path, string name, Finder find)
    {
        if (find(name, out var id, out var problem)) return id;
        Fail(node, path, SafeText.Show(problem));
        return name;
    }

    [GeneratedRegex("^[0-9a-f]{64}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Sha256Pattern();

    [GeneratedRegex("^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LanguagePattern();
}
