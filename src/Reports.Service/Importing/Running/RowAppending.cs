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
/// Brings mapped rows into the ledger: by the same plan, with the same ids of events, as files that are ingested. The next are planned while
/// the last ones are written. Not thread safe.
/// </summary>
internal sealed class RowAppending(ImportFile request, ImportReport report, RejectFile? rejects, Guid correlation) : IDisposable
{
    /// <summary>How the note of a header begins that tells the version of a row.</summary>
    private const string VersionNote = "timestamp ";

    private readonly EventSerializer _serializer = new();
    private readonly OrderedAppends _appends = new(request.Ledger);
    private readonly List<string> _notices = [];
    private int _untold;
    private SourceBatch? _batch;

    // The views take what is defined here later, and those of a dry run never: what is defined next may name it.
    private GazetteerTree? _gazetteer;

    /// <summary>By the id for which it was drawn: the last boundary, those of this run included.</summary>
    private Dictionary<string, PlaceBoundary>? _drawn;

    public IReadOnlyList<string> Notices => _untold == 0 ? _notices : [.. _notices, $"and {_untold} more"];

    public void Dispose() => _serializer.Dispose();

    public void Notice(string text)
    {
        if (_notices.Count < ImportLimits.Told) _notices.Add(text);
        else _untold++;
    }

    /// <summary>Takes the next rows.</summary>
    /// <param name="batch">Of them.</param>
    /// <param name="done">Called when they are in the ledger and in its views: nobody looks at the batch any more.</param>
    /// <param name="cancellation">Stops before them.</param>
    public async Task TakeAsync(ImportBatch batch, Action done, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        await DefineAsync(batch.Definitions, cancellation);
        await BoundAsync(batch.Boundaries, cancellation);
        foreach (var problem in batch.Problems) Reject(problem);
        _batch ??= new SourceBatch(request.Ledger, _serializer);
        if (batch.Sources.Exists(s => _appends.Touches(s.New?.Stream ?? StreamName.Source(s.Source.Header.Id)))) await _appends.EndAsync();
        var known = await KnownRows.FindAsync(request.Ledger, batch.Sources, cancellation);
        for (var i = 0; i < batch.Sources.Count; i++)
        {
            var (source, row, line, @new) = batch.Sources[i];
            // A row that says more of a source than an earlier one of the same batch sees what that one said.
            var isSecond = _batch.Touches(source.Header.Id);
            if (isSecond) await AppendAsync(batch, wait: true, cancellation);
            if (@new is null) await WithdrawAsync(_batch, source, line, cancellation);
            else if (isSecond) await PlanAsync(_batch, source, row, line, cancellation);
            else if (known[i] == KnownRow.Unknown) Report(_batch, @new);
            else if (known[i] == KnownRow.Same) Unchanged(source);
            else await PlanAsync(_batch, source, row, line, cancellation);
            if (@new is not null) Flag(source);
        }

        report.Rows += batch.Rows;
        await AppendAsync(batch, wait: false, cancellation);
        // Only what is stored of them is still needed.
        batch.Sources.Clear();
        _appends.Then(done);
    }

    /// <summary>Waits until all rows that were taken are in the ledger.</summary>
    public Task EndAsync() => _appends.EndAsync();

    /// <summary>Waits until nothing is written any more, after a failure.</summary>
    public Task StopAsync() => _appends.StopAsync();

    private void Flag(ImportedSource source)
    {
        foreach (var (fact, _) in source.Facts)
        {
            if (fact.Flags.IsDefaultOrEmpty) continue;
            report.FlaggedFacts++;
            foreach (var flag in fact.Flags) report.Flags[flag] = report.Flags.GetValueOrDefault(flag) + 1;
        }
    }

    private void Report(SourceBatch batch, NewSource source)
    {
        batch.Add(request.Input.Name, source);
        report.NewSources++;
        report.NewFacts += source.Facts.Length;
    }

    private void Unchanged(ImportedSource source)
    {
        report.UnchangedSources++;
        report.UnchangedFacts += source.Facts.Length;
    }

    private async Task WithdrawAsync(SourceBatch batch, ImportedSource source, int line, CancellationToken cancellation)
    {
        if (await batch.PlanWithdrawalAsync(request.Input.Name, source.Header.Id, source.Withdrawn!, line, cancellation)) report.WithdrawnSources++;
        else report.UnchangedSources++;
    }

    private async Task PlanAsync(SourceBatch batch, ImportedSource source, long row, int line, CancellationToken cancellation)
    {
        if (source.Version is { } version && await RecordedVersionAsync(source.Header.Id, cancellation) is { } recorded)
        {
            if (version < recorded)
            {
                Unchanged(source);
                Notice($"row {row}: the ledger has a later version of '{source.Header.Id}', {recorded}");
                return;
            }

            if (source.Reason is { } why) source = source with { Reason = $"{why}, before {recorded}" };
        }

        var document = new SourceDocument(source.Header, line, source.Facts, [], []) { ChangeReason = source.Reason ?? $"the data set reads otherwise in {Path.GetFileName(request.Input.Name)}", IsPart = source.IsPart };
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
        var before = _gazetteer ?? request.Ledger.Gazetteer;
        var change = new GazetteerChange(before, _serializer);
        change.Add(0, request.Input.Name, FactNodes.Document(
            ("places", FactNodes.List(definitions.Places.Select(p => FactNodes.Of(p, 1)))),
            ("actors", FactNodes.List(definitions.Actors.Select(a => FactNodes.Of(a, 1)))),
            ("outlets", FactNodes.List(definitions.Outlets.Select(o => FactNodes.Of(o, 1))))));
        var checkedChange = change.Check()[0];
        if (!checkedChange.Errors.IsEmpty) throw new RefusedException(string.Join("; ", checkedChange.Errors.Take(5)));
        report.NewPlaces += change.Definitions.Count(d => d.Event is PlaceDefined);
        report.NewActors += change.Definitions.Count(d => d.Event is ActorDefined);
        report.NewOutlets += change.Definitions.Count(d => d.Event is OutletDefined);
        _gazetteer = change.Tree;
        if (request.DryRun) return;
        // What is defined anew has its place in its stream.
        if (!checkedChange.Corrected.IsEmpty) await _appends.EndAsync();
        // They stand before the sources that name them, in the log as well.
        var planned = await DefinitionBatch.PlannedAsync(request.Ledger, before, _serializer, change.Definitions, await StampAsync(cancellation), cancellation);
        foreach (var chunk in planned.Chunk(LogLimits.BatchEvents / 2)) await _appends.AddAsync(chunk, cancellation);
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
        // They have their place in the streams of places that may be defined just now.
        await _appends.EndAsync();
        await DefinitionBatch.AppendAsync(request.Ledger, _serializer, planned, await StampAsync(cancellation), cancellation);
        await request.Ledger.CatchUpAsync(cancellation);
    }

    /// <param name="batch">Whose memory takes what is stored.</param>
    /// <param name="wait">Until it is in the ledger.</param>
    /// <param name="cancellation">Stops between appends.</param>
    private async Task AppendAsync(ImportBatch batch, bool wait, CancellationToken cancellation)
    {
        if (_batch is not { Count: > 0 }) return;
        if (!request.DryRun)
        {
            foreach (var appends in _batch.Appends(await StampAsync(cancellation), batch.Stored)) await _appends.AddAsync(appends, cancellation);
            if (wait) await _appends.EndAsync();
        }

        _batch.Clear();
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
