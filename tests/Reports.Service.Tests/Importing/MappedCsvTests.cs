using System.Globalization;
using System.Text;
using System.Text.Json;
using Reports.Domain.Events;
using Reports.Domain.Facts;
using Reports.Service.Importing;
using Reports.Service.Importing.Running;
using Reports.Service.Ingest;
using Reports.Service.Queries;

namespace Reports.Service.Tests.Importing;

/// <summary>Any delimited file by a mapping: what is made of rows, what is told of them, and what is wrong with a mapping.</summary>
public sealed class MappedCsvTests
{
    private const string Head = """
        name: m
        source: { id: "{id}", outlet: Weir Post, title: "Row {id}", published: "{day}", language: en }
        facts:
        """;

    [Fact]
    public async Task The_example_is_taken_as_its_mapping_says_and_a_second_run_appends_nothing()
    {
        await using var workspace = await Workspace.CreateAsync();
        var settings = Settings(InputFiles.Of(RepositoryRoot.Of("eventstore", "imports", "mill-valley-daily.yaml")));
        var input = ImportInput.Of(RepositoryRoot.Of("eventstore", "imports", "mill-valley-daily.csv"));
        var dry = await workspace.ImportAsync("csv", input, settings, dryRun: true);
        Assert.Equal((6, 4, 2, 11, dry.From), (dry.Rows, dry.Taken, dry.Rejected, dry.NewFacts, dry.To));
        var report = await workspace.ImportAsync("csv", input, settings);

        Assert.Equal((6, 4, 2, 4, 11), (report.Rows, report.Taken, report.Rejected, report.NewSources, report.NewFacts));
        Assert.Equal([(FactFlag.PlaceholderDate, 1L), (FactFlag.BoundsReversed, 1L), (FactFlag.NumberRounded, 1L)], report.Flags.Select(f => (f.Key, f.Value)));
        Assert.Equal(["5 killed: no number", "6 : no fact: the row has no quantity, no actor, or meets no condition"], report.Problems.Select(p => $"{p.Row} {p.Column}: {p.Reason}"));
        var facts = await FactsAsync(workspace, "mill-valley-daily-2018-03-13-mill-valley");
        Assert.Equal(
            [
                "mill-valley-2018-03-13-mill-valley: Assault 2018-03-13 from mill-valley-daily-mill-valley by mill-valley-daily-actor-mill-guard,mill-valley-daily-actor-weir-guard",
                "killed: mill-valley-daily-mill-valley PeopleKilled 12 2018-03-13 Day", "injured: mill-valley-daily-mill-valley PeopleInjured between 20 and 30 2018-03-13 Day",
                "displaced: mill-valley-daily-mill-valley PeopleDisplaced several hundred 2018-03-12/2018-03-18 Total B3",
                "area: mill-valley-daily-mill-valley TerritoryKm2 104 2018-03-13 Total 'Held by the Mill Guard.; 104,25' NumberRounded",
            ],
            facts.Select(Said));
        Assert.Equal("qadam", Assert.IsType<IncidentFact>((await FactsAsync(workspace, "mill-valley-daily-2018-03-15-al-qadam"))[0]).From[0]);
        await ImportedFacts.AssertValidAsync(workspace);
        var again = await workspace.ImportAsync("csv", input, settings);
        Assert.Equal((report.To, 4), (again.To, again.UnchangedSources));
    }

    [Fact]
    public async Task A_row_that_reads_otherwise_later_corrects_its_source()
    {
        await using var workspace = await Workspace.CreateAsync();
        const string Facts = "  - { id: killed, figure: { about: Qadam, measure: people-killed, quantity: \"{n}\", window: \"{day}\" } }";
        await ImportAsync(workspace, Facts, "id,day,n\n1,2018-03-13,at least 5\n2,2018-03-14,6\n");
        var report = await ImportAsync(workspace, Facts, "id,day,n\n1,2018-03-13,more than 7\n2,2018-03-14,6\n3,2018-03-15,8\n");

        Assert.Equal((1, 1, 1, 1), (report.NewSources, report.ChangedSources, report.UnchangedSources, report.CorrectedFacts));
        var corrected = (await workspace.EventsAsync()).Select(e => e.Event).OfType<FactCorrected>().Single();
        Assert.Equal("more than 7", ((FigureFact)corrected.Replacement).Quantity.ToString());
    }

