using Reports.Domain.Events;
using Reports.Domain.Facts;
using Reports.Domain.Sources;
using Reports.Domain.Text;
using Reports.Service.Corrections;
using Reports.Service.Ingest;
using Reports.Service.Queries;

namespace Reports.Service.Appending;

/// <summary>
/// A source as an append would leave it. Takes the events in order and refuses what cannot follow: what ingest would never
/// append, and what the views could not read. Not thread safe.
/// </summary>
internal sealed class SourceDraft(string id, RecordedSource? recorded, Func<string, bool> isSource)
{
    private readonly Dictionary<string, RecordedFact> _changed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _toRestate = new(StringComparer.Ordinal);
    private Guid _headerEvent = recorded?.HeaderEvent ?? Guid.Empty;
    private bool _isWithdrawn = recorded?.Withdrawn is not null;

    /// <summary>The header; null until one is reported.</summary>
    public SourceHeader? Header { get; private set; } = recorded?.Header;

    /// <summary>Every fact that would stand.</summary>
    public IEnumerable<Fact> Standing => (recorded?.Facts.Keys ?? Enumerable.Empty<string>()).Union(_changed.Keys)
        .Select(Find).Where(f => f is { Retracted: null }).Select(f => f!.Fact);

    /// <summary>Takes the next event; returns the id of the one that it follows from, where there is one.</summary>
    /// <exception cref="RefusedException">It cannot follow.</exception>
    public Guid? Take(LedgerEvent @event, Guid eventId)
    {
        if (Header is null && @event is not SourceReported) throw new RefusedException($"the source '{id}' was not reported: its first event is SourceReported");
        if (_isWithdrawn) throw new RefusedException($"the source '{id}' was withdrawn: nothing of it is reported any more");
        switch (@event)
        {
            case SourceReported e: return Report(e.Source, eventId);
            case SourceCorrected e: return Correct(e, eventId);
            case ControlReported e: return Report(e.Fact, eventId);
            case FigureReported e: return Report(e.Fact, eventId);
            case IncidentReported e: return Report(e.Fact, eventId);
            case FactCorrected e: return Correct(e, eventId);
            case FactRetracted e: return Retract(e, eventId);
            case FactRegraded e: return Regrade(e, eventId);
            case SourceWithdrawn e:
                Reason.Check(e.Reason);
                _isWithdrawn = true;
                return _headerEvent;
            default: throw new RefusedException($"the stream of a source does not hold definitions: they go to place-, actor- and outlet-…");
        }
    }

    /// <exception cref="RefusedException">The append stops half way.</exception>
    public void Finish()
    {
        if (_toRestate.Count > 0 && !_isWithdrawn)
            throw new RefusedException($"the corrected header has another outlet or publication, from which facts follow: the same append corrects or retracts each of them, also '{_toRestate.Order(StringComparer.Ordinal).First()}'");
    }

    private Guid? Report(SourceHeader header, Guid eventId)
    {
        if (Header is not null) throw new RefusedException($"the source '{id}' was reported already: SourceCorrected corrects its header");
        SetHeader(header, eventId);
        return null;
    }

    private Guid? Correct(SourceCorrected e, Guid eventId)
    {
        Reason.Check(e.Reason);
        if (e.Source.Outlet != Header!.Outlet || e.Source.Published != Header.Published)
            foreach (var fact in Standing)
                _toRestate.Add(fact.Key);
        var corrected = _headerEvent;
        SetHeader(e.Source, eventId);
        return corrected;
    }

    private Guid? Report(Fact fact, Guid eventId)
    {
        var known = Find(fact.Key);
        if (known is { Retracted: null }) throw new RefusedException($"the fact '{fact.Key}' stands already: FactCorrected corrects it");
        Change(fact, eventId, null);
        return known?.Event;
    }

    private Guid? Correct(FactCorrected e, Guid eventId)
    {
        Reason.Check(e.Reason);
        var known = FindStanding(e.Replacement.Key, e.CorrectedBy);
        if (known.Fact is FigureFact && e.Replacement is not FigureFact) CheckNothingFollows(e.Replacement.Key);
        Change(e.Replacement, eventId, null);
        return known.Event;
    }

    private Guid? Retract(FactRetracted e, Guid eventId)
    {
        Reason.Check(e.Reason);
        var known = FindStanding(e.Fact, e.CorrectedBy);
        Change(known.Fact, eventId, e.Reason);
        CheckNothingFollows(e.Fact);
        return known.Event;
    }

    private Guid? Regrade(FactRegraded e, Guid eventId)
    {
        Reason.Check(e.Reason);
        var known = FindStanding(e.Fact, correctedBy: null);
        if (known.Grade == e.Grade) throw new RefusedException($"grade: the fact '{id}/{e.Fact}' has this grade already");
        if (!_changed.TryAdd(e.Fact, known with { Regraded = new Regrade(e.Grade, eventId) })) throw TwoEvents(e.Fact);
        return known.Regraded?.Event ?? known.Event;
    }

    private void SetHeader(SourceHeader header, Guid eventId)
    {
        if (header.Id != id) throw new RefusedException($"the header's id is '{SafeText.Show(header.Id)}', and the stream is that of '{id}'");
        (Header, _headerEvent) = (header, eventId);
    }

    private void Change(Fact fact, Guid eventId, string? retracted)
    {
        if (!_changed.TryAdd(fact.Key, new RecordedFact(fact, eventId, 0, retracted)))
            throw TwoEvents(fact.Key);
        _toRestate.Remove(fact.Key);
    }

    private static RefusedException TwoEvents(string key) =>
        new($"the fact '{SafeText.Show(key)}' has two events in one append: append them one after the other");

    private RecordedFact FindStanding(string key, string? correctedBy)
    {
        if (correctedBy is not null && (correctedBy == id || !isSource(correctedBy)))
            throw new RefusedException($"correctedBy: '{SafeText.Show(correctedBy)}' is not another source of this ledger");
        return Find(key) switch
        {
            null => throw new RefusedException($"unknown fact '{id}/{SafeText.Show(key)}': the ledger does not hold it"),
            { Retracted: { } why } => throw new RefusedException($"the fact '{id}/{key}' was retracted: {why}"),
            var standing => standing,
        };
    }

    /// <summary>"Half of" a fact or "rounds" a fact needs the fact.</summary>
    private void CheckNothingFollows(string key)
    {
        foreach (var fact in Standing)
            if (fact is FigureFact figure && (figure.Rounds == key || figure.Quantity.Of == key))
                throw new RefusedException($"the fact '{fact.Key}' is given by '{key}': retract or correct it first");
    }

    private RecordedFact? Find(string key) =>
        _changed.TryGetValue(key, out var changed) ? changed : recorded?.Facts.GetValueOrDefault(key);
}
