using Reports.Domain.Events;
using Reports.Domain.Facts;
using Reports.Domain.Policies;
using Reports.Domain.Time;
using Reports.Projections.Figures;
using Reports.Projections.Ledger;
using Reports.Service.Importing.Running;

namespace Reports.Service.Tests.Importing;

/// <summary>Airwars' whole archive of Syria, three tables: what was recorded, and our views, against DuckDB over the raw files.</summary>
public sealed class AirwarsTotalsTests(AirwarsTotalsTests.Imported imported) : IClassFixture<AirwarsTotalsTests.Imported>
{
    /// <summary>Bounds of the ranges that a row of incidents has.</summary>
    private static readonly string[] Ranges = ["civ_killed", "civ_injured", "children_killed", "women_killed", "men_killed", "mil_killed"];

    public sealed class Imported : IAsyncLifetime
    {
        private const string File = "airwars_syria_incidents.csv";

        internal RawFile Raw { get; } = new(("incidents", File), ("sources", "airwars_syria_incident_sources.csv"), ("parties", "airwars_syria_belligerents.csv"));

        internal Workspace Workspace { get; private set; } = null!;

        internal ImportReport Incidents { get; private set; } = null!;

        internal ImportReport Sources { get; private set; } = null!;

        internal ImportReport Parties { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            var incidents = SharedData.InputOf(File);
            Workspace = await Workspace.CreateAsync();
            var settings = new ImportSettings { Incidents = incidents };
            Incidents = await Workspace.ImportAsync("airwars", incidents);
            Parties = await Workspace.ImportAsync("airwars-belligerents", SharedData.InputOf("airwars_syria_belligerents.csv"), settings);
            Sources = await Workspace.ImportAsync("airwars-sources", SharedData.InputOf("airwars_syria_incident_sources.csv"), settings);
        }

        public ValueTask DisposeAsync() => Workspace is null ? ValueTask.CompletedTask : Workspace.DisposeAsync();
    }

    [Fact]
    public void Every_incident_is_taken_but_those_without_a_date_and_every_range_is_a_fact()
    {
        var report = imported.Incidents;
        Assert.Equal(Number("count(*) FROM incidents"), report.Rows);
        Assert.Equal(Number("count(*) FROM incidents WHERE date IS NULL"), report.Rejected);
        Assert.All(report.Problems, p => Assert.Equal(("date", "a date is missing"), (p.Column, p.Reason)));
        Assert.Equal(report.Taken, report.NewSources);
        var stated = string.Join(" + ", Ranges.Select(r => $"({r}_min IS NOT NULL OR {r}_max IS NOT NULL)::int"));
        Assert.Equal(Number($"sum(1 + {stated} + (total_strikes IS NOT NULL)::int) FROM incidents WHERE date IS NOT NULL"), report.NewFacts);
    }

    [Fact]
    public void Every_anomaly_of_an_incident_is_flagged()
    {
        var flags = imported.Incidents.Flags;
        Assert.Equal(Number($"sum({string.Join(" + ", Ranges.Select(r => $"coalesce({r}_min > {r}_max, false)::int"))}) FROM incidents WHERE date IS NOT NULL"), flags[FactFlag.BoundsReversed]);
        Assert.Equal(
            Number("count(*) FROM incidents WHERE date IS NOT NULL AND coalesce(children_killed_min, 0) + coalesce(women_killed_min, 0) + coalesce(men_killed_min, 0) > civ_killed_max"),
            flags[FactFlag.PartsDifferFromTotal]);
        Assert.Equal(Number("count(*) FROM incidents WHERE published < date"), flags[FactFlag.PublishedBeforeEvent]);
        Assert.Equal(Number("count(*) FROM incidents WHERE date_end < date"), flags[FactFlag.DatesReversed]);
        Assert.Equal(Number("count(*) FROM incidents WHERE abs(lat) > 90 OR abs(lon) > 180"), flags[FactFlag.ImpossibleCoordinate]);
        Assert.Equal(Number("count(*) FROM incidents WHERE year(date) = 1970"), flags[FactFlag.PlaceholderDate]);
        Assert.Equal(
            Number("""
                count(DISTINCT a.sequence) FROM codes a JOIN codes b ON a.code = b.code AND a.sequence <> b.sequence JOIN incidents i ON i.sequence = a.sequence WHERE i.date IS NOT NULL
                """, "WITH codes AS (SELECT DISTINCT sequence, unnest(regexp_extract_all(upper(concat_ws(' ', incident_code, previous_codes)), '[A-Z0-9-]+')) AS code FROM incidents)"),
            flags[FactFlag.ReusedCode]);
    }

    [Fact]
    public async Task Every_cited_source_is_a_source_but_those_that_name_nobody_and_archived_copies_are_kept()
    {
        var report = imported.Sources;
        const string Named = "coalesce(source_name, author) IS NOT NULL AND NOT contains(concat_ws(' ', source_name, author, source_url, archive_url), chr(65533))";
        Assert.Equal(Number("count(*) FROM sources"), report.Rows);
        Assert.Equal(Number($"count(*) FROM sources WHERE NOT ({Named})"), report.Rejected);
        Assert.Equal((report.Taken, report.Taken), (report.NewSources, report.NewFacts));
        var headers = (await imported.Workspace.EventsAsync()).Select(e => e.Event).OfType<SourceReported>().Select(s => s.Source).Where(h => h.Id.Contains("-source-", StringComparison.Ordinal)).ToList();
        Assert.Equal(report.Taken, headers.Count);
        Assert.Equal(Number($"count(*) FROM sources WHERE {Named} AND {Good("archive_url")}"), headers.Count(h => h.Archive is not null));
        Assert.Equal(Number($"count(*) FROM sources WHERE {Named} AND {Good("source_url")}"), headers.Count(h => h.Url is not null));
        Assert.Equal(Number($"count(*) FROM sources WHERE {Named} AND NOT ({Good("source_url")} AND {Good("archive_url")})"), report.Flags[FactFlag.MalformedAddress]);
        Assert.Equal(Number($"count(*) FROM sources WHERE {Named} AND platform_language LIKE '%Arabic'"), headers.Count(h => h.Language == "ar"));
    }

