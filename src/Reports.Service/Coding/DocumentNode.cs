namespace Reports.Service.Coding;

/// <summary>A node of a YAML or JSON document, with the place where it begins.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
internal abstract record DocumentNode(int Line, int Column);

/// <param name="Text">The text; for a plain scalar as it was written.</param>
/// <param name="IsPlain">Written without quotes in YAML, or not as a string in JSON: <c>null</c>, <c>true</c> and numbers are.</param>
internal sealed record ScalarNode(string Text, bool IsPlain, int Line, int Column) : DocumentNode(Line, Column)
{
    public bool IsNull => IsPlain && (Text is "" or "null" or "~");
}

internal sealed record SequenceNode(List<DocumentNode> Items, int Line, int Column) : DocumentNode(Line, Column);

internal sealed record MappingNode(List<(ScalarNode Key, DocumentNode Value)> Entries, int Line, int Column) : DocumentNode(Line, Column)
{
    public DocumentNode? Find(string key)
    {
        foreach (var (name, value) in Entries)
            if (name.Text == key)
                return value;
        return null;
    }
}

/// <summary>A document that could not be read as far as its nodes.</summary>
internal sealed class UnreadableDocumentException(int line, int column, string message) : Exception(message)
{
    public int Line { get; } = line;

    public int Column { get; } = column;
}
