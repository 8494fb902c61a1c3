using Reports.Domain.Facts;
using Reports.Service.Ingest;

namespace Reports.Service.Tests.Importing;

/// <summary>UCDP GED, with rows that we invented.</summary>
public sealed class UcdpImportTests
{
    [Fact]
    public async Task A_row_becomes_an_incident_with_its_figures_and_a_source_for_each_article()
    {
        await using var workspace = await Workspace.CreateAsync();
        var report = await workspace.ImportAsync("ucdp-ged", UcdpFile.Of(
            UcdpFile.Row(17, a: 3, b: 4, civilians: 2, low: 7, best: 9, high: 15, articles: "Reuters,2018-03-14,Clashes at the mill|The Mill Gazette, evening,2018-03-15,\"Nine\" dead")));

        Assert.Equal((1, 0, 3, 9), (report.Taken, report.Rejected, report.NewSources, report.NewFacts));
        var facts = await ImportedFacts.OfAsync(workspace, "ucdp-17");
        var incident = Assert.IsType<IncidentFact>(facts["ucdp-17"]);
        Assert.Equal((IncidentKind.Clash, "2018-03-13"), (incident.Kind, incident.On.Text));
        Assert.Equal(["qadam"], incident.From);
        Assert.Equal(["ucdp-actor-118", "ucdp-actor-7016"], incident.Participants);
        Assert.Equal(["sohr"], incident.By.Speakers);
        var killed = Assert.IsType<FigureFact>(facts["killed"]);
        Assert.Equal(("ucdp-17", Measure.PeopleKilled, Population.All, "9, between 7 and 15"), (killed.About, killed.Measure, killed.Population, killed.Quantity.ToString()));
        Assert.Equal(("2", Population.Civilians), (((FigureFact)facts["killed-civilians"]).Quantity.ToString(), ((FigureFact)facts["killed-civilians"]).Population));
        var side = Assert.IsType<IncidentFact>(facts["ucdp-17-side-a"]);
        Assert.Equal(("ucdp-17", "ucdp-actor-118"), (side.PartOf, Assert.Single(side.Participants)));
        Assert.Equal(("ucdp-17-side-b", "4", Population.Combatants), (((FigureFact)facts["killed-side-b"]).About, ((FigureFact)facts["killed-side-b"]).Quantity.ToString(), ((FigureFact)facts["killed-side-b"]).Population));
        Assert.DoesNotContain("killed-unknown", facts.Keys);

        var second = await RecordedSource.ReadAsync(workspace.Ledger.Log, "ucdp-17-article-2", TestContext.Current.CancellationToken);
        Assert.Equal(("\"Nine\" dead", "The Mill Gazette, evening"), (second!.Header.Title, workspace.Ledger.Gazetteer.NameOf(second.Header.Outlet)));
        Assert.Equal("2018-03-15", Domain.Time.Day.FromDate(second.Header.Published).ToString());
        Assert.Equal(["ucdp-17"], second.Facts.Keys);
        Assert.Equal(3, await ImportedFacts.AssertValidAsync(workspace));
    }

    [Theory]
    [InlineData(1, "2018-03-13", "2018-03-13", "2018-03-13")]
    [InlineData(2, "2018-03-13", "2018-03-16", "2018-03-13/2018-03-16")]
    [InlineData(4, "2018-02-01", "2018-02-28", "2018-02")]
    [InlineData(5, "2018-01-01", "2018-12-31", "2018")]
    [InlineData(5, "2018-01-01", "2018-03-31", "2018-01-01/2018-03-31")]
    public async Task A_coarse_date_is_a_month_a_year_or_an_interval(int precision, string start, string end, string edtf)
    {
        await using var workspace = await Workspace.CreateAsync();
        await workspace.ImportAsync("ucdp-ged", UcdpFile.Of(UcdpFile.Row(1, start, end, datePrec: precision, b: 1)));
        var facts = await ImportedFacts.OfAsync(workspace, "ucdp-1");
        Assert.Equal(edtf, ((IncidentFact)facts["ucdp-1"]).On.Text);
        Assert.Equal(edtf, ((FigureFact)facts["killed"]).Window.Text);
    }

    [Theory]
    [InlineData(1, "qadam", null)]
    [InlineData(2, "qadam", "where_prec 2: within 25 km of the place")]
    [InlineData(3, "ucdp-damascus-western-district", null)]
    [InlineData(4, "damascus", null)]
    [InlineData(6, "syria", null)]
    public async Task The_place_is_of_the_level_that_the_row_is_sure_of(int precision, string place, string? note)
    {
        await using var workspace = await Workspace.CreateAsync();
        await workspace.ImportAsync("ucdp-ged", UcdpFile.Of(UcdpFile.Row(1, wherePrec: precision, adm2: precision == 3 ? "Western district" : "", b: 1)));
        var incident = (IncidentFact)(await ImportedFacts.OfAsync(workspace, "ucdp-1"))["ucdp-1"];
        Assert.Equal((place, note), (Assert.Single(incident.From), incident.Note));
    }

