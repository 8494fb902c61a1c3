namespace Reports.Benchmarks.Measuring;

/// <summary>One line of a benchmark's table.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Value">The median over the runs, or the percentile that <paramref name="What"/> names.</param>
/// <param name="Unit">The unit of the value.</param>
/// <param name="Target">What is to be reached, as a text; null for none.</param>
/// <param name="IsMet">Whether it is; null where there is no target.</param>
public sealed record Figure(string What, double Value, string Unit, string? Target = null, bool? IsMet = null)
{
    public static Figure AtLeast(string what, double value, string unit, double target) =>
        new(what, value, unit, $">= {Table.Number(target)}", value >= target);

    public static Figure AtMost(string what, double value, string unit, double target) =>
        new(what, value, unit, $"<= {Table.Number(target)}", value <= target);
}

/// <summary>What one benchmark found.</summary>
public sealed record Result(string Name, string Setting, IReadOnlyList<Figure> Figures);
