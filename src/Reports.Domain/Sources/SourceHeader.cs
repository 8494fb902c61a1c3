using NodaTime;

namespace Reports.Domain.Sources;

/// <summary>One published document.</summary>
public sealed record SourceHeader
{
    /// <summary>A slug, unique in the ledger.</summary>
    public required string Id { get; init; }

    public required string Outlet { get; init; }

    public required string Title { get; init; }

    public required LocalDate Published { get; init; }

    /// <summary>BCP 47 language tag.</summary>
    public required string Language { get; init; }

    public string? Url { get; init; }

    public LocalDate? Retrieved { get; init; }

    /// <summary>Where an archived copy is kept.</summary>
    public string? Archive { get; init; }

    /// <summary>SHA-256 of the text that was coded, 64 lower-case hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    public string? Note { get; init; }
}