    [Fact]
    public async Task A_place_of_the_same_name_elsewhere_is_another_place()
    {
        await using var workspace = await Workspace.CreateAsync();
        await workspace.ImportAsync("ucdp-ged", UcdpFile.Of(UcdpFile.Row(1, adm1: "Southern Governorate", where: "Yarmouk town", b: 1), UcdpFile.Row(2, where: "Yarmouk camp", b: 1)));
        Assert.Equal("ucdp-syria-southern-governorate-yarmouk-town", ((IncidentFact)(await ImportedFacts.OfAsync(workspace, "ucdp-1"))["ucdp-1"]).From[0]);
        Assert.Equal("yarmouk", ((IncidentFact)(await ImportedFacts.OfAsync(workspace, "ucdp-2"))["ucdp-2"]).From[0]);
        Assert.Equal("ucdp-syria-southern-governorate", workspace.Ledger.Gazetteer.Places["ucdp-syria-southern-governorate-yarmouk-town"].Within);
    }

    [Fact]
    public async Task Several_origins_are_noted_and_the_figures_are_the_data_sets_own_voice()
    {
        await using var workspace = await Workspace.CreateAsync();
        await workspace.ImportAsync("ucdp-ged", UcdpFile.Of(UcdpFile.Row(1, original: "SOHR, Mill Watch and SANA", b: 1), UcdpFile.Row(2, original: "", b: 1), UcdpFile.Row(3, original: "Mill Watch", b: 1)));
        var first = (await ImportedFacts.OfAsync(workspace, "ucdp-1"))["ucdp-1"];
        Assert.Equal((Attribution.OwnVoice, "source_original: SOHR, Mill Watch and SANA"), (first.By, first.Note));
        Assert.Equal(Attribution.OwnVoice, (await ImportedFacts.OfAsync(workspace, "ucdp-2"))["killed"].By);
        Assert.Equal(["ucdp-voice-mill-watch", "reuters"], (await ImportedFacts.OfAsync(workspace, "ucdp-3"))["killed"].By.Speakers);
    }

    [Fact]
    public async Task What_is_odd_is_recorded_as_it_is_and_flagged()
    {
        await using var workspace = await Workspace.CreateAsync();
        var report = await workspace.ImportAsync("ucdp-ged", UcdpFile.Of(
            UcdpFile.Row(1, b: 3, low: 5, best: 3, high: 2),
            UcdpFile.Row(2, b: 4, best: 6),
            UcdpFile.Row(3, b: 1, articles: "Reuters,1753-01-01,No date|Reuters,2017-01-01,Too early"),
            UcdpFile.Row(4, b: 1, year: 2017),
            UcdpFile.Row(5, b: 1, start: "1970-01-01", year: 1970),
            UcdpFile.Row(6, b: 1, start: "2018-03-13", end: "2018-03-11"),
            UcdpFile.Row(7, b: 1, articles: "Reuters,2018-03-14,Two\nlines")));

        Assert.Equal((7, 0), (report.Taken, report.Rejected));
        var killed = (FigureFact)(await ImportedFacts.OfAsync(workspace, "ucdp-1"))["killed"];
        Assert.Equal(("3, between 2 and 5", "low 5, best 3, high 2; the parts add up to 3"), (killed.Quantity.ToString(), killed.Note));
        Assert.Equal([FactFlag.BestBelowLow, FactFlag.HighBelowBest], killed.Flags);
        Assert.Equal([FactFlag.BestBelowLow, FactFlag.HighBelowBest, FactFlag.PartsDifferFromTotal, FactFlag.PlaceholderDate, FactFlag.DateOutsideYear, FactFlag.PublishedBeforeEvent, FactFlag.DatesReversed, FactFlag.EmbeddedNewline], report.Flags.Keys);
        Assert.Contains(FactFlag.PlaceholderDate, (await ImportedFacts.OfAsync(workspace, "ucdp-3-article-1"))["ucdp-3"].Flags);
        var reversed = (IncidentFact)(await ImportedFacts.OfAsync(workspace, "ucdp-6"))["ucdp-6"];
        Assert.Equal(("2018-03-11/2018-03-13", FactFlag.DatesReversed), (reversed.On.Text, Assert.Single(reversed.Flags)));
        Assert.Equal("Two lines", (await RecordedSource.ReadAsync(workspace.Ledger.Log, "ucdp-7-article-1", TestContext.Current.CancellationToken))!.Header.Title);
        await ImportedFacts.AssertValidAsync(workspace);
    }

    [Fact]
    public async Task A_row_that_cannot_be_taken_is_a_line_of_the_reject_file_and_the_others_are_taken()
    {
        await using var workspace = await Workspace.CreateAsync();
        var report = await workspace.ImportAsync("ucdp-ged", UcdpFile.Of(
            UcdpFile.Row(1, b: 1), UcdpFile.Row(2, b: -1), UcdpFile.Row(3, start: "13 March", b: 1), UcdpFile.Row(4, articles: "no date at all", b: 1), "5,2018", UcdpFile.Row(6, type: 4, b: 1),
            UcdpFile.Row(7, b: 1)));

        Assert.Equal((7, 2, 5), (report.Rows, report.Taken, report.Rejected));
        Assert.Equal(
            [
                "row,line,column,reason,value",
                "2,3,low,a count is not negative,-1",
                "3,4,date_start,no calendar date such as 2018-03-14,13 March",
                "4,5,source_article,\"an article is \"\"outlet,2018-03-14,headline\"\"\",\"\"\"no date at all\"\"\"",
                "5,6,,\"2 fields, and the header has 41\",",
                "6,7,type_of_violence,\"no type of violence: 1, 2 or 3\",4",
            ],
            await File.ReadAllLinesAsync(report.RejectFile!, TestContext.Current.CancellationToken));
        Assert.True(workspace.Ledger.Views.IsSource("ucdp-7"));
    }
}
