using Reports.Domain.Text;
using Reports.Service.Coding;

namespace Reports.Service.Settings;

/// <summary>
/// A file of settings: YAML, or JSON of the same shape. YAML because the ledger's other files are, whose reader names line and column,
/// and because settings need comments. Immutable.
/// </summary>
public sealed class SettingsFile
{
    private readonly IReadOnlyDictionary<string, SettingsEntry> _entries;

    private SettingsFile(string path, IReadOnlyDictionary<string, SettingsEntry> entries)
    {
        Path = path;
        _entries = entries;
    }

    /// <summary>In place of a file: none is read, not one that stands where it is looked for either.</summary>
    public const string None = "none";

    /// <summary>The absolute path; paths in the file are relative to its folder.</summary>
    public string Path { get; }

    public SettingsEntry? Find(string name) => _entries.GetValueOrDefault(name);

    /// <summary>Reads a file, and finds everything that is wrong with its shape at once.</summary>
    /// <param name="path">The file.</param>
    /// <param name="known">The properties that there are.</param>
    /// <returns>The file, or null and each problem with its place.</returns>
    public static (SettingsFile? File, IReadOnlyList<string> Problems) Read(string path, IReadOnlyCollection<string> known)
    {
        MappingNode root;
        try
        {
            var bytes = File.ReadAllBytes(path);
            root = DocumentReader.Read(path, bytes) switch
            {
                MappingNode mapping => mapping,
                var other => throw new UnreadableDocumentException(other.Line, other.Column, "a settings file is a list of 'property: value'"),
            };
        }
        catch (UnreadableDocumentException e)
        {
            return (null, [new CodingError(path, e.Line, e.Column, "", e.Message).ToString()]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, [$"the settings cannot be read: {e.Message}"]);
        }

        var problems = new List<string>();
        var entries = new Dictionary<string, SettingsEntry>(StringComparer.Ordinal);
        foreach (var (key, value) in root.Entries)
        {
            if (!known.Contains(key.Text)) problems.Add(new CodingError(path, key.Line, key.Column, "", Unknown(key.Text, known)).ToString());
            else if (TextOf(value) is not { } text) problems.Add(new CodingError(path, value.Line, value.Column, key.Text, "it has no value; leave the property out to have its default").ToString());
            else entries[key.Text] = new SettingsEntry(text, key.Line);
        }

        return problems.Count == 0 ? (new SettingsFile(System.IO.Path.GetFullPath(path), entries), []) : (null, problems);
    }

    /// <summary>Lists and mappings are what a flag writes as <c>a,b</c> and <c>a=x,b=y</c>. Null where there is no value.</summary>
    private static string? TextOf(DocumentNode node) => node switch
    {
        ScalarNode { IsNull: false } scalar => scalar.Text,
        SequenceNode { Items: { Count: > 0 } items } => Join(items.Select(TextOf)),
        MappingNode { Entries: { Count: > 0 } entries } => Join(entries.Select(e => TextOf(e.Value) is { } text ? $"{e.Key.Text}={text}" : null)),
        _ => null,
    };

    private static string? Join(IEnumerable<string?> texts)
    {
        var all = texts.ToList();
        return all.Contains(null) ? null : string.Join(',', all);
    }

    private static string Unknown(string name, IReadOnlyCollection<string> known)
    {
        var near = NameKey.Closest(name, known, 2).Select(n => $"'{n}'").ToArray();
        return $"there is no property '{SafeText.Show(name)}'{(near.Length == 0 ? "; 'reports config' lists them" : $": did you mean {string.Join(" or ", near)}?")}";
    }
}

/// <summary>A property of a settings file.</summary>
/// <param name="Text">Its value, as a flag would give it.</param>
/// <param name="Line">Where it stands, from 1.</param>
public sealed record SettingsEntry(string Text, int Line);
