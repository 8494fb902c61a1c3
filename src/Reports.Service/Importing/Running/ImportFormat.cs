using System.Collections.Concurrent;
using Reports.Service.Importing.Names;
using Reports.Service.Queries;

namespace Reports.Service.Importing.Running;

/// <summary>A kind of file that can be imported.</summary>
internal abstract class ImportFormat
{
    /// <summary>As the command line has it.</summary>
    public abstract string Name { get; }

    /// <summary>What files of this format are, in a sentence.</summary>
    public abstract string Summary { get; }

    /// <summary>Of every id that an import of this format makes.</summary>
    public abstract string Prefix { get; }

    /// <summary>What becomes of each column, for a person who decides whether to import.</summary>
    public abstract IReadOnlyList<MappedColumn> Columns { get; }

    /// <summary>What no column tells: ids, outlets, flags.</summary>
    public abstract IReadOnlyList<string> Rules { get; }

    /// <summary>Opens a file to read it once.</summary>
    /// <exception cref="RefusedException">It is no file of this format, or the settings do not fit.</exception>
    public abstract ImportReading Open(ImportInput input, ImportNames names, ImportSettings settings);
}

/// <summary>Reads a file batch by batch, ahead of whoever appends what was read. One thread at a time.</summary>
internal abstract class ImportReading : IDisposable
{
    private readonly ConcurrentBag<ImportBatch> _done = [];

    /// <summary>What is to be told of the file when it was read.</summary>
    public virtual IEnumerable<string> Notices => [];

    /// <summary>The next rows; null after the last.</summary>
    public abstract ImportBatch? Next();

    /// <summary>Takes a batch back that nobody looks at any more. Any thread may call it.</summary>
    public void GiveBack(ImportBatch batch)
    {
        batch.Clear();
        _done.Add(batch);
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>An empty batch.</summary>
    protected ImportBatch TakeBatch() => _done.TryTake(out var done) ? done : new ImportBatch();

    protected abstract void Dispose(bool disposing);
}
