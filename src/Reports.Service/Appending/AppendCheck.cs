using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Reports.Domain.Events;
using Reports.Domain.Facts;
using Reports.Domain.Gazetteer;
using Reports.Domain.Text;
using Reports.EventStore.Events;
using Reports.EventStore.Log;
using Reports.Service.Boundaries;
using Reports.Service.Coding;
using Reports.Service.Corrections;
using Reports.Service.Ingest;
using Reports.Service.Ledgers;
using Reports.Service.Policies;
using Reports.Service.Protection;
using Reports.Service.Queries;

namespace Reports.Service.Appending;

/// <summary>
/// Whether proposed events are valid facts of a ledger: what ingest checks of a file, and what the views need to be able to read
/// them. What is stored is the canonical form of what was proposed. Not thread safe.
/// </summary>
internal sealed class AppendCheck(Ledger ledger) : IDisposable
{
    private const int ErrorsTold = 5;

    private readonly EventSerializer _serializer = new();
    private readonly HashSet<string> _incidents = new(StringComparer.Ordinal);
    private readonly HashSet<string> _sources = new(StringComparer.Ordinal);
    private GazetteerTree? _gazetteer;

    /// <summary>The gazetteer with the definitions that are to be appended.</summary>
    private GazetteerTree Gazetteer => _gazetteer ??= ledger.Gazetteer;

    /// <summary>Forgets what was to be appended together with what is checked next.</summary>
    public void Clear()
    {
        _incidents.Clear();
        _sources.Clear();
        _gazetteer = null;
    }

    /// <summary>True for the stream of a definition of the gazetteer.</summary>
    public static bool IsDefinition(string stream) =>
        stream.StartsWith("place-", StringComparison.Ordinal) || stream.StartsWith("actor-", StringComparison.Ordinal) || stream.StartsWith("outlet-", StringComparison.Ordinal);

    /// <summary>
    /// Takes definitions that belong together as one change of the gazetteer, so that they may name each other; each is then checked
    /// as any other append.
    /// </summary>
    /// <exception cref="RefusedException">One of them is no definition, or together they are no tree.</exception>
    public void TakeTogether(IReadOnlyList<ProposedAppend> definitions)
    {
        // A boundary names no other definition: it is checked alone.
        var nodes = definitions.Where(d => d.Events is not [{ Type: EventTypes.PlaceBounded }]).Select((d, i) => DefinitionOf(d.Stream, [.. d.Events.Select((e, n) => At(n, e, Read).Event)], i + 1)).ToList();
        TakeDefinitions(nodes, "append");
    }

    public void Dispose() => _serializer.Dispose();

    /// <summary>The events as they are stored, and what they say.</summary>
    /// <exception cref="RefusedException">Something is not what this ledger takes.</exception>
    public (EventToAppend[] Stored, LedgerEvent[] Events) Check(ProposedAppend append, KnownStream stream, EventMetadata stamp)
    {
        var events = new LedgerEvent[append.Events.Count];
        var data = new byte[events.Length][];
        for (var i = 0; i < events.Length; i++) (events[i], data[i]) = At(i, append.Events[i], Read);
        // First: what is checked next is then counted as appended.
        var said = new ProposedMetadata[events.Length];
        for (var i = 0; i < said.Length; i++) said[i] = At(i, append.Events[i], p => ProposedMetadata.Read(p.Metadata));
        var dash = append.Stream.IndexOf('-', StringComparison.Ordinal);
        var id = append.Stream[(dash + 1)..];
        var follows = append.Stream[..Math.Max(0, dash)] switch
        {
            "source" => CheckSource(append, id, stream.Source, events),
            "actor" when events is [PersonProtected or PersonForgotten, ..] => CheckPerson(id, stream, events),
            "place" when events.Any(e => e is PlaceBounded) => CheckBoundary(append.Stream, stream, events),
            "place" or "actor" when events.Any(e => e.Reconciled is not null) => CheckReconciliation(append.Stream, stream, events),
            "place" or "actor" or "outlet" => CheckDefinition(append.Stream, events),
            "ledger" when append.Stream == StreamName.Policy.Value => CheckPolicy(stream, events),
            _ => throw new RefusedException(
                $"this ledger has no stream '{SafeText.Show(append.Stream)}': facts go to source-<id>, definitions to place-<id>, actor-<id> and outlet-<id>, adopted policies to {StreamName.Policy}"),
        };
        return (Store(append, data, said, follows, stamp, stream.Revision < 0), events);
    }

