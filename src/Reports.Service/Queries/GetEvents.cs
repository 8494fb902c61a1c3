using MediatR;
using Reports.EventStore.Log;
using Reports.Service.Access;
using Reports.Service.Ledgers;

namespace Reports.Service.Queries;

/// <summary>Events as they are stored, in the order of the log.</summary>
/// <param name="After">Only events after this position; 0 for all.</param>
/// <param name="To">Only events up to this position; null for the head of the log.</param>
/// <param name="Filter">Which of them.</param>
/// <param name="Limit">Events at most.</param>
[Needs(Permission.Read)]
public sealed record GetEvents(Ledger Ledger, long After, long? To, EventFilter Filter, int Limit) : IRequest<EventsFound>;

/// <param name="To">The position up to which was looked.</param>
/// <param name="IsMore">True when there are further ones up to it.</param>
public sealed record EventsFound(IReadOnlyList<RecordedEvent> Events, long To, bool IsMore);

internal sealed class GetEventsHandler : IRequestHandler<GetEvents, EventsFound>
{
    public async Task<EventsFound> Handle(GetEvents request, CancellationToken cancellationToken)
    {
        var to = request.To ?? (await request.Ledger.Log.HeadAsync(cancellationToken)).Commit;
        var events = new List<RecordedEvent>();
        if (request.After >= to) return new EventsFound(events, to, IsMore: false);
        var read = new LogRead(To: Position.At(to), Filter: request.Filter) { After = request.After == 0 ? null : Position.At(request.After) };
        await foreach (var page in request.Ledger.Log.ReadAllAsync(read, cancellationToken))
            foreach (var recorded in page.Events.ToArray())
            {
                if (events.Count == request.Limit) return new EventsFound(events, to, IsMore: true);
                events.Add(recorded.Copy());
            }

        return new EventsFound(events, to, IsMore: false);
    }
}
