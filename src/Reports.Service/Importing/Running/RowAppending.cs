using System.Globalization;
using Reports.Domain.Events;
using Reports.Domain.Gazetteer;
using Reports.EventStore.Events;
using Reports.EventStore.Log;
using Reports.Service.Appending;
using Reports.Service.Coding;
using Reports.Service.Importing.Names;
using Reports.Service.Importing.Records;
using Reports.Service.Ingest;
using Reports.Service.Queries;

namespace Reports.Service.Importing.Running;

/// <summary>
/// Brings mapped rows into the ledger: by the same plan, with the same ids of events, as files that are ingested. Not thread safe.
/// </summary>
internal sealed class RowAppending(ImportFile request, ImportReport report, RejectFile? rejects, Guid correlation) : IDisposable
{
    /// <summary>How the note of a header begins that tells the version of a row.</summary>
    private const string VersionNote = "timestamp ";

    private readonly EventSerializer _serializer = new();
    private readonly List<string> _notices = [];
    private int _untold;
    private SourceBatch? _batch;

    // A dry run appends nothing, and what it would define may name what it would have defined before.
    private GazetteerTree? _checked;

    /// <summary>By the id for which it was drawn: the last boundary, those of this run included.</summary>
    private Dictionary<string, PlaceBoundary>? _drawn;

    public IReadOnlyList<string> Notices => _untold == 0 ? _notices : [.. _notices, $"and {_untold} more"];

    public void Dispose() => _serializer.Dispose();

    public void Notice(string text)
    {
        if (_notices.Count < ImportLimits.Told) _notices.Add(text);
        else _untold++;
    }

    public async Task TakeAsync(ImportBatch batch, CancellationToken cancellation)
    {
        await DefineAsync(batch.Definitions, cancellation);
        await BoundAsync(batch.Boundaries, cancellation);
        foreach (var problem in batch.Problems) Reject(problem);
        _batch ??= new SourceBatch(request.Ledger, _serializer);
        foreach (var (source, row, line) in batch.Sources)
        {
            // A row that says more of a source than an earlier one of the same batch sees what that one said.
            if (_batch.Touches(source.Header.Id)) await AppendAsync(cancellation);
            await PlanAsync(_batch, source, row, line, cancellation);
        }

        report.Rows += batch.Rows;
        await AppendAsync(cancellation);
    }

    private async Task PlanAsync(SourceBatch batch, ImportedSource source, long row, int line, CancellationToken cancellation)
    {
        if (source.Withdrawn is { } reason)
        {
            if (await batch.PlanWithdrawalAsync(request.Input.Name, source.Header.Id, reason, line, cancellation)) report.WithdrawnSources++;
            else report.UnchangedSources++;
            return;
        }

        foreach (var (fact, _) in source.Facts)
        {
            if (fact.Flags.IsDefaultOrEmpty) continue;
            report.FlaggedFacts++;
            foreach (var flag in fact.Flags) report.Flags[flag] = report.Flags.GetValueOrDefault(flag) + 1;
        }

        if (source.Version is { } version && await RecordedVersionAsync(source.Header.Id, cancellation) is { } recorded)
        {
            if (version < recorded)
            {
                report.UnchangedSources++;
                report.UnchangedFacts += source.Facts.Length;
                Notice($"row {row}: the ledger has a later version of '{source.Header.Id}', {recorded}");
                return;
            }

            if (source.Reason is { } why) source = source with { Reason = $"{why}, before {recorded}" };
        }

        var document = new SourceDocument(source.Header, line, source.Facts, [], []) { ChangeReason = source.Reason ?? $"the data set reads otherwise in {Path.GetFileName(request.Input.Name)}" };
        var plan = await batch.PlanAsync(request.Input.Name, document, cancellation);
        if (plan.Errors.Count > 0)
        {
            Reject(new RowProblem(row, line, "", plan.Errors[0].Message, source.Header.Id));
            return;
        }

        foreach (var notice in plan.Notices) Notice(notice);
        if (plan.Streams.Count == 0) report.UnchangedSources++;
        else if (plan.Streams[0].Revision < 0) report.NewSources++;
        else report.ChangedSources++;
        report.NewFacts += plan.New.Count;
        report.CorrectedFacts += plan.Corrected.Count;
        report.RetractedFacts += plan.Retracted.Count;
        report.UnchangedFacts += plan.Unchanged;
    }

