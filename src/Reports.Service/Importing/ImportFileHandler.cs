using MediatR;
using Reports.EventStore.Events;
using Reports.Service.Importing.Names;
using Reports.Service.Importing.Running;
using Serilog;

namespace Reports.Service.Importing;

/// <summary>
/// One import at a time. The next rows are read and mapped while the last ones are appended. What is there already is compared and left,
/// so that an import that was stopped at any moment goes on when it is run again, and a second run appends nothing.
/// </summary>
internal sealed class ImportFileHandler(TimeProvider time) : IRequestHandler<ImportFile, ImportReport>
{
    public async Task<ImportReport> Handle(ImportFile request, CancellationToken cancellationToken)
    {
        var format = ImportFormats.Find(request.Format, request.Settings.Map);
        var started = time.GetTimestamp();
        await request.Ledger.WriteGate.WaitAsync(cancellationToken);
        try
        {
            await request.Ledger.CatchUpAsync(cancellationToken);
            var report = await RunAsync(request, format, cancellationToken);
            await request.Ledger.SaveCheckpointIfDueAsync(cancellationToken);
            report.Elapsed = time.GetElapsedTime(started);
            Log.Information(
                "Imported {Rows} rows of {File} as {Format}: {Sources} new sources, {Rejected} rejected, positions {From} to {To}",
                report.Rows, report.File, report.Format, report.NewSources, report.Rejected, report.From, report.To);
            return report;
        }
        finally
        {
            request.Ledger.WriteGate.Release();
        }
    }

    private async Task<ImportReport> RunAsync(ImportFile request, ImportFormat format, CancellationToken cancellation)
    {
        var names = new ImportNames(request.Ledger.Gazetteer, format.Prefix, request.Settings.Names);
        using var reading = format.Open(request.Input, names, request.Settings);
        using var rejects = request is { Rejects: { } path, DryRun: false } ? new RejectFile(path) : null;
        var report = new ImportReport { Format = format.Name, File = request.Input.Name, IsDryRun = request.DryRun, From = request.Ledger.Views.Position };
        using var appending = new RowAppending(request, report, rejects, EventIds.OfRun("import", time.GetUtcNow()));

        var next = Task.Run(reading.Next, cancellation);
        try
        {
            while (await next is { } batch)
            {
                next = Task.Run(reading.Next, cancellation);
                await appending.TakeAsync(batch, Done(request, reading, batch, report.Rows + batch.Rows), cancellation);
            }

            await appending.EndAsync();
        }
        catch
        {
            // Whoever waits for the gate must find the ledger at rest, and the file must not be closed under its reader.
            await appending.StopAsync();
            await next.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw;
        }

        report.RejectFile = rejects?.Finish();
        report.Names = names.Told;
        report.Ambiguous = [.. names.Ambiguous.Values];
        foreach (var notice in reading.Notices) appending.Notice(notice);
        report.Notices = appending.Notices;
        report.To = request.Ledger.Views.Position;
        return report;
    }

    private static Action Done(ImportFile request, ImportReading reading, ImportBatch batch, long rows)
    {
        var progress = new ImportProgress(rows, batch.Bytes, request.Input.Length);
        return () =>
        {
            reading.GiveBack(batch);
            request.Progress?.Report(progress);
        };
    }
}
