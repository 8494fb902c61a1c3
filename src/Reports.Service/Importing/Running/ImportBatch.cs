using Reports.Domain.Events;
using Reports.Domain.Gazetteer;
using Reports.EventStore.Events;
using Reports.EventStore.Log;
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

    /// <summary>Adds a source, and writes what is stored of it where the ledger does not hold it.</summary>
    public void Add(ImportedSource source, long row, int line, EventSerializer serializer)
    {
        Sources.Add(new RowSource(source, row, line, source.Withdrawn is null ? Write(source, line, serializer) : null));
        Facts += source.Facts.Length;
    }

    public void Clear()
    {
        Sources.Clear();
        Stored.Clear();
        Problems.Clear();
        Boundaries.Clear();
        Definitions = new NewDefinitions();
        (Rows, Facts, Characters, Bytes) = (0, 0, 0, 0);
    }

    private NewSource Write(ImportedSource source, int line, EventSerializer serializer)
    {
        var data = new ReadOnlyMemory<byte>[source.Facts.Length + 1];
        data[0] = Stored.Add(serializer.Write(new SourceReported(source.Header)));
        for (var i = 0; i < source.Facts.Length; i++) data[i + 1] = Stored.Add(serializer.Write(EventSerializer.Reported(source.Facts[i].Fact)));
        return new NewSource(source.Header.Id, StreamName.Source(source.Header.Id), line, source.Facts, data);
    }

    public bool IsFull => Rows >= ImportLimits.RowsTogether || Facts >= ImportLimits.FactsTogether || Characters >= ImportLimits.CharactersTogether;
}

/// <summary>A source of a row.</summary>
/// <param name="Source">As the row has it.</param>
/// <param name="Row">Counted from 1, without the header.</param>
/// <param name="Line">Where the row begins in the file.</param>
/// <param name="New">What is appended where the ledger does not hold the source; null for one that is only taken back.</param>
internal readonly record struct RowSource(ImportedSource Source, long Row, int Line, NewSource? New);
