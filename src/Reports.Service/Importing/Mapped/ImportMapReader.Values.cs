using System.Collections.Immutable;
using Reports.Domain.Facts;
using Reports.Domain.Text;
using Reports.Domain.Vocabulary;
using Reports.Service.Coding;

namespace Reports.Service.Importing.Mapped;

/// <summary>The values of which sources and facts are made.</summary>
internal sealed partial class ImportMapReader
{
    private delegate string? Check(string text);

    private static Check WordOf<T>(Vocabulary<T> vocabulary)
        where T : struct, Enum => text => vocabulary.TryParse(text, out _) ? null
            : NameKey.Closest(text, vocabulary.Words, 1) is [{ } near, ..] ? $"not a {vocabulary.Name}: did you mean '{near}'?" : $"not a {vocabulary.Name}: {string.Join(", ", vocabulary.Words)}";

    /// <summary>What stands under a key that must be there.</summary>
    private T? Part<T>(MappingNode parent, string path, string key, Func<DocumentNode, string, T?> read)
        where T : class =>
        parent.Find(key) is { } node ? read(node, NodeBinder.Join(path, key)) : Missing<T>(parent, path, key);

    private T? Missing<T>(MappingNode parent, string path, string key)
        where T : class
    {
        _bind.Fail(parent, NodeBinder.Join(path, key), $"the key '{key}' is missing");
        return null;
    }

    /// <summary>A list, or one item in place of it.</summary>
    private ImmutableArray<T> List<T>(MappingNode parent, string path, string key, Func<DocumentNode, string, T?> read)
        where T : class
    {
        IEnumerable<(DocumentNode Node, string Path)> items = parent.Find(key) is { } one and not SequenceNode ? [(one, NodeBinder.Join(path, key))] : _bind.Items(parent, path, key);
        return [.. items.Select(i => read(i.Node, i.Path)).OfType<T>()];
    }

    private MapValue? Required(MappingNode parent, string path, string key, Check? check = null) => Part(parent, path, key, (node, at) => Value(node, at, check));

    private MapValue? Optional(MappingNode parent, string path, string key, Check? check = null) =>
        parent.Find(key) is null or ScalarNode { IsNull: true } ? null : Required(parent, path, key, check);

    /// <param name="node">A text, or a mapping of a text and what its values stand for.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="check">What is wrong with a constant; null for nothing.</param>
    private MapValue? Value(DocumentNode node, string path, Check? check = null)
    {
        if (node is ScalarNode scalar)
        {
            if (Template(scalar, path) is not { } template) return null;
            Constant(template.Constant, node, path, check);
            return new MapValue(template, null, null, null, path);
        }

        if (_bind.Mapping(node, path, "value", "words", "otherwise", "empty") is not { } mapping) return null;
        if (Part(mapping, path, "value", (n, at) => n is ScalarNode text ? Template(text, at) : Expected<MapTemplate>(n, at, "a text was expected")) is not { } value) return null;
        var words = mapping.Find("words") is { } given ? Words(given, NodeBinder.Join(path, "words"), check) : null;
        var (otherwise, empty) = (_bind.Optional(mapping, path, "otherwise"), _bind.Optional(mapping, path, "empty"));
        if (otherwise is not null && words is null) _bind.Fail(mapping.Find("otherwise")!, NodeBinder.Join(path, "otherwise"), "'otherwise' stands beside 'words'");
        Constant(otherwise, mapping.Find("otherwise") ?? mapping, NodeBinder.Join(path, "otherwise"), check);
        Constant(empty, mapping.Find("empty") ?? mapping, NodeBinder.Join(path, "empty"), check);
        if (words is null) Constant(value.Constant, mapping.Find("value")!, NodeBinder.Join(path, "value"), check);
        return new MapValue(value, words, otherwise, empty, path);
    }

    private Dictionary<string, string>? Words(DocumentNode node, string path, Check? check)
    {
        if (node is not MappingNode { Entries.Count: > 0 } mapping) return Expected<Dictionary<string, string>>(node, path, "a mapping from what stands in the file to what it means was expected");
        var words = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in mapping.Entries)
        {
            var at = NodeBinder.Join(path, SafeText.Show(key.Text));
            if (value is not ScalarNode { IsNull: false, Text: var word }) _bind.Fail(value, at, "a text was expected");
            else if (!words.TryAdd(key.Text, word)) _bind.Fail(key, at, "the text stands twice: capitals do not matter");
            else Constant(word, value, at, check);
        }

