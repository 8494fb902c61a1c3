using Reports.Service.Importing.Names;
using Reports.Service.Importing.Running;
using Reports.Service.Output.Tables;

namespace Reports.Service.Importing.Facts;

/// <summary>
/// Facts as <c>reports export facts</c> writes them: delimited text, Parquet, or lines of documents. What left through one of them comes back
/// as it was.
/// </summary>
internal sealed class ReportsFacts : ImportFormat
{
    private static readonly string[] Required = ["source", "outlet", "title", "published", "language", "sha256", "fact", "kind", "when"];

    public override string Name => "reports-facts";

    public override string Summary => "Facts as 'reports export facts' writes them: csv, parquet or ndjson, told by what the file begins with.";

    public override string Prefix => "reports";

    public override IReadOnlyList<MappedColumn> Columns { get; } =
    [
        .. FactTable.SourceColumns.Select(c => new MappedColumn(c.Name, $"the source's {(c.Name == "source" ? "id" : c.Name == "sourceNote" ? "note" : c.Name)}", Required.Contains(c.Name))),
        .. FactTable.FactColumns.Select(c => new MappedColumn(
            c.Name, c.Name switch
            {
                "fact" => "the fact's key in its source",
                "kind" => "control, figure or incident: which of the columns count",
                "when" => "when it holds, as EDTF: 'on' of control and incidents, 'window' of figures",
                "incidentKind" => "the kind of incident",
                "from" or "to" or "participants" or "by" or "flags" => "a list, separated by spaces",
                _ => $"'{c.Name}' of a source file",
            }, Required.Contains(c.Name))),
        new(string.Join(", ", FactTable.Following), "follows from the fact and is not read", IsRequired: false),
    ];

    public override IReadOnlyList<string> Rules { get; } =
    [
        "names are ids that the gazetteer has; lines of documents bring definitions of their own, of which those are made that the gazetteer does not have",
        "a row is one fact; a source that the ledger has keeps the facts that the file does not have",
        "of lines of documents each is taken whole or not at all; of rows those with an error are rejected, and the others of their source are taken",
        "a figure may be about an incident that no row reports, as in the ledger that it comes from",
        "an apostrophe that keeps a spreadsheet from taking a text for a formula is taken off",
    ];

    public override ImportReading Open(ImportInput input, ImportNames names, ImportSettings settings)
    {
        var file = Open(input, this);
        return new FactReading(file, input.Name, new FactNames(names.Gazetteer));
    }

    private static FactFile Open(ImportInput input, ReportsFacts format)
    {
        Span<byte> first = stackalloc byte[4];
        int length;
        using (var peek = input.Open()) length = peek.ReadAtLeast(first, first.Length, throwOnEndOfStream: false);
        first = first[..length];
        if (first.SequenceEqual("PAR1"u8)) return ParquetFacts.Open(input, format);
        if (first.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) first = first[3..];
        return first.TrimStart(" \r\n\t"u8) is [(byte)'{', ..] ? new LineFacts(input) : CsvFacts.Open(input, format);
    }
}
