using Reports.Domain.Events;
using Reports.Domain.Facts;

namespace Reports.Service.Tests.Importing;

/// <summary>ACLED, with rows that we invented.</summary>
public sealed class AcledImportTests
{
    internal const string Header =
        "event_id_cnty,event_date,year,time_precision,event_type,sub_event_type,actor1,assoc_actor_1,inter1,actor2,assoc_actor_2,inter2,country,admin1,admin2,location,latitude,longitude,geo_precision,source,fatalities,timestamp\n";

    internal static string Row(string id, int killed, long timestamp, int precision = 1, string sources = "SOHR") =>
        $"{id},2018-03-13,2018,{precision},Battles,Armed clash,Mill Guard,Valley Council; Mill Union,3,ISIL,NA,2,Syria,Southern,Southern,Southern,33.1,36.1,1,{sources},{killed},{timestamp}\n";

    [Fact]
    public async Task A_row_becomes_an_incident_with_its_participants_and_the_dead()
    {
        await using var workspace = await Workspace.CreateAsync();
        var report = await workspace.ImportAsync("acled", Header + Row("SYR1", 4, 1520985600, precision: 2) + Row("SYR2", 0, 1520985600, sources: "SOHR; SANA"));
        Assert.Equal((2, 0, 4), (report.Taken, report.Rejected, report.NewFacts));
        var incident = (IncidentFact)(await ImportedFacts.OfAsync(workspace, "acled-syr1"))["acled-syr1"];
        Assert.Equal((IncidentKind.Clash, "2018-03-13~", "sohr"), (incident.Kind, incident.On.Text, incident.By.Speakers[0]));
        Assert.Equal(["acled-actor-mill-guard", "acled-actor-valley-council", "acled-actor-mill-union", "isil"], incident.Participants);
        Assert.Equal(["acled-syria-southern-district-southern-town-southern"], incident.From);
        Assert.Equal("source: SOHR; SANA", (await ImportedFacts.OfAsync(workspace, "acled-syr2"))["acled-syr2"].Note);
        await ImportedFacts.AssertValidAsync(workspace);
    }

    [Fact]
    public async Task A_later_version_corrects_with_both_timestamps_and_an_older_one_changes_nothing()
    {
        await using var workspace = await Workspace.CreateAsync();
        await workspace.ImportAsync("acled", Header + Row("SYR1", 4, 1520985600));
        // In one file, the newest first: the older row must not undo it.
        var later = await workspace.ImportAsync("acled", Header + Row("SYR1", 6, 1521985600) + Row("SYR1", 5, 1521000000));
        Assert.Equal((2, 1, 1), (later.Taken, later.ChangedSources, later.UnchangedSources));
        Assert.Equal("6", ((FigureFact)(await ImportedFacts.OfAsync(workspace, "acled-syr1"))["killed"]).Quantity.ToString());
        var correction = (await workspace.EventsAsync(later.From + 1)).Select(e => e.Event).OfType<FactCorrected>().First(e => e.Replacement.Key == "killed");
        Assert.Equal("ACLED changed the event, timestamp 1521985600, before 1520985600", correction.Reason);
        Assert.Contains("the ledger has a later version", Assert.Single(later.Notices), StringComparison.Ordinal);
        var again = await workspace.ImportAsync("acled", Header + Row("SYR1", 6, 1521985600));
        Assert.Equal(again.From, again.To);
    }

    [Fact]
    public async Task A_deleted_id_is_withdrawn_once_and_stays_readable()
    {
        await using var workspace = await Workspace.CreateAsync();
        await workspace.ImportAsync("acled", Header + Row("SYR1", 4, 1520985600) + Row("SYR2", 1, 1520985600));
        const string Deleted = "event_id_cnty,deleted_timestamp\nSYR1,1530000000\nSYR9,1530000000\n";
        var report = await workspace.ImportAsync("acled-deleted", Deleted);
        Assert.Equal((2, 0, 1, 1), (report.Taken, report.Rejected, report.WithdrawnSources, report.UnchangedSources));
        var withdrawal = Assert.IsType<SourceWithdrawn>((await workspace.EventsAsync())[^1].Event);
        Assert.Equal("ACLED deleted the event, timestamp 1530000000", withdrawal.Reason);
        var again = await workspace.ImportAsync("acled-deleted", Deleted);
        Assert.Equal((again.From, 0L), (again.To, again.WithdrawnSources));
    }
}
