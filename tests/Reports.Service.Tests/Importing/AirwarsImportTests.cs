using Reports.Domain.Facts;
using Reports.Domain.Policies;
using Reports.Domain.Time;
using Reports.Projections.Figures;
using Reports.Projections.Ledger;
using Reports.Service.Importing.Running;
using Reports.Service.Ingest;
using Reports.Service.Queries;

namespace Reports.Service.Tests.Importing;

/// <summary>Airwars' tables, with rows that we invented.</summary>
public sealed class AirwarsImportTests
{
    [Fact]
    public async Task A_row_becomes_an_incident_with_the_ranges_of_those_harmed()
    {
        await using var workspace = await Workspace.CreateAsync();
        var report = await workspace.ImportAsync("airwars", AirwarsFile.Header + AirwarsFile.Row(
            1, "CS1", "S1;R2", end: "2018-03-14", strikes: "4", killed: "2,7", injured: "5,", children: ",3", women: "1,1", combatants: "0,2"));

        Assert.Equal((1, 0, 1, 7), (report.Taken, report.Rejected, report.NewSources, report.NewFacts));
        var facts = await ImportedFacts.OfAsync(workspace, "airwars-9001");
        var incident = Assert.IsType<IncidentFact>(facts["airwars-9001"]);
        Assert.Equal((IncidentKind.Strike, "2018-03-13/2018-03-14", "F2", "Likely strike; former codes: S1, R2"), (incident.Kind, incident.On.Text, incident.Grade.ToString(), incident.Note));
        Assert.Equal(["qadam"], incident.From);
        Assert.Equal(["airwars-actor-u-s-led-coalition-abeb2f"], incident.Participants);
        Assert.Equal(
            ["4", "between 2 and 7", "at least 5", "up to 3", "1", "between 0 and 2"],
            Quantities(facts, "strikes", "killed-civilians", "injured-civilians", "killed-children", "killed-women", "killed-combatants"));
        var dead = (FigureFact)facts["killed-civilians"];
        Assert.Equal(("airwars-9001", Measure.PeopleKilled, Population.Civilians, "F2"), (dead.About, dead.Measure, dead.Population, dead.Grade.ToString()));
        Assert.Equal("Airwars CS1: Qadam", (await RecordedSource.ReadAsync(workspace.Ledger.Log, "airwars-9001", TestContext.Current.CancellationToken))!.Header.Title);
        await ImportedFacts.AssertValidAsync(workspace);
    }

    [Theory]
    [InlineData("Confirmed", "F1")]
    [InlineData("Weak", "F3")]
    [InlineData("Contested, Discounted", "F5")]
    [InlineData("", null)]
    public async Task Airwars_grading_is_the_credibility_of_an_Admiralty_code(string grading, string? grade)
    {
        await using var workspace = await Workspace.CreateAsync();
        await workspace.ImportAsync("airwars", AirwarsFile.Header + AirwarsFile.Row(1, "CS1", grading: grading));
        Assert.All((await ImportedFacts.OfAsync(workspace, "airwars-9001")).Values, f => Assert.Equal(grade, f.Grade?.ToString()));
    }

    [Fact]
    public async Task A_code_that_two_incidents_have_or_had_is_flagged_at_each_of_them_and_nowhere_else()
    {
        await using var workspace = await Workspace.CreateAsync();
        var report = await workspace.ImportAsync("airwars", AirwarsFile.Header
            + AirwarsFile.Row(1, "CS1", "S7")
            + AirwarsFile.Row(2, "CS2", "cs1; S9")
            + AirwarsFile.Row(3, "CS3 TS4", "CS3")
            + AirwarsFile.Row(4, "TS4")
            + AirwarsFile.Row(5, "CS5", "S10"));

        Assert.Equal((5, 5L), (report.NewSources, report.Taken));
        Assert.Equal(4, report.Flags[FactFlag.ReusedCode]);
        foreach (var (id, codes) in (List<(int, string?)>)[(9001, "CS1"), (9002, "cs1"), (9003, "TS4"), (9004, "TS4"), (9005, null)])
        {
            var incident = (IncidentFact)(await ImportedFacts.OfAsync(workspace, $"airwars-{id}"))[$"airwars-{id}"];
            Assert.Equal(codes is null ? [] : [FactFlag.ReusedCode], incident.Flags);
            Assert.True(codes is null || incident.Note!.EndsWith($"codes that other incidents have or had too: {codes}", StringComparison.Ordinal), incident.Note);
        }
    }

