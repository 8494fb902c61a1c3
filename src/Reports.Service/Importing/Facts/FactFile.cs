using Reports.Service.Coding;
using Reports.Service.Importing.Records;

namespace Reports.Service.Importing.Facts;

/// <summary>A file of facts, record by record.</summary>
internal abstract class FactFile : IDisposable
{
    /// <summary>Bytes of the file that were read.</summary>
    public abstract long BytesRead { get; }

    /// <summary>True where each record is a document that is taken whole; false where it is one fact of a source.</summary>
    public virtual bool HasDocuments => false;

    /// <summary>What is to be told of the file as a whole.</summary>
    public virtual IEnumerable<string> Notices => [];

    /// <summary>The next record; null after the last.</summary>
    /// <exception cref="Queries.RefusedException">What follows cannot be told apart into records.</exception>
    public abstract FactRecord? Next();

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}

/// <summary>A row or a line.</summary>
/// <param name="Row">From 1, without headers.</param>
/// <param name="Line">Where it begins; of a format without lines the row.</param>
/// <param name="Length">Characters or bytes, for bounds.</param>
/// <param name="Document">In the shape of a source file or a gazetteer file; null where it cannot be read.</param>
/// <param name="Problem">Why it cannot be read.</param>
internal sealed record FactRecord(long Row, int Line, int Length, MappingNode? Document, RowProblem? Problem);
