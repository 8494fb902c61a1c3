using Reports.Domain.Vocabulary;

namespace Reports.Domain.Facts;

/// <summary>How much of the place a control fact is about.</summary>
public enum Extent : byte
{
    Unstated,
    Whole,
    Part,
    Pocket,
}

public static class Extents
{
    public static readonly Vocabulary<Extent> Vocabulary = new(
        "extent",
        (Extent.Unstated, "unstated"),
        (Extent.Whole, "whole"),
        (Extent.Part, "part"),
        (Extent.Pocket, "pocket"));

    /// <summary>A part or a pocket leaves room for others in the same place; whole and unstated do not.</summary>
    public static bool LeavesRoom(this Extent extent) => extent is Extent.Part or Extent.Pocket;
}