    [Fact]
    public async Task What_is_odd_is_flagged_and_what_cannot_be_taken_is_rejected()
    {
        await using var workspace = await Workspace.CreateAsync();
        var report = await workspace.ImportAsync("airwars", AirwarsFile.Header
            + AirwarsFile.Row(1, "A", killed: "5,2")
            + AirwarsFile.Row(2, "B", killed: "1,2", children: "2,2", men: "1,1")
            + AirwarsFile.Row(3, "C", published: "2018-03-01")
            + AirwarsFile.Row(4, "D", date: "")
            + AirwarsFile.Row(5, "E", grading: "Likely")
            + AirwarsFile.Row(6, "F").Replace("36.29", "3629", StringComparison.Ordinal));

        Assert.Equal((6, 4, 2), (report.Rows, report.Taken, report.Rejected));
        Assert.Equal([(4, "date"), (5, "grading")], report.Problems.Select(p => ((int)p.Row, p.Column)));
        Assert.Equal([FactFlag.PartsDifferFromTotal, FactFlag.PublishedBeforeEvent, FactFlag.BoundsReversed, FactFlag.ImpossibleCoordinate], report.Flags.Keys);
        Assert.Equal("lat and lon as they came: 33.47, 3629; Likely strike", (await ImportedFacts.OfAsync(workspace, "airwars-9006"))["airwars-9006"].Note);
        var reversed = (FigureFact)(await ImportedFacts.OfAsync(workspace, "airwars-9001"))["killed-civilians"];
        Assert.Equal(("between 2 and 5", "minimum 5, maximum 2"), (reversed.Quantity.ToString(), reversed.Note));
    }

    [Fact]
    public async Task A_cited_source_is_a_source_that_reports_the_incident_with_its_archived_copy()
    {
        await using var workspace = await Workspace.CreateAsync();
        var incidents = AirwarsFile.Header + AirwarsFile.Row(1, "A", location: "Old Mill", accuracy: "town") + AirwarsFile.Row(2, "B", date: "") + AirwarsFile.Row(4, "D");
        await workspace.ImportAsync("airwars", incidents);
        const string Text = AirwarsFile.Sources
            + "1,A,1,SOHR,المرصد,Facebook/Arabic,https://example.org/1,https://archive.example/1\n"
            + "1,A,2,'@mill,'@mill,Twitter,hhttps://example.org/2,\n"
            + "1,A,3,,,Arabic,https://example.org/3,\n"
            + "2,B,1,SOHR,SOHR,,https://example.org/4,\n"
            + "3,C,1,SOHR,SOHR,,https://example.org/5,\n"
            + "4,X,1,SOHR,SOHR,,https://example.org/6,\n"
            + "4,D,1,SOHR,SOHR,,https://example.org/7,\n"
            + "1,A,4,SOHR,SOHR,,https://example.org/8,\n";
        var settings = new ImportSettings { Incidents = AirwarsFile.Input("incidents.csv", incidents) };
        var report = await workspace.ImportAsync("airwars-sources", Text, settings);

        Assert.Equal((8, 3, 5, 3), (report.Rows, report.Taken, report.Rejected, report.NewFacts));
        Assert.Equal(
            ["neither a name nor an author", "its incident cannot be taken: date: a date is missing", .. Enumerable.Repeat("no incident of this code and sequence in incidents.csv; both files follow the sequence", 3)],
            report.Problems.Select(p => p.Reason));
        var first = (await RecordedSource.ReadAsync(workspace.Ledger.Log, "airwars-9001-source-1", TestContext.Current.CancellationToken))!;
        Assert.Equal(("sohr", "ar", "https://example.org/1", "https://archive.example/1"), (first.Header.Outlet, first.Header.Language, first.Header.Url, first.Header.Archive));
        Assert.Contains("author: المرصد; Facebook/Arabic", first.Header.Note, StringComparison.Ordinal);
        var second = (await RecordedSource.ReadAsync(workspace.Ledger.Log, "airwars-9001-source-2", TestContext.Current.CancellationToken))!;
        Assert.Equal(("airwars-voice-mill-088088", "und", null), (second.Header.Outlet, second.Header.Language, second.Header.Url));
        Assert.EndsWith("source_url as it came: hhttps://example.org/2", second.Header.Note, StringComparison.Ordinal);
        Assert.Equal(FactFlag.MalformedAddress, Assert.Single(second.Facts["airwars-9001"].Fact.Flags));
        Assert.Equal(["airwars", "airwars-voice-mill-088088", "sohr"], Incident(workspace, "airwars-9001").Statements.Select(s => s.Origin).Order(StringComparer.Ordinal));
        var again = await workspace.ImportAsync("airwars-sources", Text, settings);
        Assert.Equal((again.From, 3L), (again.To, again.UnchangedSources));
        await ImportedFacts.AssertValidAsync(workspace);
    }

