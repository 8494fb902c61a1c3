using System.Collections.Immutable;
using System.Text;

namespace Reports.Service.Importing.Mapped;

/// <summary>
/// Text with columns in it: <c>Occupied area on {date}</c>. Two braces are one. <see cref="Published"/> is the day of publication, and
/// <see cref="Digest"/> stands for the whole row: twelve digits of its SHA-256. Immutable and thread safe.
/// </summary>
internal sealed class MapTemplate
{
    public const string Published = "@published";
    public const string Digest = "@digest";

    private const int DigestDigits = 12;

    private readonly ImmutableArray<(string Text, string? Column)> _parts;

    private MapTemplate(string source, ImmutableArray<(string Text, string? Column)> parts) => (Source, _parts) = (source, parts);

    /// <summary>As the mapping has it.</summary>
    public string Source { get; }

    /// <summary>Columns of the file.</summary>
    public IEnumerable<string> Columns => _parts.Where(p => p.Column is not null && p.Column[0] != '@').Select(p => p.Column!);

    /// <summary>The column to name where its value is wrong; empty where the text has none.</summary>
    public string Column => Columns.FirstOrDefault("");

    /// <summary>The text where it has no columns; null where it has some.</summary>
    public string? Constant => _parts.All(p => p.Column is null) ? string.Concat(_parts.Select(p => p.Text)) : null;

    /// <param name="text">As the mapping has it.</param>
    /// <param name="template">The template.</param>
    /// <param name="problem">What is wrong with it.</param>
    public static bool TryParse(string text, out MapTemplate template, out string problem)
    {
        var parts = ImmutableArray.CreateBuilder<(string, string?)>();
        var literal = new StringBuilder();
        problem = "";
        for (var i = 0; i < text.Length && problem.Length == 0; i++)
        {
            var isDoubled = i + 1 < text.Length && text[i + 1] == text[i];
            if (text[i] is not ('{' or '}') || isDoubled)
            {
                literal.Append(text[i]);
                if (text[i] is '{' or '}') i++;
                continue;
            }

            var end = text[i] == '{' ? text.IndexOf('}', i) : -1;
            var column = end < 0 ? "" : text[(i + 1)..end].Trim();
            if (text[i] == '}') problem = "a brace that closes nothing: two stand for one in a text";
            else if (end < 0) problem = "a brace that is not closed: {column}";
            else if (column.Length == 0) problem = "braces without a column: {column}";
            else if (column[0] == '@' && column is not (Published or Digest)) problem = $"'{column}' is neither {Published} nor {Digest}";
            else
            {
                if (literal.Length > 0) parts.Add((literal.ToString(), null));
                literal.Clear();
                parts.Add(("", column));
                i = end;
            }
        }

        if (literal.Length > 0) parts.Add((literal.ToString(), null));
        template = new MapTemplate(text, parts.ToImmutable());
        return problem.Length == 0;
    }

    /// <summary>The text for a row; empty where every column in it is.</summary>
    public string Read(MapRow at)
    {
        if (_parts is [{ Column: null } only]) return only.Text;
        if (_parts is [{ Column: not null } one]) return Value(at, one.Column);
        var text = new StringBuilder();
        var isEmpty = _parts.Any(p => p.Column is not null);
        foreach (var (literal, column) in _parts)
        {
            var value = column is null ? literal : Value(at, column);
            isEmpty &= column is null || value.Length == 0;
            text.Append(value);
        }

        return isEmpty ? "" : text.ToString().Trim();
    }

    private static string Value(MapRow at, string column) => column switch
    {
        Published => at.Published.ToString(),
        Digest => at.Row.Sha256()[..DigestDigits],
        _ => at.Text(column),
    };
}