    [Fact]
    public void Every_party_of_a_dated_incident_is_a_source_and_what_it_says_is_another()
    {
        var report = imported.Parties;
        Assert.Equal(Number("count(*) FROM parties"), report.Rows);
        const string Dated = "FROM parties JOIN incidents USING (sequence) WHERE date IS NOT NULL";
        Assert.Equal(Number($"count(*) {Dated}"), report.Taken);
        const string Says = "(belligerent <> 'unknown' AND assessment IN ('credible', 'non_credible'))::int";
        const string Conceded = "(conceded_killed_min IS NOT NULL OR conceded_killed_max IS NOT NULL)::int + (conceded_injured_min IS NOT NULL OR conceded_injured_max IS NOT NULL)::int";
        Assert.Equal(report.Taken + Number($"sum({Says} + {Conceded}) {Dated}"), report.NewFacts);
        Assert.Equal(report.Taken + Number($"count(*) {Dated} AND {Says} + {Conceded} > 0"), report.NewSources);
    }

    [Fact]
    public void The_views_have_Airwars_sums_and_as_many_disputes_over_what_belligerents_concede_as_the_raw_files()
    {
        var figures = imported.Workspace.Ledger.Views.Figures(new Cut(Day.Parse("2030-01-01")), Policy.Reports1)
            .Where(f => f.Key is { Measure: Measure.PeopleKilled, Population: Population.Civilians }).ToList();
        var airwars = figures.SelectMany(f => f.Origins).Where(o => o is { Origin: "airwars", Independent: true }).ToList();
        Assert.Equal(Number("sum(least(civ_killed_min, civ_killed_max)) FROM incidents WHERE date IS NOT NULL AND civ_killed_min IS NOT NULL"), airwars.Sum(o => o.Low));
        Assert.Equal(Number("sum(greatest(civ_killed_max, coalesce(civ_killed_min, civ_killed_max))) FROM incidents WHERE date IS NOT NULL AND civ_killed_max IS NOT NULL"), airwars.Sum(o => o.High ?? 0));

        // A party that is named concedes a number for an incident that Airwars has a range of.
        const string Both = """
            FROM parties p JOIN incidents i USING (sequence)
            WHERE date IS NOT NULL AND belligerent <> 'unknown' AND conceded_killed_min IS NOT NULL AND coalesce(civ_killed_min, civ_killed_max) IS NOT NULL
            """;
        const string Apart = "(conceded_killed_max < coalesce(civ_killed_min, 0) OR conceded_killed_min > coalesce(civ_killed_max, 1000000))";
        Assert.Equal(Number($"count(DISTINCT sequence) {Both}"), figures.Count(f => f.Origins.Count(o => o.Independent) > 1));
        Assert.Equal(Number($"count(DISTINCT sequence) {Both} AND {Apart}"), figures.Count(f => f.Class == FigureClass.Contradicted));
        Assert.True(figures.Count(f => f.Class == FigureClass.Contradicted) > 100);
    }

    [Fact]
    public async Task The_grades_of_incidents_are_those_of_the_raw_file()
    {
        var grades = (await imported.Workspace.EventsAsync()).Select(e => e.Event).OfType<IncidentReported>().Where(e => e.Fact.Grade is not null)
            .GroupBy(e => e.Fact.Grade!.Value.Credibility).OrderBy(g => g.Key).Select(g => (decimal)g.Count());
        Assert.Equal(
            imported.Raw.Rows("""
                SELECT '', count(*) FROM (
                    SELECT CASE WHEN grading LIKE '%Discounted' THEN 5 WHEN grading = 'Contested' THEN 4 WHEN grading = 'Weak' THEN 3 WHEN grading = 'Fair' THEN 2 WHEN grading = 'Confirmed' THEN 1 END AS credibility
                    FROM incidents WHERE grading IS NOT NULL AND date IS NOT NULL)
                GROUP BY credibility ORDER BY credibility
                """).Select(r => r.Number),
            grades);
    }

    [Fact]
    public async Task Every_source_passes_the_checks_of_a_file() =>
        Assert.Equal(imported.Incidents.NewSources + imported.Sources.NewSources + imported.Parties.NewSources, await ImportedFacts.AssertValidAsync(imported.Workspace));

    /// <summary>An address that a ledger takes: of http, without characters that hide or reorder others.</summary>
    private static string Good(string column) => $"(regexp_matches({column}, '^https?://') AND NOT regexp_matches({column}, '[\\x{{200B}}-\\x{{200F}}\\x{{202A}}-\\x{{202E}}\\x{{FEFF}}]'))";

    private long Number(string select, string with = "") => imported.Raw.Number($"{with} SELECT {select}");
}
