using Reports.Domain.Vocabulary;

namespace Reports.Domain.Facts;

/// <summary>Whether a figure counts what happened or what is to happen. The two are never compared.</summary>
public enum Modality : byte
{
    Actual,
    Planned,
}

public static class Modalities
{
    public static readonly Vocabulary<Modality> Vocabulary = new(
        "modality",
        (Modality.Actual, "actual"),
        (Modality.Planned, "planned"));
}