    private (LedgerEvent Event, byte[] Data) Read(ProposedEvent proposed)
    {
        try
        {
            var recorded = new RecordedEvent(
                Position.Start, 0, proposed.Id, ReadOnlyMemory<byte>.Empty, System.Text.Encoding.ASCII.GetBytes(proposed.Type), proposed.Data, proposed.Metadata);
            var read = EventReader.Default.Read(recorded);
            var data = _serializer.Serialize(read);
            CanonicalCheck.Same(proposed.Data, data);
            return (read, data);
        }
        catch (MalformedEventException e)
        {
            throw new RefusedException(e.InnerException!.Message);
        }
    }

    private Guid?[] CheckSource(ProposedAppend append, string id, RecordedSource? recorded, LedgerEvent[] events)
    {
        if (!Slug.TryParse(id, out var problem)) throw new RefusedException(problem);
        var draft = new SourceDraft(id, recorded, s => ledger.Views.IsSource(s) || _sources.Contains(s));
        var follows = new Guid?[events.Length];
        for (var i = 0; i < events.Length; i++)
        {
            var e = events[i];
            follows[i] = At(i, append.Events[i], p => draft.Take(e, p.Id));
        }

        draft.Finish();
        CheckDocument(draft, events);
        _sources.Add(id);
        foreach (var e in events)
            if (e.Reported is IncidentFact incident)
                _incidents.Add(incident.Key);
        return follows;
    }

    /// <summary>Reads the events as the file that would have reported them.</summary>
    private void CheckDocument(SourceDraft draft, LedgerEvent[] events)
    {
        var facts = new List<(Fact Fact, int Line)>();
        var headerLine = 0;
        for (var i = 0; i < events.Length; i++)
        {
            if (events[i].Reported is { } fact) facts.Add((fact, i + 1));
            if (events[i] is SourceReported or SourceCorrected) headerLine = i + 1;
        }

        if (facts.Count == 0 && headerLine == 0) return;
        // Whether a fact that refers to another one of its source is sound only the whole source tells.
        if (facts.Exists(f => IsLinked(f.Fact)))
        {
            var appended = facts.Select(f => f.Fact.Key).ToHashSet(StringComparer.Ordinal);
            facts.AddRange(draft.Standing.Where(f => !appended.Contains(f.Key)).Select(f => (f, 0)));
        }

        var root = FactNodes.Document(
            ("source", FactNodes.Of(draft.Header!, headerLine)),
            ("incidents", FactNodes.List(facts.Where(f => f.Fact is IncidentFact).Select(f => FactNodes.Of(f.Fact, f.Line)))),
            ("facts", FactNodes.List(facts.Where(f => f.Fact is not IncidentFact).Select(f => FactNodes.Of(f.Fact, f.Line)))));
        var reader = new SourceFileReader("", new ExactNames(new LedgerNames(Gazetteer, ledger.Views, _incidents)));
        if (reader.Read(root) is null) Refuse(reader.Errors);
    }

    private Guid?[] CheckDefinition(string stream, LedgerEvent[] events)
    {
        TakeDefinitions([DefinitionOf(stream, events, 1)], "event");
        return [null];
    }

    private void TakeDefinitions(IReadOnlyList<(string Key, DocumentNode Node)> definitions, string what)
    {
        var change = new GazetteerChange(Gazetteer, _serializer);
        change.Add(0, "", FactNodes.Document([.. definitions.GroupBy(d => d.Key, StringComparer.Ordinal).Select(g => (g.Key, (DocumentNode)FactNodes.List(g.Select(d => d.Node))))]));
        var report = change.Check()[0];
        if (!report.Errors.IsEmpty) Refuse(report.Errors, what);
        _gazetteer = change.Tree;
    }

    private static (string Key, DocumentNode Node) DefinitionOf(string stream, LedgerEvent[] events, int line)
    {
        if (events.Length != 1) throw new RefusedException("an append to the gazetteer has one definition");
        var (key, defined, node) = events[0] switch
        {
            PlaceDefined e => ("places", StreamName.Place(e.Place.Id), FactNodes.Of(e.Place, line)),
            ActorDefined e => ("actors", StreamName.Actor(e.Actor.Id), FactNodes.Of(e.Actor, line)),
            OutletDefined e => ("outlets", StreamName.Outlet(e.Outlet.Id), FactNodes.Of(e.Outlet, line)),
            _ => throw new RefusedException($"event 1: the stream '{stream}' holds definitions of the gazetteer alone"),
        };
        return defined.Value == stream ? (key, node) : throw new RefusedException($"event 1: it is no definition of '{stream}' but of '{defined}'");
    }

