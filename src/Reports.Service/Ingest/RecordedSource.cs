using Reports.Domain.Events;
using Reports.Domain.Facts;
using Reports.Domain.Grades;
using Reports.Domain.Sources;
using Reports.EventStore.Events;
using Reports.EventStore.Log;

namespace Reports.Service.Ingest;

/// <summary>What the ledger holds of one source: its stream, folded.</summary>
internal sealed class RecordedSource
{
    public long Revision { get; private set; } = -1;

    public SourceHeader Header { get; private set; } = null!;

    public Guid HeaderEvent { get; private set; }

    /// <summary>The reason of the withdrawal; null while the source stands.</summary>
    public string? Withdrawn { get; private set; }

    public Dictionary<string, RecordedFact> Facts { get; } = new(StringComparer.Ordinal);

    /// <summary>Null when there is no such source.</summary>
    public static async Task<RecordedSource?> ReadAsync(IEventLog log, string source, CancellationToken cancellation)
    {
        var recorded = new RecordedSource();
        await foreach (var page in log.ReadStreamAsync(StreamName.Source(source), default, cancellation))
            recorded.Apply(page.Events.Span);
        return recorded.Revision < 0 ? null : recorded;
    }

    private void Apply(ReadOnlySpan<RecordedEvent> events)
    {
        foreach (ref readonly var recorded in events) Apply(EventReader.Default.Read(recorded), recorded.Id, recorded.Revision);
    }

    /// <summary>Takes the next event of the stream.</summary>
    public void Apply(LedgerEvent @event, Guid id, long revision)
    {
        Revision = revision;
        switch (@event)
        {
            case SourceReported e: (Header, HeaderEvent) = (e.Source, id); break;
            case SourceCorrected e: (Header, HeaderEvent) = (e.Source, id); break;
            case ControlReported e: Facts[e.Fact.Key] = new RecordedFact(e.Fact, id, revision, null); break;
            case FigureReported e: Facts[e.Fact.Key] = new RecordedFact(e.Fact, id, revision, null); break;
            case IncidentReported e: Facts[e.Fact.Key] = new RecordedFact(e.Fact, id, revision, null); break;
            case FactCorrected e: Facts[e.Replacement.Key] = Corrected(e.Replacement, id, revision); break;
            case FactRegraded e: Facts[e.Fact] = Facts[e.Fact] with { Regraded = new Regrade(e.Grade, id) }; break;
            case FactRetracted e: Facts[e.Fact] = Facts[e.Fact] with { Event = id, Retracted = e.Reason }; break;
            case SourceWithdrawn e: Withdrawn = e.Reason; break;
        }
    }

    /// <summary>What an analyst said of the grade stays, unless the coder's own grade is another one now.</summary>
    private RecordedFact Corrected(Fact replacement, Guid id, long revision) => new(replacement, id, revision, null)
    {
        Regraded = Facts.TryGetValue(replacement.Key, out var known) && known.Fact.Grade == replacement.Grade ? known.Regraded : null,
    };
}

/// <summary>A grade that an analyst gave to a fact.</summary>
/// <param name="Event">The event that gave it.</param>
internal sealed record Regrade(Grade? Grade, Guid Event);

/// <summary>The latest version of a fact.</summary>
/// <param name="Event">The event that made it what it is.</param>
/// <param name="Retracted">The reason of its retraction; null while it stands.</param>
internal sealed record RecordedFact(Fact Fact, Guid Event, long Revision, string? Retracted)
{
    /// <summary>The grade that an analyst gave last; null while the coder's own counts.</summary>
    public Regrade? Regraded { get; init; }

    /// <summary>The grade that counts.</summary>
    public Grade? Grade => Regraded is { } regraded ? regraded.Grade : Fact.Grade;
}