        return words;
    }

    private void Constant(string? text, DocumentNode node, string path, Check? check)
    {
        if (text is not null && check?.Invoke(text) is { } problem) _bind.Fail(node, path, $"'{SafeText.Show(text)}' is {(problem.StartsWith("not", StringComparison.Ordinal) ? "" : "wrong: ")}{problem}");
    }

    private T? Expected<T>(DocumentNode node, string path, string what)
        where T : class
    {
        _bind.Fail(node, path, what);
        return null;
    }

    private MapTemplate? Template(ScalarNode node, string path)
    {
        if (node.Text.Length == 0 || node.IsNull) return Expected<MapTemplate>(node, path, "a value is missing");
        if (!MapTemplate.TryParse(node.Text, out var template, out var problem)) return Expected<MapTemplate>(node, path, SafeText.Show(problem));
        foreach (var column in template.Columns) Uses(column, path);
        return template;
    }

    /// <summary>Notes where a column is used, for whoever decides whether to import.</summary>
    private void Uses(string column, string path)
    {
        if (!_uses.TryGetValue(column, out var uses))
        {
            _uses[column] = uses = [];
            _columns.Add(column);
        }

        var end = path.IndexOf(']', StringComparison.Ordinal);
        uses.Add(end > 0 && _factNames.TryGetValue(path[..(end + 1)], out var fact) ? $"{fact}: {path[(end + 1)..].TrimStart('.')}" : path);
    }

    private ImmutableArray<MapCondition> Conditions(MappingNode parent, string path, string key) => List(parent, path, key, Condition);

    private MapCondition? Condition(DocumentNode node, string path)
    {
        if (_bind.Mapping(node, path, "column", "is", "is-not") is not { } condition) return null;
        var column = _bind.Required(condition, path, "column");
        if (column.Length == 0) return null;
        Uses(column, path);
        var isNot = condition.Find("is-not") is not null;
        if (isNot == condition.Find("is") is not null) return Expected<MapCondition>(node, path, "a condition has one of 'is' and 'is-not'");
        // An empty field is written as "" or left empty.
        var values = condition.Find(isNot ? "is-not" : "is") switch
        {
            ScalarNode { IsNull: true } => [""],
            ScalarNode one => [one.Text],
            SequenceNode several => several.Items.OfType<ScalarNode>().Select(v => v.IsNull ? "" : v.Text).ToList(),
            _ => new List<string>(),
        };
        return values.Count == 0 ? Expected<MapCondition>(node, path, "a condition names the values that it looks for") : new MapCondition(column, values.ToHashSet(StringComparer.OrdinalIgnoreCase), isNot);
    }

    private sealed record FlagWhen(FactFlag Flag, ImmutableArray<MapCondition> When);

    private FlagWhen? Flag(DocumentNode node, string path)
    {
        var when = ImmutableArray<MapCondition>.Empty;
        if (node is MappingNode)
        {
            if (_bind.Mapping(node, path, "flag", "when") is not { } conditional) return null;
            when = Conditions(conditional, path, "when");
            node = conditional.Find("flag") ?? node;
        }

        if (node is ScalarNode { Text: var word } && FactFlags.Vocabulary.TryParse(word, out var flag)) return new FlagWhen(flag, when);
        return Expected<FlagWhen>(node, path, $"a flag is one of {string.Join(", ", FactFlags.Vocabulary.Words)}");
    }

    private MapDate? Date(DocumentNode node, string path)
    {
        if (node is MappingNode mapping && mapping.Find("date") is not null)
        {
            if (_bind.Mapping(node, path, "date", "form") is null) return null;
            return Required(mapping, path, "date") is { } value ? new MapDate(value, Forms(mapping, path)) : null;
        }

        return Value(node, path) is { } plain ? new MapDate(plain, []) : null;
    }

    private List<MapDateForm> Forms(MappingNode parent, string path)
    {
        var forms = new List<MapDateForm>();
        foreach (var (text, node, at) in _bind.Texts(parent, path, "form"))
            if (MapDateForm.TryCreate(text, out var form, out var problem)) forms.Add(form!);
            else _bind.Fail(node, at, SafeText.Show(problem));
        return forms;
    }

    private MapTime? Time(DocumentNode node, string path)
    {
        if (node is ScalarNode || (node is MappingNode plain && plain.Find("value") is not null))
            return Value(node, path, t => Domain.Time.ValidTime.TryParse(t, out _, out var problem) ? null : problem) is { } edtf ? new MapTime { Edtf = edtf } : null;
        if (_bind.Mapping(node, path, "date", "from", "to", "form", "precision") is not { } time) return null;
        var forms = Forms(time, path);
        MapDate? On(string key) => Optional(time, path, key) is { } value ? new MapDate(value, forms) : null;
        var (date, from, to) = (On("date"), On("from"), On("to"));
        if (date is null == (from is null && to is null)) return Expected<MapTime>(node, path, "a time has a 'date', or 'from' and 'to'");
        var precision = Optional(time, path, "precision", WordOf(MapTime.Precisions));
        if (precision is not null && date is null) _bind.Fail(time.Find("precision")!, NodeBinder.Join(path, "precision"), "a precision stands beside a 'date'");
        return new MapTime { Date = date, From = from, To = to, Precision = precision };
    }

    private MapQuantity? Amount(DocumentNode node, string path)
    {
        if (node is ScalarNode || (node is MappingNode plain && plain.Find("value") is not null))
            return Value(node, path, t => Domain.Quantities.Quantity.TryParse(t, out _, out var problem) ? null : problem) is { } phrase ? new MapQuantity { Phrase = phrase } : null;
        if (_bind.Mapping(node, path, "number", "low", "best", "high", "decimal-mark", "decimals") is not { } quantity) return null;
        var (number, low, best, high) = (Optional(quantity, path, "number"), Optional(quantity, path, "low"), Optional(quantity, path, "best"), Optional(quantity, path, "high"));
        if (number is null == (low is null && best is null && high is null)) return Expected<MapQuantity>(node, path, "a quantity has a 'number', or some of 'low', 'best' and 'high'");
        var mark = _bind.Optional(quantity, path, "decimal-mark");
        if (mark is not (null or "." or ",")) _bind.Fail(quantity.Find("decimal-mark")!, NodeBinder.Join(path, "decimal-mark"), "a decimal mark is '.' or ','");
        var decimals = _bind.Optional(quantity, path, "decimals");
        if (decimals is not (null or "round" or "reject")) _bind.Fail(quantity.Find("decimals")!, NodeBinder.Join(path, "decimals"), "what becomes of decimals is 'round' or 'reject'");
        return new MapQuantity { Number = number, Low = low, Best = best, High = high, DecimalMark = mark is "," ? ',' : '.', IsRounded = decimals == "round" };
    }
}
