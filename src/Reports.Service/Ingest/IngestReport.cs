using System.Collections.Immutable;
using Reports.Projections.ControlStatus;
using Reports.Projections.Figures;
using Reports.Projections.Incidents;
using Reports.Service.Coding;

namespace Reports.Service.Ingest;

/// <summary>What an ingest did, file by file, and every view that it changed.</summary>
/// <param name="From">The position before the ingest.</param>
/// <param name="To">The position after it.</param>
public sealed record IngestReport(long From, long To, ImmutableArray<FileReport> Files, ViewChanges Changes)
{
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

/// <summary>Views before and after: what is in neither changed.</summary>
public sealed record ViewChanges(
    ImmutableArray<ViewChange<ControlStatusView>> Statuses, ImmutableArray<ViewChange<FigureView>> Figures,
    ImmutableArray<ViewChange<IncidentView>> Incidents)
{
    public static readonly ViewChanges None = new([], [], []);

    public int Count => Statuses.Length + Figures.Length + Incidents.Length;
}

/// <param name="Id">The place, figure or incident.</param>
/// <param name="Before">Null when there was nothing.</param>
/// <param name="After">Null when nothing is left.</param>
public sealed record ViewChange<T>(string Id, T? Before, T? After)
    where T : class;
