using System.Collections.Immutable;
using MediatR;
using Reports.Domain.Facts;
using Reports.Domain.Gazetteer;
using Reports.Domain.Policies;
using Reports.Domain.Time;
using Reports.EventStore.Events;
using Reports.EventStore.Log;
using Reports.Projections;
using Reports.Projections.Changes;
using Reports.Projections.Ledger;
using Reports.Service.Coding;
using Reports.Service.Ledgers;
using Serilog;
using Reports.Service.Access;

namespace Reports.Service.Ingest;

/// <summary>Takes source and gazetteer files into a ledger.</summary>
/// <param name="Ledger">Open for writing.</param>
/// <param name="Files">In the order in which they are reported.</param>
/// <param name="Author">Who records.</param>
/// <param name="On">The valid date at which views are compared.</param>
/// <param name="Policy">The policy of the views that are compared; null for the one in force.</param>
/// <param name="DryRun">Check and plan; append nothing.</param>
/// <param name="Progress">Told how many files are done.</param>
[Needs(Permission.Append)]
public sealed record IngestFiles(
    Ledger Ledger, IReadOnlyList<InputFile> Files, string Author, Day On, Policy? Policy, bool DryRun = false, IProgress<int>? Progress = null)
    : IRequest<IngestReport>
{
    /// <summary>The revision that the stream of each source must be at, −1 for one that is not there yet; null for any.</summary>
    public long? AtRevision { get; init; }
}

/// <summary>
/// Gazetteer files first, all of them as one change; then sources. A source that speaks of an incident which another file of
/// the same run reports waits for that file.
/// </summary>
internal sealed class IngestFilesHandler(TimeProvider time) : IRequestHandler<IngestFiles, IngestReport>
{
    public async Task<IngestReport> Handle(IngestFiles request, CancellationToken cancellationToken)
    {
        await request.Ledger.WriteGate.WaitAsync(cancellationToken);
        try
        {
            using var run = new Run(request, EventIds.OfRun("ingest", time.GetUtcNow()));
            var report = await run.IngestAsync(cancellationToken);
            await request.Ledger.SaveCheckpointIfDueAsync(cancellationToken);
            return report;
        }
        finally
        {
            request.Ledger.WriteGate.Release();
        }
    }

    private sealed class Run(IngestFiles request, Guid correlation) : IDisposable
    {
        private readonly Ledger _ledger = request.Ledger;
        private readonly EventSerializer _serializer = new();
        private readonly Affected _affected = new();
        private readonly FileReport?[] _reports = new FileReport?[request.Files.Count];
        private readonly InputDocuments _documents = new(request.Files);
        private readonly HashSet<string> _planned = new(StringComparer.Ordinal);
        private GazetteerTree? _checked;
        private readonly IngestPreview _preview = new(request.Ledger, request.On, request.Policy);
        private int _done;

        public void Dispose() => _serializer.Dispose();

        public async Task<IngestReport> IngestAsync(CancellationToken cancellation)
        {
            await _ledger.CatchUpAsync(cancellation);
            var from = _ledger.Views.Position;
            // A gazetteer file may stand anywhere among the sources, and is needed before them.
            var gazetteers = _documents.FindGazetteers();
            await IngestGazetteerAsync(gazetteers, cancellation);
            var sources = Enumerable.Range(0, request.Files.Count).Except(gazetteers.Select(g => g.Index)).ToList();
            for (var left = sources.Count + 1; sources.Count > 0 && sources.Count < left;)
            {
                left = sources.Count;
                sources = await IngestSourcesAsync(sources, isLast: false, cancellation);
            }

            if (sources.Count > 0) await IngestSourcesAsync(sources, isLast: true, cancellation);
            if (request.DryRun) return await PreviewAsync(from, cancellation);
            var to = _ledger.Views.Position;
            var changes = ViewComparison.Compare(
                _ledger.Views, _affected, Viewpoint.At(_ledger.Views, new Cut(request.On, At: from), request.Policy),
                Viewpoint.At(_ledger.Views, new Cut(request.On, At: to), request.Policy));
            Log.Information(
                "Ingested {Files} files by {Author}: positions {From} to {To}, {Refused} refused, {Changes} views changed",
                request.Files.Count, request.Author, from, to, _reports.Count(r => r is { Errors.IsEmpty: false }), changes.Count);
            return new IngestReport(from, to, [.. _reports.Select(r => r!)], changes);
        }

        /// <summary>What a dry run would have changed.</summary>
        private async Task<IngestReport> PreviewAsync(long from, CancellationToken cancellation)
        {
            var changes = await _preview.CompareAsync(from, cancellation);
            return new IngestReport(from, from, [.. _reports.Select(r => r!)], changes ?? ViewChanges.None) { WouldRecord = _preview.Count, IsPreviewed = changes is not null };
        }

        /// <summary>Takes sources in, some at a time: while these are appended the next are parsed.</summary>
        /// <returns>Those that wait for an incident which another file may report.</returns>
        private async Task<List<int>> IngestSourcesAsync(List<int> sources, bool isLast, CancellationToken cancellation)
        {
            var waiting = new List<int>();
            var chunks = _documents.Chunks(sources).ToList();
            var next = Task.Run(() => _documents.Parse(chunks[0]), cancellation);
            for (var i = 0; i < chunks.Count; i++)
            {
                var files = await next;
                var following = i + 1;
                if (following < chunks.Count) next = Task.Run(() => _documents.Parse(chunks[following]), cancellation);
                await IngestSourcesAsync([.. files.Where(f => !Refuse(f))], waiting, isLast, cancellation);
            }

            return waiting;
        }

