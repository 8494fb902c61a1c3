using Reports.Domain.Sources;
using Reports.EventStore.Events;
using Reports.Service.Output.Tables;

namespace Reports.Service.Exporting.Reading;

/// <summary>A source that stands at the cut, with the facts that do.</summary>
/// <param name="Position">Of the header that counts.</param>
internal sealed record ExportedSource(SourceHeader Header, long Position, EventMetadata Recorded, IReadOnlyList<FactRow> Facts);
