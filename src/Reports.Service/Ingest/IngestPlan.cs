using Reports.Domain.Events;
using Reports.Domain.Gazetteer;
using Reports.EventStore.Events;
using Reports.EventStore.Log;
using Reports.Service.Coding;

namespace Reports.Service.Ingest;

/// <summary>What to append so that the ledger says what a source file says; or what is wrong with that.</summary>
internal sealed record IngestPlan
{
    /// <summary>By stream: the file's own first, then those of sources that it corrects.</summary>
    public List<PlannedStream> Streams { get; } = [];

    public List<string> New { get; } = [];

    public List<string> Corrected { get; } = [];

    public List<string> Retracted { get; } = [];

    public int Unchanged { get; set; }

    public List<string> Notices { get; } = [];

    public List<CodingError> Errors { get; } = [];

    public bool HeaderCorrected { get; set; }

    /// <summary>True when all that is wrong is a fact of another source that the ledger does not hold yet.</summary>
    public bool OnlyMissesOthers => Errors.Count > 0 && Errors.Count == MissingOthers;

    public int MissingOthers { get; set; }
}

internal sealed record PlannedStream(StreamName Stream, long Revision, List<PlannedEvent> Events);

/// <param name="Replaces">The event that this one corrects or retracts; it becomes the cause.</param>
/// <param name="Line">Where in the file it stands; 0 when it does not.</param>
internal sealed record PlannedEvent(LedgerEvent Event, Guid? Replaces, int Line);

/// <summary>Compares a source file with what the ledger holds of that source.</summary>
internal sealed class IngestPlanner(EventSerializer serializer, Reconciliations reconciliations)
{
    private const string EditedFile = "the source file was edited";

    /// <param name="file">The file's name, for errors.</param>
    /// <param name="document">What the file says.</param>
    /// <param name="recorded">What the ledger holds of the source; null when it is new.</param>
    /// <param name="others">Finds other sources that this one corrects.</param>
    public IngestPlan Plan(string file, SourceDocument document, RecordedSource? recorded, Func<string, RecordedSource?> others)
    {
        var plan = new IngestPlan();
        var own = new PlannedStream(StreamName.Source(document.Header.Id), recorded?.Revision ?? -1, []);
        if (recorded is { Withdrawn: { } reason })
        {
            plan.Notices.Add($"source '{document.Header.Id}' was withdrawn ({reason}); nothing of the file is reported again");
            plan.Unchanged = document.Facts.Length;
            return plan;
        }

        plan.Streams.Add(own);
        if (recorded is null) own.Events.Add(new PlannedEvent(new SourceReported(document.Header), null, document.Line));
        else PlanHeader(document, recorded, own, plan);
        foreach (var fact in document.Facts) PlanFact(document, fact, recorded, own, plan);
        if (recorded is not null && !document.IsPart) PlanMissing(file, document, recorded, own, plan);
        foreach (var take in document.Retractions.Concat(document.Corrections)) PlanTaking(file, document, take, recorded, own, others, plan);
        plan.Streams.RemoveAll(s => s.Events.Count == 0);
        return plan;
    }

    private void PlanHeader(SourceDocument document, RecordedSource recorded, PlannedStream own, IngestPlan plan)
    {
        if (serializer.Serialize(document.Header).AsSpan().SequenceEqual(serializer.Serialize(recorded.Header))) return;
        own.Events.Add(new PlannedEvent(new SourceCorrected(document.Header, document.ChangeReason ?? EditedFile), recorded.HeaderEvent, document.Line));
        plan.HeaderCorrected = true;
    }