        private bool Refuse(InputDocument parsed)
        {
            if (parsed.Problem is null) return false;
            Report(parsed, new FileReport { File = parsed.File.Name, Kind = FileKind.Unreadable, Errors = [parsed.Problem] });
            return true;
        }

        private async Task IngestGazetteerAsync(List<InputDocument> files, CancellationToken cancellation)
        {
            if (files.Count == 0) return;
            var change = new GazetteerChange(_ledger.Gazetteer, _serializer);
            foreach (var file in files) change.Add(file.Index, file.File.Name, file.Root!);
            var reports = change.Check();
            // A dry run appends nothing, and its sources name what its gazetteer files define all the same.
            if (request.DryRun)
            {
                _checked = change.Tree;
                _preview.Add(await DefinitionBatch.PlannedAsync(_ledger, _ledger.Gazetteer, _serializer, change.Definitions, await StampAsync(cancellation), cancellation));
            }

            if (!request.DryRun && change.Definitions.Count > 0)
            {
                // One atomic append holds the whole change where the log can do that.
                await DefinitionBatch.AppendAsync(_ledger, _serializer, change.Definitions, await StampAsync(cancellation), cancellation);
                await _ledger.CatchUpAndTrackAsync(_affected, cancellation);
            }

            foreach (var file in files) Report(file, reports[file.Index]);
        }

        private async Task IngestSourcesAsync(IReadOnlyList<InputDocument> files, List<int> waiting, bool isLast, CancellationToken cancellation)
        {
            var names = new LedgerNames(_checked ?? _ledger.Gazetteer, _ledger.Views, _planned);
            var read = new (SourceDocument? Document, ImmutableArray<CodingError> Errors, bool Waits)[files.Count];
            Parallel.For(0, files.Count, i =>
            {
                var reader = new SourceFileReader(files[i].File.Name, names);
                read[i] = (reader.Read(files[i].Root!), reader.Errors, reader.OnlyMissesIncidents);
            });

            var batch = new SourceBatch(_ledger, _serializer, request.DryRun ? _preview.Sources : null);
            for (var i = 0; i < files.Count; i++)
            {
                var (document, errors, waits) = read[i];
                if (document is null)
                {
                    if (!isLast && waits) waiting.Add(files[i].Index);
                    else Report(files[i], new FileReport { File = files[i].File.Name, Kind = FileKind.Source, Errors = errors });
                    continue;
                }

                if (request.AtRevision is { } expected)
                {
                    var stream = StreamName.Source(document.Header.Id);
                    var revision = await _ledger.Log.RevisionAsync(stream, cancellation);
                    if ((revision ?? -1) != expected) throw new WrongExpectedRevisionException(stream, expected < 0 ? ExpectedRevision.NoStream : ExpectedRevision.Exactly(expected), revision);
                }

                // Two files of one source in one run: the second sees what the first recorded.
                if (batch.Touches(document)) await AppendAsync(batch, cancellation);
                var plan = await batch.PlanAsync(files[i].File.Name, document, cancellation);
                if (!isLast && plan.OnlyMissesOthers)
                {
                    waiting.Add(files[i].Index);
                    continue;
                }

                if (request.DryRun && plan.Errors.Count == 0)
                    _planned.UnionWith(document.Facts.Select(f => f.Fact).OfType<IncidentFact>().Select(f => f.Key));
                Report(files[i], new FileReport
                {
                    File = files[i].File.Name,
                    Kind = FileKind.Source,
                    Source = document.Header.Id,
                    New = plan.Errors.Count > 0 ? 0 : plan.New.Count,
                    Corrected = plan.Errors.Count > 0 ? [] : [.. plan.Corrected],
                    Retracted = plan.Errors.Count > 0 ? [] : [.. plan.Retracted],
                    HeaderCorrected = plan.HeaderCorrected && plan.Errors.Count == 0,
                    Unchanged = plan.Unchanged,
                    Notices = [.. plan.Notices],
                    Errors = [.. plan.Errors],
                });
            }

            await AppendAsync(batch, cancellation);
        }

        private async Task AppendAsync(SourceBatch batch, CancellationToken cancellation)
        {
            if (request.DryRun)
            {
                await _preview.AddAsync(batch.Planned(await StampAsync(cancellation)), cancellation);
                batch.Clear();
                return;
            }

            await batch.AppendAsync(await StampAsync(cancellation), cancellation);
            await _ledger.CatchUpAndTrackAsync(_affected, cancellation);
        }

        private async Task<EventMetadata> StampAsync(CancellationToken cancellation) =>
            new(await _ledger.NextRecordedTimeAsync(cancellation), request.Author, correlation, correlation);

        private void Report(InputDocument parsed, FileReport report)
        {
            _reports[parsed.Index] = report;
            request.Progress?.Report(++_done);
        }
    }
}
