using System.Globalization;

namespace Reports.Service.Output.Tables;

/// <summary>How items are written as rows: what fits in cells; JSON has the rest. Columns are only ever added.</summary>
internal sealed record Table<T>(IReadOnlyList<Column<T>> Columns)
{
    public IReadOnlyList<string?> Row(T item) => [.. Columns.Select(c => c.Text(item))];
}

/// <summary>One column of a table.</summary>
/// <param name="Name">As JSON names it.</param>
/// <param name="Hxl">Its HXL hashtag with attributes (HXL standard 1.1).</param>
internal abstract record Column<T>(string Name, string Hxl)
{
    /// <summary>The value as text, in the invariant culture; null for none.</summary>
    public abstract string? Text(T item);
}

internal sealed record TextColumn<T>(string Name, string Hxl, Func<T, string?> Value) : Column<T>(Name, Hxl)
{
    public override string? Text(T item) => Value(item);
}

internal sealed record WholeColumn<T>(string Name, string Hxl, Func<T, long?> Value) : Column<T>(Name, Hxl)
{
    public override string? Text(T item) => Value(item)?.ToString(CultureInfo.InvariantCulture);
}

internal sealed record NumberColumn<T>(string Name, string Hxl, Func<T, double?> Value) : Column<T>(Name, Hxl)
{
    public override string? Text(T item) => Value(item)?.ToString(CultureInfo.InvariantCulture);
}

internal sealed record FlagColumn<T>(string Name, string Hxl, Func<T, bool> Value) : Column<T>(Name, Hxl)
{
    public override string? Text(T item) => Value(item) ? "true" : "false";
}