    private async Task<long?> RecordedVersionAsync(string source, CancellationToken cancellation)
    {
        if (!request.Ledger.Views.IsSource(source)) return null;
        var recorded = await RecordedSource.ReadAsync(request.Ledger.Log, source, cancellation);
        return recorded?.Header.Note is { } note && note.StartsWith(VersionNote, StringComparison.Ordinal)
            && long.TryParse(note.AsSpan(VersionNote.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;
    }

    private async Task DefineAsync(NewDefinitions definitions, CancellationToken cancellation)
    {
        if (definitions.Count == 0) return;
        var change = new GazetteerChange(_checked ?? request.Ledger.Gazetteer, _serializer);
        change.Add(0, request.Input.Name, FactNodes.Document(
            ("places", FactNodes.List(definitions.Places.Select(p => FactNodes.Of(p, 1)))),
            ("actors", FactNodes.List(definitions.Actors.Select(a => FactNodes.Of(a, 1)))),
            ("outlets", FactNodes.List(definitions.Outlets.Select(o => FactNodes.Of(o, 1))))));
        var checkedChange = change.Check()[0];
        if (!checkedChange.Errors.IsEmpty) throw new RefusedException(string.Join("; ", checkedChange.Errors.Take(5)));
        report.NewPlaces += change.Definitions.Count(d => d.Event is PlaceDefined);
        report.NewActors += change.Definitions.Count(d => d.Event is ActorDefined);
        report.NewOutlets += change.Definitions.Count(d => d.Event is OutletDefined);
        if (request.DryRun)
        {
            _checked = change.Tree;
            return;
        }

        await DefinitionBatch.AppendAsync(request.Ledger, _serializer, change.Definitions, await StampAsync(cancellation), cancellation);
        await request.Ledger.CatchUpAsync(cancellation);
    }

    private async Task BoundAsync(List<(PlaceBoundary Boundary, int Line)> boundaries, CancellationToken cancellation)
    {
        if (boundaries.Count == 0) return;
        _drawn ??= request.Ledger.Views.DrawnBoundaries();
        var planned = new List<(StreamName Stream, LedgerEvent Event, string File, int Line)>();
        foreach (var (boundary, line) in boundaries)
        {
            if (_drawn.GetValueOrDefault(boundary.Place) is not { } known) report.NewBoundaries++;
            else if (!known.IsSame(boundary)) report.ChangedBoundaries++;
            else
            {
                report.UnchangedBoundaries++;
                continue;
            }

            _drawn[boundary.Place] = boundary;
            planned.Add((StreamName.Place(boundary.Place), new PlaceBounded(boundary), request.Input.Name, line));
        }

        if (planned.Count == 0 || request.DryRun) return;
        await DefinitionBatch.AppendAsync(request.Ledger, _serializer, planned, await StampAsync(cancellation), cancellation);
        await request.Ledger.CatchUpAsync(cancellation);
    }

    private async Task AppendAsync(CancellationToken cancellation)
    {
        if (_batch is not { Count: > 0 } batch) return;
        if (request.DryRun) batch.Clear();
        else await batch.AppendAsync(await StampAsync(cancellation), cancellation, isFed: true);
    }

    private async Task<EventMetadata> StampAsync(CancellationToken cancellation) =>
        new(await request.Ledger.NextRecordedTimeAsync(cancellation), request.Author, correlation, correlation);

    private void Reject(RowProblem problem)
    {
        report.Rejected++;
        if (report.Problems.Count < ImportLimits.Told) report.Problems.Add(problem);
        rejects?.Write(problem);
    }
}
