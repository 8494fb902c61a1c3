namespace Reports.Service.Importing.Running;

/// <summary>What becomes of a column; shown before anything is applied.</summary>
/// <param name="Column">The column's name, or several.</param>
/// <param name="Becomes">In a sentence.</param>
/// <param name="IsRequired">A file without it is not of this format.</param>
public sealed record MappedColumn(string Column, string Becomes, bool IsRequired = true)
{
    /// <summary>The columns one by one.</summary>
    public IReadOnlyList<string> Names { get; init; } = Column.Split(", ");
}