    [Theory]
    [InlineData("quantity: \"{n}\"", "at least 2,289", "at least 2289")]
    [InlineData("quantity: \"about {n}\"", "30", "about 30")]
    [InlineData("quantity: { number: \"{n}\" }", "1,234,567", "1234567")]
    [InlineData("quantity: { number: \"{n}\" }", "12.0", "12")]
    [InlineData("quantity: { number: \"{n}\", decimals: round }", "12.5", "13 '12.5' NumberRounded")]
    [InlineData("quantity: { number: \"{n}\", decimal-mark: \",\", decimals: round }", "1.234,49", "1234 '1.234,49' NumberRounded")]
    [InlineData("quantity: { number: \"{n}\" }", "1,5", "! n: no number")]
    [InlineData("quantity: { number: \"{n}\" }", "12.5", "! n: no whole number; 'decimals: round' in the mapping rounds and flags")]
    [InlineData("quantity: { number: \"{n}\" }", "-3", "! n: a count is not negative")]
    [InlineData("quantity: { number: \"{n}\" }", "1e3", "! n: no number")]
    [InlineData("quantity: { low: \"{n}\", high: \"{m}\" }", "3", "between 3 and 9")]
    [InlineData("quantity: { low: \"{n}\", high: \"{m}\" }", "9", "9")]
    [InlineData("quantity: { low: \"{n}\", high: \"{m}\" }", "11", "between 9 and 11 'low 11, high 9' BoundsReversed")]
    [InlineData("quantity: { low: \"{n}\", best: \"{m}\", high: \"{k}\" }", "3", "9, between 3 and 12")]
    [InlineData("quantity: { low: \"{n}\", best: \"{m}\", high: \"{k}\" }", "10", "9, between 9 and 12 'low 10, best 9, high 12' BestBelowLow")]
    [InlineData("quantity: { low: \"{n}\" }", "3", "at least 3")]
    [InlineData("quantity: { high: \"{n}\" }", "3", "up to 3")]
    [InlineData("quantity: { value: \"{n}\", words: { lots: hundreds, \"?\": unknown } }", "LOTS", "hundreds")]
    [InlineData("quantity: { value: \"{n}\", words: { lots: hundreds } }", "few", "! n: the mapping has no word for it (facts[0].figure.quantity.words)")]
    [InlineData("quantity: { value: \"{n}\", empty: unknown }", "", "unknown")]
    [InlineData("quantity: \"{n}\"", "half of x", "! n: a figure of a row is no half of another one")]
    public async Task A_quantity_is_read_as_the_mapping_says(string quantity, string n, string expected)
    {
        await using var workspace = await Workspace.CreateAsync();
        var report = await ImportAsync(
            workspace, $"  - {{ id: killed, figure: {{ about: Qadam, measure: people-killed, {quantity}, window: \"{{day}}\" }} }}", $"id,day,n,m,k\n1,2018-03-13,\"{n}\",9,12\n");
        var said = report.Rejected > 0 ? $"! {report.Problems[0].Column}: {report.Problems[0].Reason}" : Said((await FactsAsync(workspace, "m-1"))[0])["killed: qadam PeopleKilled ".Length..].Replace(" 2018-03-13 Total", "", StringComparison.Ordinal);
        Assert.Equal(expected, said);
    }

