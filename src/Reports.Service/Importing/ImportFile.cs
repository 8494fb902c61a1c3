using MediatR;
using Reports.Service.Access;
using Reports.Service.Importing.Running;
using Reports.Service.Ledgers;
using Reports.Service.Queries;

namespace Reports.Service.Importing;

/// <summary>Takes a data set of the field into a ledger: every row becomes a source with facts, or a line of the reject file.</summary>
/// <param name="Ledger">Open for writing.</param>
/// <param name="Format">One of <see cref="ImportFormats.Names"/>.</param>
/// <param name="Input">The file.</param>
/// <param name="Settings">What the caller adds to the format.</param>
/// <param name="Author">Who records.</param>
/// <param name="Rejects">Where rows go that become no source; null for nowhere.</param>
/// <param name="DryRun">Read and check everything; append nothing, and write no reject file.</param>
/// <param name="Progress">Told how far it has come, a batch at a time.</param>
[Needs(Permission.Append)]
public sealed record ImportFile(
    Ledger Ledger, string Format, ImportInput Input, ImportSettings Settings, string Author, string? Rejects, bool DryRun = false,
    IProgress<ImportProgress>? Progress = null) : IRequest<ImportReport>, IChecked
{
    void IChecked.Check() => ImportFormats.Find(Format, Settings?.Map);
}

/// <summary>A file to import.</summary>
/// <param name="Name">As reports give it.</param>
/// <param name="Length">Bytes; 0 where nobody knows.</param>
/// <param name="Open">Opens it for reading from its beginning.</param>
public sealed record ImportInput(string Name, long Length, Func<Stream> Open)
{
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static ImportInput Of(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists) throw new FileNotFoundException($"there is no file '{path}'", path);
        return new ImportInput(path, file.Length, () => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan));
    }
}
