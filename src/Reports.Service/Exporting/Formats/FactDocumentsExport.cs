using Reports.Domain.Facts;
using Reports.Domain.Gazetteer;
using Reports.Service.Appending;
using Reports.Service.Coding;
using Reports.Service.Exporting.Reading;
using Reports.Service.Output;

namespace Reports.Service.Exporting.Formats;

/// <summary>
/// Facts as lines that are files: first the gazetteer, a definition a line, then the sources, each with its facts, in the shapes that
/// <c>ingest</c> takes. An empty ledger that takes them has the same facts and the same views.
/// </summary>
internal sealed class FactDocumentsExport(GazetteerTree names, Stream output) : ExportWriter<ExportedSource>
{
    private const int DefinitionsTogether = 256;

    private readonly JsonPages _pages = new(output);

    public override async ValueTask BeginAsync(ExportOrigin origin, CancellationToken cancellation)
    {
        var written = 0;
        foreach (var entry in GazetteerEntry.All(names).Where(e => !ProtectedPerson.IsId(e.Id)))
        {
            _pages.Value(json => DefinitionDocuments.Write(json, names, entry.Kind, entry.Id));
            _pages.Raw("\n"u8);
            if (++written % DefinitionsTogether == 0) await _pages.FlushAsync(cancellation);
        }

        await _pages.FlushAsync(cancellation);
    }

    public override ValueTask WriteAsync(IReadOnlyList<ExportedSource> page, CancellationToken cancellation)
    {
        foreach (var source in page)
        {
            _pages.Value(json => DocumentJson.Write(json, FactNodes.Document(
                ("source", FactNodes.Of(source.Header, 1)),
                ("incidents", FactNodes.List(source.Facts.Where(f => f.Fact is IncidentFact).Select(f => FactNodes.Of(f.Fact, 1)))),
                ("facts", FactNodes.List(source.Facts.Where(f => f.Fact is not IncidentFact).Select(f => FactNodes.Of(f.Fact, 1)))))));
            _pages.Raw("\n"u8);
        }

        return _pages.FlushAsync(cancellation);
    }

    public override ValueTask EndAsync(CancellationToken cancellation) => ValueTask.CompletedTask;
}
