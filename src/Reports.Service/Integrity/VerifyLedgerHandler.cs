using MediatR;
using Reports.EventStore.Embedded;
using Reports.EventStore.Integrity;
using Reports.EventStore.Log;
using Reports.Projections.Checkpoints;
using Reports.Service.Ledgers;

namespace Reports.Service.Integrity;

internal sealed class VerifyLedgerHandler(TimeProvider time) : IRequestHandler<VerifyLedger, Verification>
{
    /// <summary>Damaged places that are named; what is damaged more than that is damaged altogether.</summary>
    private const int MaxDamages = 10_000;

    public async Task<Verification> Handle(VerifyLedger request, CancellationToken cancellationToken)
    {
        var damages = new List<Damage>();
        var findings = new CheckpointFindings(request, Found);
        using var tree = new TreeCheck(request.Files.Tiles, findings.Sizes, Found);
        using var places = EventPlaces.Of(request.Log, request.Files.Tiles, tree.TilesSize, Found);
        var (isRead, size) = request.Log is EmbeddedLog log
            ? await ReadAsync(request, log, tree, Found, cancellationToken)
            : await ReadGappedAsync(request, tree, places, Found, cancellationToken);
        tree.End();
        findings.Compare(tree, size, isRead, places);
        var hasViews = request.WithViews && isRead && damages.Count == 0 && await CompareViewsAsync(request, Found, cancellationToken);
        return new Verification(
            size, isRead ? tree.Root : null, [.. damages.OrderBy(d => d.Kind).ThenBy(d => d.Position ?? 0)],
            findings.Led, findings.KeptSize, tree.TilesSize, hasViews);

        void Found(Damage damage)
        {
            if (damages.Count < MaxDamages) damages.Add(damage);
        }
    }

    /// <summary>Reads pages, events and index. Not read when an event is damaged, so that the root over all of them is not known.</summary>
    private static async Task<(bool IsRead, long Size)> ReadAsync(
        VerifyLedger request, EmbeddedLog log, TreeCheck tree, Action<Damage> found, CancellationToken cancellation)
    {
        var events = 0;
        void Counted(Damage damage)
        {
            if (damage.Kind != DamageKind.Index) events++;
            found(damage);
        }

        try
        {
            var head = (await log.HeadAsync(cancellation)).Commit;
            void Take(EventPage page)
            {
                tree.Add(page.Events);
                request.Progress?.Report(new VerifyProgress("events", page.Next.Commit, head));
            }

            // Beside the events, whose pages it reads as well: on a second core it takes no time.
            var pages = new List<Damage>();
            var checking = Task.Run(() => log.CheckPages(pages.Add, null, cancellation), cancellation);
            try
            {
                await log.VerifyAsync(Take, found, cancellation);
            }
            finally
            {
                await checking;
            }

            pages.ForEach(Counted);
            return (true, tree.Size);
        }
        catch (LogDamagedException e)
        {
            // From here on every row by itself: one that cannot be read hides none of the others.
            log.FindDamage(Counted, recorded => tree.AddAlone(recorded, recorded.Position.Commit), Report(request, "rows and pages"), cancellation);
            if (events == 0) found(new Damage(DamageKind.Event, request.Log.Name, e.Message));
            return (false, (await HeadAsync(log, cancellation))?.Commit ?? 0);
        }
    }

    /// <summary>Reads a log that is no file here: a server answers for its own pages and indexes.</summary>
    private static async Task<(bool IsRead, long Size)> ReadGappedAsync(
        VerifyLedger request, TreeCheck tree, EventPlaces places, Action<Damage> found, CancellationToken cancellation)
    {
        var reading = new GappedReading(tree, places, PositionFile.PathOf(request.Files.Tiles), found);
        try
        {
            var head = (await request.Log.HeadAsync(cancellation)).Commit;
            await foreach (var page in request.Log.ReadAllAsync(default, cancellation))
            {
                reading.Take(page.Events);
                request.Progress?.Report(new VerifyProgress("events", page.Next.Commit, head));
            }

            reading.End();
            return (reading.IsAligned, reading.Size);
        }
        catch (Exception e) when (e is LogForeignException or LogDamagedException)
        {
            reading.End();
            found(new Damage(DamageKind.Event, request.Log.Name, $"after event {reading.Size}: {e.Message}"));
            return (false, reading.Size);
        }
    }

    private static Action<long, long>? Report(VerifyLedger request, string what) =>
        request.Progress is { } progress ? (done, all) => progress.Report(new VerifyProgress(what, done, all)) : null;

    private static async Task<Position?> HeadAsync(EmbeddedLog log, CancellationToken cancellation)
    {
        try
        {
            return await log.HeadAsync(cancellation);
        }
        catch (LogDamagedException)
        {
            // Told already, by whoever read the events.
            return null;
        }
    }

    /// <summary>True when there are saved views and they were compared.</summary>
    private async Task<bool> CompareViewsAsync(VerifyLedger request, Action<Damage> found, CancellationToken cancellation)
    {
        var file = request.Log is EmbeddedLog ? new ViewsFile(request.Log.Name) : request.Cache is { } cache ? await cache.FileOfAsync(request.Log, cancellation) : null;
        if (file is null || !File.Exists(file.Path)) return false;
        var path = file.Path;
        await using var ledger = await Ledger.OpenAsync(
            request.Log, file, time, request.Progress is { } progress ? new Told(p => progress.Report(new VerifyProgress("views", p.Position, p.Head))) : null, cancellation);
        if (ledger.SavedViewsRefusal is { } refusal)
        {
            // Another build's views are no damage: nobody reads them.
            if (refusal.Problem is CheckpointProblem.OtherCode or CheckpointProblem.Newer or CheckpointProblem.Missing) return false;
            found(new Damage(DamageKind.Views, path, $"the saved views: it {refusal.Reason}; delete it, and they are made again"));
            return true;
        }

        var comparison = await ledger.RebuildAsync(swap: false, cancellation: cancellation);
        if (!comparison.IsEqual)
            found(new Damage(DamageKind.Views, path, "the saved views are not those that follow from the log; delete it, and they are made again"));
        return true;
    }

    private sealed class Told(Action<RebuildProgress> tell) : IProgress<RebuildProgress>
    {
        public void Report(RebuildProgress value) => tell(value);
    }
}