    [Theory]
    [InlineData("\"{when}\"", "2018-03-13~", "2018-03-13~")]
    [InlineData("\"{when}\"", "2018-03-13T10:00:00Z", "2018-03-13")]
    [InlineData("\"{when}/..\"", "2018-03", "2018-03/..")]
    [InlineData("{ date: \"{when}\", form: [dd.MM.yyyy, d MMM yyyy] }", "3 Mar 2018", "2018-03-03")]
    [InlineData("{ date: \"{when}\", form: \"yyyy-MM-dd HH:mm:ss\" }", "2018-03-13 23:59:59", "2018-03-13")]
    [InlineData("{ date: \"{when}\", form: dd.MM.yyyy }", "2018-03-13", "! when: no date of the form 'dd.MM.yyyy'")]
    [InlineData("{ date: \"{when}\", precision: week }", "2018-03-15", "2018-03-12/2018-03-18")]
    [InlineData("{ date: \"{when}\", precision: { value: \"{how}\", words: { 1: day, 2: month, 3: year } } }", "2018-03-15", "2018-03")]
    [InlineData("{ date: \"{when}\", precision: approximate }", "2018-03-15", "2018-03-15~")]
    [InlineData("{ from: \"{when}\", to: \"{day}\" }", "2018-03-01", "2018-03-01/2018-03-13")]
    [InlineData("{ from: \"{when}\", to: \"{day}\" }", "2018-03-15", "2018-03-13/2018-03-15 DatesReversed")]
    [InlineData("{ from: \"{when}\", to: \"{none}\" }", "2018-03-15", "2018-03-15/..")]
    [InlineData("{ from: 2017-10-07, to: \"{when}\" }", "2018-03-15", "2017-10-07/2018-03-15")]
    [InlineData("{ date: \"{when}\" }", "1970-01-01", "1970-01-01 PlaceholderDate")]
    [InlineData("\"{when}\"", "yesterday", "! when: no date: 'yesterday' is not a date: write 2018-03-13, 2018-03, 2018, 2018-03-13~, 2015-04/.. or 2018-03-18/2018-03-25")]
    [InlineData("\"{none}\"", "", "! : a date is missing: when 'facts[0].id' holds")]
    public async Task A_time_is_read_as_the_mapping_says(string on, string when, string expected)
    {
        await using var workspace = await Workspace.CreateAsync();
        var report = await ImportAsync(workspace, $"  - {{ id: held, control: {{ place: Qadam, actor: ISIL, relation: holds, on: {on} }} }}", $"id,day,when,how,none\n1,2018-03-13,{when},2,\n");
        if (report.Rejected > 0) Assert.StartsWith(expected.Split(" is not a date")[0], $"! {report.Problems[0].Column}: {report.Problems[0].Reason}", StringComparison.Ordinal);
        else Assert.Equal("held: qadam isil Holds " + expected, Said((await FactsAsync(workspace, "m-1"))[0]));
    }

    [Fact]
    public async Task Names_codes_conditions_voices_and_flags_are_as_the_mapping_says()
    {
        await using var workspace = await Workspace.CreateAsync();
        await workspace.IngestAsync(("more.yaml", "places: [{ id: mill, name: Mill, kind: town, pcode: XX01 }]"));
        var report = await ImportAsync(
            workspace,
            """
              - id: held
                when: [{ column: kind, is: [c, C2] }, { column: who, is-not: "" }]
                control:
                  place: { name: "{where}", pcode: "{code}", kind: village, within: syria }
                  actor: { name: "{who}", separator: "+", unknown: reject }
                  relation: { value: "{how}", words: { took: took, "in": entered }, empty: holds }
                  on: "{day}"
                  extent: { value: "{part}", words: { p: part } }
                by: ["{voice}", "{via}"]
                grade: "{grade}"
                stance: { value: "{said}", words: { no: denied }, empty: asserted }
                flags: [{ flag: text-shortened, when: { column: kind, is: c2 } }]
              - id: "strike-{id}"
                when: { column: kind, is: s }
                incident: { kind: strike, on: "{day}", from: [{ name: "{where}", unknown: reject }], participants: { name: "{who}", kind: state } }
              - id: killed
                when: { column: kind, is: s }
                figure: { about: { incident: "strike-{id}" }, measure: people-killed, population: { value: "{part}", empty: all }, quantity: "{n}", window: "{day}" }
            """,
            """
            id,day,kind,where,code,who,how,part,voice,via,grade,said,n
            1,2018-03-13,c,Nowhere,XX01,ISIL + HTS,took,p,SOHR,Reuters,B2,,
            2,2018-03-13,C2,Lower Weir,XX99,ISIL,,,,,,no,
            3,2018-03-13,s,Qadam,,Weirland,,civilians,,,,,4
            4,2018-03-13,s,Nowhere,,,,,,,,,4
            5,2018-03-13,c,Qadam,,Nobody,,,,,,,
            6,2018-03-13,c,Never,,ISIL,fled,,,,,,
            7,2018-03-13,c,Qadam,,ISIL,,,,,Z9,,
            3,2018-03-14,s,Qadam,,Weirland,,civilians,,,,,5
            8,2018-03-13,x,Qadam,,ISIL,,,,,,,
            9,2018-03-13,s,Qadam,,,,martians,,,,,4
            10,,s,Qadam,,,,,,,,,4
            """);

        string[] expected =
        [
            "4 where: unknown place 'Nowhere'", "5 who: unknown actor 'Nobody'", "6 how: the mapping has no word for it (facts[0].control.relation.words)", "7 grade: 'Z9' is not an Admiralty code",
            "9 : no fact: the row has no quantity, no actor, or meets no condition",
            "10 part: no population: all, civilians", "11 day: the day of publication is missing",
        ];
        Assert.Equal(expected.Length, report.Rejected);
        Assert.All(report.Problems.Zip(expected), p => Assert.StartsWith(p.Second, $"{p.First.Row} {p.First.Column}: {p.First.Reason}", StringComparison.Ordinal));
        Assert.Equal(
            ["held: mill isil Took 2018-03-13 Part by sohr,reuters B2", "held-2: mill hts Took 2018-03-13 Part by sohr,reuters B2"], (await FactsAsync(workspace, "m-1")).Select(Said));
        Assert.Equal(["held: m-lower-weir isil Holds 2018-03-13 Denied TextShortened"], (await FactsAsync(workspace, "m-2")).Select(Said));
        Assert.Equal(("village", "syria"), (workspace.Ledger.Gazetteer.Places["m-lower-weir"].Kind, workspace.Ledger.Gazetteer.Places["m-lower-weir"].Within));
        Assert.Equal(["strike-3: Strike 2018-03-13 from qadam by m-actor-weirland", "killed: strike-3 PeopleKilled 4 2018-03-13 Total Civilians"], (await FactsAsync(workspace, "m-3")).Select(Said));
        Assert.Equal(["strike-3: Strike 2018-03-14 from qadam by m-actor-weirland ReusedCode", "killed: strike-3 PeopleKilled 5 2018-03-14 Total Civilians ReusedCode"], (await FactsAsync(workspace, "m-3-repeated-2")).Select(Said));
        await ImportedFacts.AssertValidAsync(workspace);
        Assert.DoesNotContain("m-never", workspace.Ledger.Gazetteer.Places.Keys);
        Assert.Equal("state", workspace.Ledger.Gazetteer.Actors["m-actor-weirland"].Kind);
    }

