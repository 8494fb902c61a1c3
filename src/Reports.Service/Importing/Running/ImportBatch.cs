using Reports.Domain.Gazetteer;
using Reports.Service.Importing.Names;
using Reports.Service.Importing.Records;
using Reports.Service.Ingest;

namespace Reports.Service.Importing.Running;

/// <summary>Rows that were mapped and wait to be appended together. Taken again for later rows, once these are in the ledger.</summary>
internal sealed class ImportBatch
{
    public List<RowSource> Sources { get; } = [];

    /// <summary>What is stored of the sources.</summary>
    public PooledBytes Stored { get; } = new();

    public List<(PlaceBoundary Boundary, int Line)> Boundaries { get; } = [];

    public List<RowProblem> Problems { get; } = [];

    public NewDefinitions Definitions { get; set; } = new();

    public int Rows { get; set; }

    public int Facts { get; set; }

    public long Characters { get; set; }

    /// <summary>Bytes of the file that were read when the batch was full.</summary>
    public long Bytes { get; set; }

    public void Clear()
    {
        Sources.Clear();
        Stored.Clear();
        Problems.Clear();
        Boundaries.Clear();
        Definitions = new NewDefinitions();
        (Rows, Facts, Characters, Bytes) = (0, 0, 0, 0);
    }

    public bool IsFull => Rows >= ImportLimits.RowsTogether || Facts >= ImportLimits.FactsTogether || Characters >= ImportLimits.CharactersTogether;
}

/// <summary>A source of a row.</summary>
/// <param name="Source">As the row has it.</param>
/// <param name="Row">Counted from 1, without the header.</param>
/// <param name="Line">Where the row begins in the file.</param>
/// <param name="New">What is appended where the ledger does not hold the source; null for one that is only taken back.</param>
internal readonly record struct RowSource(ImportedSource Source, long Row, int Line, NewSource? New);