    private Guid?[] CheckReconciliation(string name, KnownStream stream, LedgerEvent[] events)
    {
        if (events is not [{ Reconciled: { } reconciliation } @event]) throw new RefusedException("an append that merges or splits has one event");
        var own = reconciliation.Kind == ReconciledKind.Place ? StreamName.Place(reconciliation.Id) : StreamName.Actor(reconciliation.Id);
        if (own.Value != name) throw new RefusedException($"event 1: it belongs to the stream '{own}'");
        Reason.Check(@event.ReconciledBecause!);
        _gazetteer = ReconciliationRules.Check(Gazetteer, ledger.Views, reconciliation);
        return [stream.LastId];
    }

    private Guid?[] CheckBoundary(string name, KnownStream stream, LedgerEvent[] events)
    {
        if (events is not [PlaceBounded { Boundary: var boundary }]) throw new RefusedException("an append of a boundary has one event");
        var own = StreamName.Place(boundary.Place);
        if (own.Value != name) throw new RefusedException($"event 1: it belongs to the stream '{own}'");
        BoundaryRules.Check(Gazetteer, boundary);
        return [stream.LastId];
    }

    private Guid?[] CheckPerson(string id, KnownStream stream, LedgerEvent[] events)
    {
        if (events.Length != 1) throw new RefusedException("an append to the gazetteer has one definition");
        PersonRules.Check(events[0], id, stream.Revision);
        if (ledger.Gazetteer.Places.ContainsKey(id) || ledger.Gazetteer.Outlets.ContainsKey(id)) throw new RefusedException($"event 1: '{id}' is defined already");
        return [stream.LastId];
    }

    private Guid?[] CheckPolicy(KnownStream stream, LedgerEvent[] events)
    {
        if (events is not [PolicyAdopted adopted])
            throw new RefusedException($"an append to '{StreamName.Policy}' has one event, PolicyAdopted: each follows the one before");
        Reason.Check(adopted.Reason);
        var reader = new PolicyFileReader("");
        var policy = reader.Read(FactNodes.Of(adopted.Policy, 1));
        if (policy is null) Refuse([.. reader.Errors.Select(e => e with { Path = NodeBinder.Join("policy", e.Path) })]);
        PolicyRules.CheckAdoption(ledger.Views, policy);
        return [stream.LastId];
    }

    private static EventToAppend[] Store(ProposedAppend append, byte[][] data, ProposedMetadata[] said, Guid?[] follows, EventMetadata stamp, bool isNew)
    {
        var stored = new EventToAppend[data.Length];
        var metadata = Array.Empty<byte>();
        var (cause, last, train) = (stamp.CausationId, stamp, stamp.CorrelationId);
        for (var i = 0; i < stored.Length; i++)
        {
            var own = said[i];
            // The events of one append are one train, unless the writer says otherwise.
            if (i == 0 && own.Correlation is { } first) (train, cause) = (first, first);
            var stamped = stamp with { CorrelationId = own.Correlation ?? train, CausationId = own.Causation ?? follows[i] ?? cause, Copied = own.Copied };
            // Most events of an append follow from the same one.
            if (i == 0 || stamped != last) metadata = stamped.ToJson();
            last = stamped;
            stored[i] = new EventToAppend(append.Events[i].Id, append.Events[i].Type, data[i], metadata);
            // The facts of a new source follow from its header.
            if (i == 0 && isNew) cause = append.Events[i].Id;
        }

        return stored;
    }

    private static bool IsLinked(Fact fact) =>
        fact is IncidentFact { PartOf: not null } || (fact is FigureFact figure && (figure.Rounds is not null || figure.Quantity.Of is not null));

    private static T At<T>(int index, ProposedEvent proposed, Func<ProposedEvent, T> check)
    {
        try
        {
            return check(proposed);
        }
        catch (RefusedException e)
        {
            throw new RefusedException(string.Create(CultureInfo.InvariantCulture, $"event {index + 1} ({SafeText.Show(proposed.Type)}): {e.Message}"));
        }
    }

    [DoesNotReturn]
    private static void Refuse(IReadOnlyList<CodingError> errors, string what = "event")
    {
        var told = errors.Take(ErrorsTold).Select(e => string.Create(CultureInfo.InvariantCulture, $"{what} {e.Line}: {Property(e.Path)}{e.Message}"));
        var more = errors.Count > ErrorsTold ? string.Create(CultureInfo.InvariantCulture, $"; and {errors.Count - ErrorsTold} more errors") : "";
        throw new RefusedException(string.Join("; ", told) + more);
    }

    /// <summary>The property of an event that a path of a file speaks of: of <c>facts[2].figure.about</c> it is <c>about</c>.</summary>
    private static string Property(string path)
    {
        var dot = path.LastIndexOf('.');
        return dot < 0 ? "" : path[(dot + 1)..] + ": ";
    }
}