    [Theory]
    [InlineData("", "m.yaml:1:1: ")]
    [InlineData("- a", "m.yaml:1:1: a mapping was expected, with the keys name, summary, delimiter, source, facts")]
    [InlineData(Head + "\n  - { id: a, figure: { about: Qadam, measure: people-kiled, quantity: 1, window: 2018 } }", "m.yaml:4:47: facts[0].figure.measure: 'people-kiled' is not a measure: did you mean 'people-killed'?")]
    [InlineData(Head + "\n  - { id: a, figure: { about: Qadam, measure: people-killed, quantity: lots, window: 2018 } }", "m.yaml:4:72: facts[0].figure.quantity: 'lots' is wrong: ")]
    [InlineData(Head + "\n  - { id: a, control: { place: Qadam, actor: \"{who\", relation: holds, on: \"{day}\" } }", "m.yaml:4:46: facts[0].control.actor: a brace that is not closed: {column}")]
    [InlineData(Head + "\n  - { id: a, control: { place: Qadam, actor: \"{@row}\", relation: holds, on: \"{day}\" } }", "m.yaml:4:46: facts[0].control.actor: '@row' is neither @published nor @digest")]
    [InlineData(Head + "\n  - { id: a, control: { place: Qadam, actor: x, relation: { value: \"{r}\", words: { t: tok } }, on: \"{day}\" } }", "m.yaml:4:87: facts[0].control.relation.words.t: 'tok' is not a relation: did you mean 'took'?")]
    [InlineData(Head + "\n  - { id: a, control: { place: Qadam, actor: x, relation: holds, on: { date: \"{day}\", form: yyyy-qq } } }", "m.yaml:4:93: facts[0].control.on.form: no form of a date: ")]
    [InlineData(Head + "\n  - { id: a, control: { place: Qadam, actor: x, relation: holds, on: { precision: day } } }", "m.yaml:4:70: facts[0].control.on: a time has a 'date', or 'from' and 'to'")]
    [InlineData(Head + "\n  - { id: a, control: { place: { kind: planet, name: x }, actor: x, relation: holds, on: 2018 } }", "m.yaml:4:40: facts[0].control.place.kind: a kind is one of area, camp")]
    [InlineData(Head + "\n  - { id: a }", "m.yaml:4:5: facts[0]: a fact has one of 'control', 'figure' and 'incident'")]
    [InlineData(Head + "\n  - { id: a, when: { column: x }, incident: { kind: strike, on: 2018 } }", "m.yaml:4:20: facts[0].when: a condition has one of 'is' and 'is-not'")]
    [InlineData(Head + "\n  - { id: a, flags: odd, incident: { kind: strike, on: 2018 } }", "m.yaml:4:21: facts[0].flags: a flag is one of best-below-low")]
    [InlineData("name: m\nfacts: []", "m.yaml:1:1: source: the key 'source' is missing")]
    [InlineData("name: M M\nsource: { id: a }\nfacts: []", "m.yaml:1:7: name: ")]
    public async Task What_is_wrong_with_a_mapping_is_told_with_its_line_and_column(string map, string expected)
    {
        await using var workspace = await Workspace.CreateAsync();
        var refused = await Assert.ThrowsAsync<RefusedException>(() => workspace.ImportAsync("csv", "id,day\n1,2018-03-13\n", Settings(map)));
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mapping_is_needed_where_a_format_has_none_and_must_fit_the_file_and_the_gazetteer()
    {
        await using var workspace = await Workspace.CreateAsync();
        async Task<string> RefusedAsync(string format, string text, ImportSettings? settings) =>
            (await Assert.ThrowsAsync<RefusedException>(() => workspace.ImportAsync(format, text, settings))).Message;
        const string Fact = "\n  - { id: a, control: { place: { name: \"{where}\", within: mars }, actor: x, relation: holds, on: 2018 } }";

        Assert.StartsWith("how do the rows become facts?", await RefusedAsync("csv", "id\n", null), StringComparison.Ordinal);
        Assert.Equal("the format 'control' has its own mapping: --map is for the format 'csv'", await RefusedAsync("control", "id\n", Settings(Head + Fact)));
        Assert.Equal("data.csv: no file of the format 'csv': the columns 'where' are missing (there is 'were')", await RefusedAsync("csv", "id,day,were\n", Settings(Head + Fact)));
        Assert.Equal("m.yaml:4:59: facts[0].control.place.within: the gazetteer has no place 'mars'", await RefusedAsync("csv", "id,day,where\n", Settings(Head + Fact)));
    }

    [Fact]
    public async Task The_public_table_of_occupied_area_is_one_figure_a_day_with_the_sum_of_the_file()
    {
        var path = SharedData.PathOf("ukraine_occupied_area_km2_liveuamap.csv");
        await using var workspace = await Workspace.CreateAsync();
        const string Map = """
            name: liveuamap-area
            source: { id: "{@published}", outlet: Liveuamap, title: "Occupied area on {@published}", published: { date: "{date}", form: "yyyy-MM-dd HH:mm:ss" }, language: en }
            facts:
              - id: area
                figure: { about: { name: Ukraine, kind: country }, measure: territory-km2, quantity: { number: "{area}", decimals: round }, window: { date: "{date}", form: "yyyy-MM-dd HH:mm:ss" } }
            """;
        var report = await workspace.ImportAsync("csv", ImportInput.Of(path), Settings(Map));

        var rows = (await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken)).Skip(1).Where(l => l.Length > 0).Select(l => decimal.Parse(l.Split(',')[1], CultureInfo.InvariantCulture)).ToList();
        Assert.Equal((1_062, 0, rows.Count, rows.Count), (report.Rows, report.Rejected, report.NewSources, report.NewFacts));
        Assert.Equal(rows.Count(r => r != decimal.Truncate(r)), report.Flags[FactFlag.NumberRounded]);
        var figures = (await workspace.EventsAsync()).Select(e => e.Event).OfType<FigureReported>().Select(e => e.Fact).ToList();
        Assert.Equal(rows.Sum(r => decimal.Round(r, MidpointRounding.AwayFromZero)), figures.Sum(f => f.Quantity.A));
        Assert.Equal(rows.Where(r => r != decimal.Truncate(r)).Sum(), figures.Where(f => f.Note is not null).Sum(f => decimal.Parse(f.Note!, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task The_public_daily_table_of_casualties_is_taken_with_the_sums_of_the_file_and_interpolated_days_are_left_out()
    {
        using var days = JsonDocument.Parse(await File.ReadAllBytesAsync(SharedData.PathOf("palestine_casualties_daily.json"), TestContext.Current.CancellationToken));
        string[] columns = ["report_date", "report_source", "killed", "killed_cum", "injured_cum", "killed_children_cum"];
        var text = new StringBuilder(string.Join(',', columns) + "\n");
        foreach (var day in days.RootElement.EnumerateArray()) text.AppendJoin(',', columns.Select(c => day.TryGetProperty(c, out var value) ? value.ToString() : "")).Append('\n');
        const string Map = """
            name: daily
            source:
              { id: "{report_date}", outlet: Palestine Datasets, title: "Report of {report_date}", published: "{report_date}", language: en }
            facts:
              - { id: killed, when: { column: report_source, is: [mohtel, gmotel] }, figure: { about: { name: Gaza, kind: region }, measure: people-killed, scope: day, quantity: { number: "{killed}" }, window: "{report_date}" }, by: { value: "{report_source}", words: { mohtel: Ministry of Health, gmotel: Government Media Office } } }
              - { id: killed-so-far, when: { column: report_source, is-not: missing }, figure: { about: { name: Gaza, kind: region }, measure: people-killed, scope: cumulative, quantity: { number: "{killed_cum}" }, window: { from: 2023-10-07, to: "{report_date}" } } }
              - { id: injured-so-far, when: { column: report_source, is-not: missing }, figure: { about: { name: Gaza, kind: region }, measure: people-injured, scope: cumulative, quantity: { number: "{injured_cum}" }, window: { from: 2023-10-07, to: "{report_date}" } } }
              - { id: children-so-far, when: { column: report_source, is-not: missing }, figure: { about: { name: Gaza, kind: region }, measure: people-killed, population: children, scope: cumulative, quantity: { number: "{killed_children_cum}" }, window: { from: 2023-10-07, to: "{report_date}" } } }
            """;
        await using var workspace = await Workspace.CreateAsync();
        var report = await workspace.ImportAsync("csv", text.ToString(), Settings(Map));

        var stated = days.RootElement.EnumerateArray().Where(d => d.GetProperty("report_source").GetString() != "missing").ToList();
        var saying = stated.Count(d => columns[2..].Any(c => d.TryGetProperty(c, out _)));
        Assert.Equal((days.RootElement.GetArrayLength(), saying), (report.Rows, report.Taken));
        var figures = (await workspace.EventsAsync()).Select(e => e.Event).OfType<FigureReported>().Select(e => e.Fact).ToLookup(f => f.Key, StringComparer.Ordinal);
        foreach (var (key, column) in ((string, string)[])[("killed", "killed"), ("killed-so-far", "killed_cum"), ("injured-so-far", "injured_cum"), ("children-so-far", "killed_children_cum")])
        {
            var numbers = stated.Where(d => d.TryGetProperty(column, out _)).Select(d => d.GetProperty(column).GetInt64()).ToList();
            Assert.Equal((numbers.Count, numbers.Sum()), (figures[key].Count(), figures[key].Sum(f => f.Quantity.A)));
        }
    }

    private static Task<ImportReport> ImportAsync(Workspace workspace, string facts, string rows) => workspace.ImportAsync("csv", rows, Settings(Head + "\n" + facts));

    private static ImportSettings Settings(string map) => Settings(new InputFile("m.yaml", () => Encoding.UTF8.GetBytes(map)));

    private static ImportSettings Settings(InputFile map) => new() { Map = map };

    private static async Task<List<Fact>> FactsAsync(Workspace workspace, string source) =>
        [.. (await workspace.EventsAsync()).Where(e => e.Recorded.StreamText == "source-" + source).Select(e => e.Event.Reported).OfType<Fact>()];

    /// <summary>A fact in a line: what is as it usually is is left out.</summary>
    private static string Said(Fact fact)
    {
        var said = fact switch
        {
            ControlFact c => $"{c.Key}: {c.Place} {c.Actor} {c.Relation} {c.On}{(c.Extent == Extent.Unstated ? "" : $" {c.Extent}")}",
            FigureFact f => $"{f.Key}: {f.About} {f.Measure} {f.Quantity} {f.Window} {f.Scope}{(f.Population == Population.All ? "" : $" {f.Population}")}",
            IncidentFact i => $"{i.Key}: {i.Kind} {i.On} from {string.Join(',', i.From)} by {string.Join(',', i.Participants)}",
            _ => throw new ArgumentOutOfRangeException(nameof(fact)),
        };
        string[] parts =
        [
            said, fact.By.Speakers.IsEmpty ? "" : "by " + string.Join(',', fact.By.Speakers), fact.Stance == Stance.Asserted ? "" : fact.Stance.ToString(), fact.Grade?.ToString() ?? "",
            fact.Note is null ? "" : $"'{fact.Note}'", string.Join(' ', fact.Flags),
        ];
        return string.Join(' ', parts.Where(p => p.Length > 0));
    }
}