    [Fact]
    public async Task What_a_belligerent_concedes_is_a_voice_of_its_own_beside_Airwars_range()
    {
        await using var workspace = await Workspace.CreateAsync();
        var incidents = AirwarsFile.Header + AirwarsFile.Row(1, "A", killed: "20,100") + AirwarsFile.Row(2, "B", killed: "2,3") + AirwarsFile.Row(3, "C");
        var settings = new ImportSettings { Incidents = AirwarsFile.Input("incidents.csv", incidents) };
        await workspace.ImportAsync("airwars", incidents);
        const string Text = AirwarsFile.Belligerents
            + "1,A,coalition,known,credible,4,4,0,,https://example.org/statement\n"
            + "1,A,syrian_regime,suspected,not_yet_assessed,,,,,\n"
            + "2,B,coalition,suspected,non_credible,0,0,,,no address\n"
            + "2,B,unknown,known,not_yet_assessed,1,1,,,\n";
        var report = await workspace.ImportAsync("airwars-belligerents", Text, settings);

        Assert.Equal((4, 0, 7, 10), (report.Taken, report.Rejected, report.NewSources, report.NewFacts));
        const string Coalition = "airwars-actor-u-s-led-coalition-abeb2f";
        var conceded = Killed(workspace, "airwars-9001");
        Assert.Equal((FigureClass.Contradicted, true), (conceded.Class, conceded.Disputed));
        Assert.Equal([("airwars", "between 20 and 100"), (Coalition, "4")], conceded.Origins.Select(o => (o.Origin, o.Quantity)).Order());
        // What an unknown party concedes is no voice of its own.
        Assert.Equal(["airwars", Coalition], Killed(workspace, "airwars-9002").Origins.Where(o => o.Independent).Select(o => o.Origin).Order(StringComparer.Ordinal));

        Assert.Equal(["airwars-actor-syrian-regime"], Incident(workspace, "airwars-9001-belligerent-2").Participants);
        Assert.Equal([("airwars", Stance.Alleged), (Coalition, Stance.Denied)], Incident(workspace, "airwars-9002-belligerent-1").Statements.Select(s => (s.Origin, s.Stance)));
        Assert.True(Incident(workspace, "airwars-9002-belligerent-1").Denied);
        Assert.Equal([Coalition], Incident(workspace, "airwars-9001").Participants);
        Assert.Equal(FactFlag.MalformedAddress, Assert.Single((await ImportedFacts.OfAsync(workspace, "airwars-9002-belligerent-1"))["airwars-9002-belligerent-1"].Flags));
        var again = await workspace.ImportAsync("airwars-belligerents", Text, settings);
        Assert.Equal(again.From, again.To);
        await ImportedFacts.AssertValidAsync(workspace);
    }

