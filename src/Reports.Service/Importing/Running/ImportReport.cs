using Reports.Domain.Facts;
using Reports.Service.Importing.Names;
using Reports.Service.Importing.Records;

namespace Reports.Service.Importing.Running;

/// <summary>How far an import has come.</summary>
/// <param name="Rows">Rows that are in the ledger, or rejected.</param>
/// <param name="Bytes">Bytes of the file that were read.</param>
/// <param name="Length">Bytes of the file; 0 where nobody knows.</param>
public readonly record struct ImportProgress(long Rows, long Bytes, long Length);

/// <summary>What an import did. Its numbers add up: rows are those taken and those rejected.</summary>
public sealed class ImportReport
{
    public required string Format { get; init; }

    public required string File { get; init; }

    public bool IsDryRun { get; init; }

    /// <summary>Rows of the file, without its header.</summary>
    public long Rows { get; internal set; }

    /// <summary>Rows that the ledger holds now.</summary>
    public long Taken => Rows - Rejected;

    public long Rejected { get; internal set; }

    public long NewSources { get; internal set; }

    /// <summary>Sources of which something reads differently now.</summary>
    public long ChangedSources { get; internal set; }

    public long UnchangedSources { get; internal set; }

    public long WithdrawnSources { get; internal set; }

    public long NewFacts { get; internal set; }

    public long CorrectedFacts { get; internal set; }

    public long RetractedFacts { get; internal set; }

    public long UnchangedFacts { get; internal set; }

    /// <summary>Facts of the file with each flag; a fact may have several.</summary>
    public SortedDictionary<FactFlag, long> Flags { get; } = [];

    public long FlaggedFacts { get; internal set; }

    public int NewPlaces { get; internal set; }

    public int NewActors { get; internal set; }

    public int NewOutlets { get; internal set; }

    /// <summary>Boundaries of places that had none.</summary>
    public int NewBoundaries { get; internal set; }

    /// <summary>Boundaries of places that had another one.</summary>
    public int ChangedBoundaries { get; internal set; }

    public int UnchangedBoundaries { get; internal set; }

    /// <summary>Where rejected rows stand; null when there are none.</summary>
    public string? RejectFile { get; internal set; }

    /// <summary>The first rejected rows.</summary>
    public List<RowProblem> Problems { get; } = [];

    /// <summary>What the names of the file stand for, in the order in which they were met.</summary>
    public IReadOnlyList<NamedId> Names { get; internal set; } = [];

    /// <summary>Names that several entries of the gazetteer share, with what they could be.</summary>
    public IReadOnlyList<string> Ambiguous { get; internal set; } = [];

    public IReadOnlyList<string> Notices { get; internal set; } = [];

    /// <summary>The position before the import.</summary>
    public long From { get; internal set; }

    /// <summary>The position after it.</summary>
    public long To { get; internal set; }

    public TimeSpan Elapsed { get; internal set; }

    public bool HasErrors => Rejected > 0;
}
