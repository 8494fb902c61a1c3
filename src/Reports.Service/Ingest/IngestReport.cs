using System.Collections.Immutable;
using Reports.Projections.Changes;
using Reports.Service.Coding;

namespace Reports.Service.Ingest;

/// <summary>What an ingest did, file by file, and every view that it changed.</summary>
/// <param name="From">The position before the ingest.</param>
/// <param name="To">The position after it.</param>
public sealed record IngestReport(long From, long To, ImmutableArray<FileReport> Files, ViewChanges Changes)
{
    /// <summary>Events that a dry run would have recorded; null where it was none.</summary>
    public int? WouldRecord { get; init; }

    /// <summary>False when a dry run did not look which views would change, because too much of the ledger bears on them.</summary>
    public bool IsPreviewed { get; init; } = true;

    public bool HasErrors => Files.Any(f => !f.Errors.IsEmpty);
}

public enum FileKind
{
    Source,
    Gazetteer,
    Unreadable,
}

/// <summary>What became of one file. Either all of it is in the ledger, or nothing and the errors say why.</summary>
public sealed record FileReport
{
    public required string File { get; init; }

    public required FileKind Kind { get; init; }

    /// <summary>The source's id; null for other files.</summary>
    public string? Source { get; init; }

    /// <summary>Facts or definitions that were not in the ledger.</summary>
    public int New { get; init; }

    /// <summary>Keys of facts, or ids of definitions, that read differently now.</summary>
    public ImmutableArray<string> Corrected { get; init; } = [];

    public ImmutableArray<string> Retracted { get; init; } = [];

    public bool HeaderCorrected { get; init; }

    public int Unchanged { get; init; }

    public ImmutableArray<string> Notices { get; init; } = [];

    public ImmutableArray<CodingError> Errors { get; init; } = [];
}