    [Theory]
    [InlineData("airwars-sources", AirwarsFile.Sources)]
    [InlineData("airwars-belligerents", AirwarsFile.Belligerents)]
    public async Task A_table_without_its_incidents_is_refused(string format, string text)
    {
        await using var workspace = await Workspace.CreateAsync();
        Assert.Contains("--incidents", (await Assert.ThrowsAsync<RefusedException>(() => workspace.ImportAsync(format, text))).Message, StringComparison.Ordinal);
        var settings = new ImportSettings { Incidents = AirwarsFile.Input("wrong.csv", "a,b\n") };
        Assert.Contains("wrong.csv: no file of the format 'airwars': the columns 'airwars_id', 'sequence', 'incident_code', 'previous_codes', 'date' and 25 more are missing", (await Assert.ThrowsAsync<RefusedException>(() => workspace.ImportAsync(format, text, settings))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_as_it_reads_becomes_an_incident_and_its_narrative_stays_out()
    {
        await using var workspace = await Workspace.CreateAsync();
        var report = await workspace.ImportAsync("airwars-pages", """
            Incidence_date,Incidence_id,Incidence_url,Strike status,Strike type,Civilians reported killed,Civilian_type,Airwars civilian harm grading,Suspected belligerent,lat,long,Civilians reported injured,Airwars_assessment
            october-7-2023,x1,https://airwars.org/x1,Likely strike,Airstrike,2 – 9,"(0–1 children2 women1 man1 journalist)",Fair,Israeli Military,31.5,34.5,12–24,The words of the page
            october-8-2023,x2,https://airwars.org/x2,Likely strike,NA,Unknown,NA,Weak,NA,NA,NA,NA,More words
            8 october,x3,https://airwars.org/x3,Likely strike,NA,1,NA,Weak,NA,NA,NA,NA,
            october-8-2023,x4,https://airwars.org/x4,Likely strike,NA,a few dozen,NA,Weak,NA,NA,NA,NA,

            """);

        Assert.Equal((4, 2, 2, 8), (report.Rows, report.Taken, report.Rejected, report.NewFacts));
        Assert.Equal(["Incidence_date", "Civilians reported killed"], report.Problems.Select(p => p.Column));
        var facts = await ImportedFacts.OfAsync(workspace, "airwars-x1");
        Assert.Equal(
            ["between 2 and 9", "between 12 and 24", "between 0 and 1", "2", "1"],
            Quantities(facts, "killed-civilians", "injured-civilians", "killed-children", "killed-women", "killed-men"));
        Assert.Equal((IncidentKind.Strike, "2023-10-07", "Likely strike; at 31.5, 34.5"), (((IncidentFact)facts["airwars-x1"]).Kind, ((IncidentFact)facts["airwars-x1"]).On.Text, facts["airwars-x1"].Note));
        Assert.Equal("unknown", ((FigureFact)(await ImportedFacts.OfAsync(workspace, "airwars-x2"))["killed-civilians"]).Quantity.ToString());
        Assert.DoesNotContain(await ImportedFacts.ContentAsync(workspace), e => e.Contains("words", StringComparison.OrdinalIgnoreCase));
        await ImportedFacts.AssertValidAsync(workspace);
    }

    private static IEnumerable<string> Quantities(Dictionary<string, Fact> facts, params string[] keys) => keys.Select(k => ((FigureFact)facts[k]).Quantity.ToString());

    private static FigureView Killed(Workspace workspace, string about) => workspace.Ledger.Views.Figures(new Cut(Day.Parse("2030-01-01")), Policy.Reports1)
        .Single(f => f.Key.About == about && f.Key is { Measure: Measure.PeopleKilled, Population: Population.Civilians });

    private static Projections.Incidents.IncidentView Incident(Workspace workspace, string id) => workspace.Ledger.Views.Incidents(new Cut(Day.Parse("2030-01-01"))).Single(i => i.Id == id);
}
