using System.Collections.Immutable;
using NodaTime;
using Reports.Domain.Facts;
using Reports.Domain.Sources;
using Reports.Service.Coding;
using Reports.Service.Importing.Records;

namespace Reports.Service.Importing.Running;

/// <summary>What one row becomes.</summary>
internal sealed class MappedRow
{
    private readonly ImmutableArray<CodedFact>.Builder _facts = ImmutableArray.CreateBuilder<CodedFact>();
    private SourceHeader? _header;
    private int _line;

    public List<ImportedSource> Sources { get; } = [];

    /// <summary>The header of a source that is one row of a data set in English; its digest is that of the row.</summary>
    public static SourceHeader Header(CsvRow row, string id, string outlet, string title, LocalDate published) => new()
    {
        Id = id,
        Outlet = outlet,
        Title = row.Text(title, CodingLimits.TitleCharacters),
        Published = published,
        Language = "en",
        Sha256 = row.Sha256(),
    };

    /// <summary>Begins a source; facts go to it until another one begins.</summary>
    public void Begin(SourceHeader header)
    {
        End();
        _header = header;
    }

    /// <summary>Takes back a source that an earlier import may have recorded; of its header only the id counts.</summary>
    public void Withdraw(CsvRow row, string id, string outlet, string reason) => Sources.Add(new ImportedSource(Header(row, id, outlet, id, default), [], null) { Withdrawn = reason });

    public void Add(Fact fact) => _facts.Add(new CodedFact(fact, _line));

    /// <summary>Why facts of the source that began last read differently than before, when they do.</summary>
    public string? Reason { get; set; }

    /// <summary>The version of the source that began last, where the data set counts versions; null where it does not.</summary>
    public long? Version { get; set; }

    public void End()
    {
        if (_header is not null) Sources.Add(new ImportedSource(_header, _facts.DrainToImmutable(), Reason) { Version = Version });
        (_header, Reason, Version) = (null, null, null);
    }

    /// <param name="line">Where the row begins in its file.</param>
    public void Clear(int line)
    {
        _line = line;
        _facts.Clear();
        Sources.Clear();
        (_header, Reason, Version) = (null, null, null);
    }
}

/// <param name="Reason">Why it reads differently than the ledger has it, when it does; null for the usual words.</param>
internal sealed record ImportedSource(SourceHeader Header, ImmutableArray<CodedFact> Facts, string? Reason)
{
    /// <summary>Why the source is taken back; null while it stands.</summary>
    public string? Withdrawn { get; init; }

    /// <summary>True where the source may have facts beside these, which stay as they are.</summary>
    public bool IsPart { get; init; }

    /// <summary>The version that the header's note tells, where the data set counts versions: an older one changes nothing.</summary>
    public long? Version { get; init; }
}
