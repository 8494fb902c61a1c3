using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using MediatR;
using Reports.Domain.Time;
using Reports.EventStore.Log;
using Reports.Projections;
using Reports.Projections.Ledger;
using Reports.Service.Ledgers;
using Reports.Service.Output;
using Reports.Service.Queries;

namespace Reports.Service.Replaying;

internal sealed class ReplayLedgerHandler(TimeProvider time) : IRequestHandler<ReplayLedger, ReplayReport>
{
    public async Task<ReplayReport> Handle(ReplayLedger request, CancellationToken cancellationToken)
    {
        var (ledger, live) = (request.Ledger, request.Ledger.Views);
        var to = request.To is { } asked ? await PositionAsync(ledger, asked, cancellationToken) : live.Position;
        var started = time.GetTimestamp();
        var (rebuilt, bytes) = await ledger.ReplayAsync(Position.At(to), request.Progress, cancellationToken);
        using (rebuilt)
        {
            var elapsed = time.GetElapsedTime(started);
            var cut = new Cut(request.On, At: to);
            var state = live.Position == to
                ? new RebuildComparison(
                    to, await RebuildComparison.DigestAsync(live, cancellationToken), await RebuildComparison.DigestAsync(rebuilt, cancellationToken), IsSwapped: false)
                : null;
            return new ReplayReport(
                to, rebuilt.EventCount, rebuilt.FactCount, rebuilt.SourceCount, bytes, elapsed, request.On, request.Since, request.Policy,
                [
                    Statuses(request, live, rebuilt, cut, cancellationToken),
                    Of("figures", $"figures {Options(cut)} --policy {request.Policy.Name}", live, rebuilt, v => v.Figures(cut, request.Policy), ViewJson.Write),
                    Of("incidents", $"incidents {Options(cut)}", live, rebuilt, v => v.Incidents(cut), ViewJson.Write),
                    await SourcesAsync(ledger, live, rebuilt, cut, cancellationToken),
                    Of("gazetteer", $"gazetteer --at {to}", live, rebuilt, v => GazetteerEntry.All(v.Gazetteer(to), v.Boundaries(to)).ToList(), GazetteerJson.Write),
                ],
                state);
        }
    }

    private static async Task<long> PositionAsync(Ledger ledger, long asked, CancellationToken cancellation)
    {
        if (asked < 1 || asked > ledger.Views.Position)
            throw new RefusedException($"position {asked} is not in the ledger, which goes from 1 to {ledger.Views.Position}");
        return ledger.Log.HasDensePositions || await ledger.EventAtAsync(asked, cancellation) is not null
            ? asked
            : throw new RefusedException($"the ledger has no event at position {asked}");
    }

    /// <summary>Statuses through time are one array after another, day by day.</summary>
    private static ViewDigest Statuses(ReplayLedger request, Views live, Views rebuilt, Cut cut, CancellationToken cancellation)
    {
        using var liveHash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var rebuiltHash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var count = 0L;
        for (var day = request.Since ?? request.On; day <= request.On; day = new Day(day.Number + 1))
        {
            cancellation.ThrowIfCancellationRequested();
            var at = cut with { On = day };
            Append(liveHash, live.Statuses(at, request.Policy), ViewJson.Write);
            count += Append(rebuiltHash, rebuilt.Statuses(at, request.Policy), ViewJson.Write);
        }

        var command = $"status {Options(cut)} --policy {request.Policy.Name}";
        return new ViewDigest("statuses", count, Printed(command), End(liveHash), End(rebuiltHash));
    }

    /// <summary>Headers of sources are read from the log, so views that are equal make equal bytes and are printed once.</summary>
    private static async Task<ViewDigest> SourcesAsync(Ledger ledger, Views live, Views rebuilt, Cut cut, CancellationToken cancellation)
    {
        var (was, now) = (live.Sources(cut), rebuilt.Sources(cut));
        var digest = await DigestAsync(now);
        return new ViewDigest("sources", now.Count, Printed($"sources {Options(cut)}"), was.SequenceEqual(now) ? digest : await DigestAsync(was), digest);

        async Task<string> DigestAsync(IReadOnlyList<SourceView> views)
        {
            var details = new List<SourceDetail>(views.Count);
            foreach (var view in views) details.Add(await ViewQueryHandlers.DetailAsync(ledger, view, cancellation));
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            Append(hash, details, ViewJson.Write);
            return End(hash);
        }
    }

    private static ViewDigest Of<T>(
        string kind, string command, Views live, Views rebuilt, Func<Views, IReadOnlyList<T>> views, Action<Utf8JsonWriter, T> write)
    {
        using var liveHash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var rebuiltHash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(liveHash, views(live), write);
        var count = Append(rebuiltHash, views(rebuilt), write);
        return new ViewDigest(kind, count, Printed(command), End(liveHash), End(rebuiltHash));
    }

    private static int Append<T>(IncrementalHash hash, IReadOnlyList<T> views, Action<Utf8JsonWriter, T> write)
    {
        hash.AppendData(PrintedJson.Array(views, write));
        return views.Count;
    }

    private static string End(IncrementalHash hash) => Convert.ToHexStringLower(hash.GetHashAndReset());

    private static string Printed(string command) => $"reports {command} --json";

    private static string Options(Cut cut) => string.Create(CultureInfo.InvariantCulture, $"--on {cut.On} --at {cut.At}");
}
