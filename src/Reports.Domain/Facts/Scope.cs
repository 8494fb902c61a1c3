using Reports.Domain.Vocabulary;

namespace Reports.Domain.Facts;

/// <summary>What part of its window a figure covers. Figures of different scope are never compared.</summary>
public enum Scope : byte
{
    /// <summary>All of what the figure is about.</summary>
    Total,

    /// <summary>One convoy, batch or wave.</summary>
    Convoy,

    /// <summary>One day of something longer.</summary>
    Day,

    /// <summary>A running total since the window's first day.</summary>
    Cumulative,
}

public static class Scopes
{
    public static readonly Vocabulary<Scope> Vocabulary = new(
        "scope",
        (Scope.Total, "total"),
        (Scope.Convoy, "convoy"),
        (Scope.Day, "day"),
        (Scope.Cumulative, "cumulative"));
}
