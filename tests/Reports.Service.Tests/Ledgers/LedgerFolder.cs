using Microsoft.Extensions.Time.Testing;
using NodaTime;
using Reports.Domain.Events;
using Reports.Domain.Facts;
using Reports.Domain.Gazetteer;
using Reports.Domain.Policies;
using Reports.Domain.Sources;
using Reports.Domain.Time;
using Reports.EventStore.Embedded;
using Reports.EventStore.Events;
using Reports.EventStore.Log;
using Reports.Projections.Ledger;
using Reports.Service.Ledgers;

namespace Reports.Service.Tests.Ledgers;

/// <summary>A ledger file in a folder of its own, and what is recorded in it.</summary>
public sealed class LedgerFolder : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("reports-").FullName;

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public string Path => System.IO.Path.Combine(_folder, "ledger.db");

    public string Checkpoint => Path + "-views";

    public string NewCheckpoint => Path + "-views-new";

    public string Folder => _folder;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public Task<Ledger> OpenAsync(LedgerMode mode = LedgerMode.Write) => Ledger.OpenAsync(Path, mode, Time, "tests", cancellation: Cancellation);

    /// <summary>Records a gazetteer and one source for each holder, then saves the checkpoint.</summary>
    public async Task RecordAndSaveAsync(params string[] holders)
    {
        await using var ledger = await OpenAsync();
        await RecordAsync(ledger, holders);
        Assert.True(await ledger.SaveCheckpointAsync(Cancellation));
    }

    public static async Task RecordAsync(Ledger ledger, params string[] holders)
    {
        if (ledger.Views.Position == 0)
        {
            await AppendAsync(ledger, StreamName.Place("qadam"), new PlaceDefined(new Place { Id = "qadam", Name = "Qadam", Kind = "district" }));
            await AppendAsync(ledger, StreamName.Outlet("sana"), new OutletDefined(new Outlet { Id = "sana", Name = "SANA" }));
            foreach (var actor in (string[])["isil", "hts"])
                await AppendAsync(ledger, StreamName.Actor(actor), new ActorDefined(new Actor { Id = actor, Name = actor, Kind = "armed-group" }));
        }

        foreach (var holder in holders)
        {
            var id = $"source-{ledger.Views.SourceCount + 1}";
            var published = new LocalDate(2018, 5, 1).PlusDays(ledger.Views.SourceCount);
            await AppendAsync(
                ledger, StreamName.Source(id),
                new SourceReported(new SourceHeader
                {
                    Id = id,
                    Outlet = "sana",
                    Title = id,
                    Published = published,
                    Language = "en",
                    Sha256 = new string('0', 64),
                }),
                new ControlReported(new ControlFact
                {
                    Key = "f",
                    Place = "qadam",
                    Actor = holder,
                    Relation = Relation.Took,
                    On = ValidTime.Parse($"2018-05-{published.Day:00}"),
                }));
            await ledger.CatchUpAsync(Cancellation);
        }
    }

    public static string Holder(Ledger ledger) => string.Join(
        ',', ledger.Views.Status("qadam", new Cut(Day.Parse("2018-06-01")), Policy.Reports1).Parties);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task AppendAsync(Ledger ledger, StreamName stream, params LedgerEvent[] events)
    {
        using var serializer = new EventSerializer();
        var run = EventIds.OfRun("test", DateTimeOffset.UnixEpoch);
        var metadata = new EventMetadata(await ledger.NextRecordedTimeAsync(Cancellation), "tests", run, run).ToJson();
        await ledger.Log.AppendAsync(
            stream, ExpectedRevision.Any,
            [
                .. events.Select(e =>
                {
                    var (type, data) = (EventTypes.NameOf(e), serializer.Serialize(e));
                    return new EventToAppend(EventIds.Of(stream, type, data), type, data, metadata);
                }),
            ],
            Cancellation);
        await ledger.CatchUpAsync(Cancellation);
    }
}
