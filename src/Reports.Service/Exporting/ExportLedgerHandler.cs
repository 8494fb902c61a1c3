using MediatR;
using Reports.Domain.Time;
using Reports.Service.Exporting.Formats;
using Reports.Service.Queries;
using Serilog;

namespace Reports.Service.Exporting;

/// <summary>Reads a page, writes it, forgets it: an export of any size holds a few pages, and of Parquet one row group.</summary>
internal sealed class ExportLedgerHandler(TimeProvider time) : IRequestHandler<ExportLedger, ExportReport>
{
    public async Task<ExportReport> Handle(ExportLedger request, CancellationToken cancellationToken)
    {
        ExportFormats.Check(request.Content, request.Format);
        var views = request.Ledger.Views;
        var cut = await request.Cut.ResolveAsync(request.Ledger, time, cancellationToken);
        if (!request.Content.HasValidDate())
        {
            if (request.Cut.On is not null) throw new RefusedException($"'{ExportFormats.Contents.Word(request.Content)}' is what was known, whenever it holds: it has no valid date");
            cut = cut with { On = Day.Max };
        }

        if (request.Content == ExportContent.Changes && request.Cut.PublishedBy is not null) throw new RefusedException("changes are those of the log up to a position, whatever was published by then");
        if (request.Content != ExportContent.Changes && request.After != 0) throw new RefusedException("only changes are after a position");
        if (request.After < 0 || request.After > cut.At) throw new RefusedException($"position {request.After} is not before position {cut.At}");
        var (events, root) = await request.Roots.AtAsync(cut.At!.Value, cancellation: cancellationToken);
        var origin = new ExportOrigin(request.Content, request.Format, cut, request.Policy ?? views.PolicyAt(cut), request.After, events, root);
        request.Began?.Invoke(origin);

        await using var output = new HashingStream(request.Output);
        var source = new ExportSource(request.Ledger, views, origin, output);
        var (rows, columns) = request.Content switch
        {
            ExportContent.Statuses => await WriteAsync(source.Statuses(), source.StatusWriter(), origin, request.Progress, 0, cancellationToken),
            ExportContent.Figures => await WriteAsync(source.Figures(), source.FigureWriter(), origin, request.Progress, 0, cancellationToken),
            ExportContent.Incidents => await WriteAsync(source.Incidents(), source.IncidentWriter(), origin, request.Progress, 0, cancellationToken),
            ExportContent.Changes => await WriteAsync(source.Changes(cancellationToken), source.ChangeWriter(), origin, request.Progress, 0, cancellationToken),
            ExportContent.Gazetteer => await WriteAsync(source.Gazetteer(), source.GazetteerWriter(), origin, request.Progress, 0, cancellationToken),
            _ => request.Format is ExportFormat.Ndjson or ExportFormat.Prov
                ? await WriteAsync(source.Sources(cancellationToken), source.SourceWriter(), origin, request.Progress, views.FactCount, cancellationToken, s => s.Facts.Count)
                : await WriteAsync(source.Facts(cancellationToken), source.FactWriter(), origin, request.Progress, views.FactCount, cancellationToken),
        };
        await output.FlushAsync(cancellationToken);
        Log.Information("Exported {Rows} rows of {Content} as {Format} at position {Position}", rows, origin.Content, origin.Format, origin.Position);
        return new ExportReport(origin, rows, output.Length, output.Sha256, columns);
    }

    private static async Task<(long Rows, IReadOnlyList<ExportColumn> Columns)> WriteAsync<T>(
        IAsyncEnumerable<IReadOnlyList<T>> pages, ExportWriter<T> writer, ExportOrigin origin, IProgress<ExportProgress>? progress, long total,
        CancellationToken cancellation, Func<T, int>? count = null)
    {
        await using var _ = writer;
        await writer.BeginAsync(origin, cancellation);
        var rows = 0L;
        await foreach (var page in pages.WithCancellation(cancellation))
        {
            await writer.WriteAsync(page, cancellation);
            rows += count is null ? page.Count : page.Sum(count);
            progress?.Report(new ExportProgress(rows, total));
        }

        await writer.EndAsync(cancellation);
        return (rows, writer.Columns);
    }
}
