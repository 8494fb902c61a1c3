using Reports.Domain.Gazetteer;
using Reports.Service.Importing.Names;
using Reports.Service.Importing.Records;

namespace Reports.Service.Importing.Running;

/// <summary>Rows that were mapped and wait to be appended together.</summary>
internal sealed class ImportBatch
{
    public List<(ImportedSource Source, long Row, int Line)> Sources { get; } = [];

    public List<(PlaceBoundary Boundary, int Line)> Boundaries { get; } = [];

    public List<RowProblem> Problems { get; } = [];

    public NewDefinitions Definitions { get; set; } = new();

    public int Rows { get; set; }

    public int Facts { get; set; }

    public long Characters { get; set; }

    /// <summary>Bytes of the file that were read when the batch was full.</summary>
    public long Bytes { get; set; }

    public bool IsFull => Rows >= ImportLimits.RowsTogether || Facts >= ImportLimits.FactsTogether || Characters >= ImportLimits.CharactersTogether;
}