    private void PlanFact(SourceDocument document, CodedFact coded, RecordedSource? recorded, PlannedStream own, IngestPlan plan)
    {
        var key = coded.Fact.Key;
        if (recorded is null || !recorded.Facts.TryGetValue(key, out var known))
        {
            own.Events.Add(new PlannedEvent(EventSerializer.Reported(coded.Fact), null, coded.Line));
            plan.New.Add(key);
            return;
        }

        var correction = document.Corrections.FirstOrDefault(c => c.Source is null && c.Fact == key);
        if (known.Retracted is { } why)
        {
            if (correction is null)
            {
                plan.Notices.Add($"fact '{key}' was retracted ({why}); to report it again, name it under 'corrections' with a reason");
                plan.Unchanged++;
                return;
            }

            own.Events.Add(new PlannedEvent(EventSerializer.Reported(coded.Fact), known.Event, coded.Line));
            plan.New.Add(key);
            return;
        }

        // Facts take their origin and publication day from the header, so a corrected header restates them.
        // A fact that names what was merged or split since says the same as before.
        var id = $"{document.Header.Id}/{key}";
        var isSame = serializer.Serialize(reconciliations.Read(coded.Fact, id)).AsSpan().SequenceEqual(serializer.Serialize(reconciliations.Read(known.Fact, id)));
        var isRestated = plan.HeaderCorrected
            && (document.Header.Outlet != recorded.Header.Outlet || document.Header.Published != recorded.Header.Published);
        if (isSame && !isRestated)
        {
            plan.Unchanged++;
            return;
        }

        own.Events.Add(new PlannedEvent(new FactCorrected(coded.Fact, correction?.Reason ?? document.ChangeReason ?? EditedFile), known.Event, coded.Line));
        plan.Corrected.Add(key);
    }

    private static void PlanMissing(string file, SourceDocument document, RecordedSource recorded, PlannedStream own, IngestPlan plan)
    {
        var present = document.Facts.Select(f => f.Fact.Key).Concat(document.Retractions.Where(r => r.Source is null).Select(r => r.Fact))
            .ToHashSet(StringComparer.Ordinal);
        foreach (var (key, known) in recorded.Facts.OrderBy(f => f.Value.Revision))
        {
            if (known.Retracted is not null || present.Contains(key)) continue;
            if (document.ChangeReason is { } reason)
            {
                own.Events.Add(new PlannedEvent(new FactRetracted(key, reason), known.Event, document.Line));
                plan.Retracted.Add(key);
            }
            else
            {
                plan.Errors.Add(new CodingError(
                    file, document.Line, 1, "facts",
                    $"the fact '{key}' was recorded and is no longer in the file: name it under 'retractions' with a reason, or put it back"));
            }
        }
    }

    private static void PlanTaking(
        string file, SourceDocument document, CodedTaking take, RecordedSource? recorded, PlannedStream own,
        Func<string, RecordedSource?> others, IngestPlan plan)
    {
        var isOwn = take.Source is null || take.Source == document.Header.Id;
        if (isOwn && take.IsCorrection)
        {
            // What it replaces was planned with the fact itself; here only its name is checked.
            if (recorded is null || !recorded.Facts.ContainsKey(take.Fact))
                plan.Errors.Add(new CodingError(
                    file, take.Line, take.Column, take.Path,
                    $"'{take.Fact}' corrects nothing: the ledger has no earlier version of this fact"));
            return;
        }

        var source = isOwn ? recorded : others(take.Source!);
        if (source is null || !source.Facts.TryGetValue(take.Fact, out var known))
        {
            if (!isOwn) plan.MissingOthers++;
            var name = isOwn ? take.Fact : $"{take.Source}/{take.Fact}";
            plan.Errors.Add(new CodingError(file, take.Line, take.Column, take.Path, $"unknown fact '{name}': the ledger does not hold it"));
            return;
        }

        if (known.Retracted is not null || source.Withdrawn is not null) return;
        if (isOwn)
        {
            own.Events.Add(new PlannedEvent(new FactRetracted(take.Fact, take.Reason), known.Event, take.Line));
            plan.Retracted.Add(take.Fact);
            return;
        }

        var stream = plan.Streams.Find(s => s.Stream == StreamName.Source(take.Source!));
        if (stream is null) plan.Streams.Add(stream = new PlannedStream(StreamName.Source(take.Source!), source.Revision, []));
        stream.Events.Add(new PlannedEvent(new FactRetracted(take.Fact, take.Reason, document.Header.Id), known.Event, take.Line));
        plan.Retracted.Add($"{take.Source}/{take.Fact}");
    }
}
