using Reports.EventStore.Embedded;
using Reports.EventStore.EventStoreDb;
using Reports.EventStore.Log;
using Reports.Service.Access;
using Reports.Service.Copying;
using Reports.Service.Ingest;
using static Reports.Service.Tests.Protocol.Endpoint;

namespace Reports.Service.Tests.Protocol;

/// <summary>A ledger that is copied into one that is served: every event passes the checks of an append, and says where it came from.</summary>
public sealed class CopyTests : IAsyncLifetime
{
    private Workspace _source = null!;
    private Endpoint _endpoint = null!;

    public async ValueTask InitializeAsync()
    {
        _source = await Workspace.CreateAsync(withGazetteer: false);
        var report = await _source.IngestAsync(
            InputFiles.Find([RepositoryRoot.Of("eventstore", "gazetteer"), RepositoryRoot.Of("eventstore", "sources")], () => System.IO.Stream.Null), dryRun: false);
        Assert.All(report.Files, f => Assert.Empty(f.Errors));
        _endpoint = await StartAsync(withGazetteer: false);
    }

    public async ValueTask DisposeAsync()
    {
        await _endpoint.DisposeAsync();
        await _source.DisposeAsync();
    }

    [Fact]
    public async Task The_five_articles_with_their_gazetteer_are_copied_whole_into_a_served_ledger()
    {
        var key = _endpoint.Keys.Create("archive", Role.Reporter, null, 10).Text;
        await using var served = await EventStoreDbLog.OpenAsync(
            $"esdb://archive:{key}@{_endpoint.Address.Authority}?tls=false", LedgerMode.Write, new EventStoreDbOptions { Seed = 1 }, Cancellation);
        var copied = await CopyAsync(_source.Ledger.Log, served);
        Assert.Null(copied.FirstDifference);
        Assert.True(copied.IsEqual);
        Assert.Equal((0, _source.Ledger.Views.EventCount), (copied.Found, copied.Copied));

        // The views are those of the original, and each event has two authors: who recorded it first, and who copied it.
        Assert.Equal(_source.Status("qadam", "2018-04-21").Parties, _endpoint.Workspace.Status("qadam", "2018-04-21").Parties);
        Assert.All(await _endpoint.Workspace.EventsAsync(), e => Assert.Equal(("archive", "amira"), (e.Metadata.RecordedBy, e.Metadata.Original.RecordedBy)));

        // Again, there is nothing to do.
        var again = await CopyAsync(_source.Ledger.Log, served);
        Assert.Equal((_source.Ledger.Views.EventCount, 0, true), (again.Found, again.Copied, again.IsEqual));

        // And back into a file: the same ledger, whichever way it went.
        await using var back = EmbeddedLog.Open(Path.Combine(_source.Folder, "back.db"), LedgerMode.Write);
        Assert.True((await CopyAsync(served, back)).IsEqual);
        Assert.Equal(copied.From, (await CopyAsync(_source.Ledger.Log, back)).To);
    }

    private static Task<CopyReport> CopyAsync(IEventLog from, IEventLog to) => new CopyLedgerHandler().Handle(new CopyLedger(from, to), Cancellation);
}
