using Reports.Domain.Facts;
using Reports.Domain.Policies;
using Reports.Domain.Time;
using Reports.Projections.Ledger;
using Reports.Service.Importing.Running;

namespace Reports.Service.Tests.Importing;

/// <summary>The public sample of ACLED: what was recorded, and our views, against DuckDB over the raw file.</summary>
public sealed class AcledTotalsTests(AcledTotalsTests.Imported imported) : IClassFixture<AcledTotalsTests.Imported>
{
    public sealed class Imported : IAsyncLifetime
    {
        private const string File = "acled_sample_argentina_2022.csv";

        internal RawFile Raw { get; } = new(("events", File));

        internal Workspace Workspace { get; private set; } = null!;

        internal ImportReport Report { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            var input = SharedData.InputOf(File);
            Workspace = await Workspace.CreateAsync();
            Report = await Workspace.ImportAsync("acled", input);
        }

        public ValueTask DisposeAsync() => Workspace is null ? ValueTask.CompletedTask : Workspace.DisposeAsync();
    }

    [Fact]
    public async Task Every_row_is_taken_as_an_incident_with_its_dead()
    {
        var report = imported.Report;
        Assert.Equal(Number("count(*)"), report.Rows);
        Assert.Equal((report.Rows, 0L), (report.Taken, report.Rejected));
        Assert.Equal((Number("count(DISTINCT event_id_cnty)"), 2 * report.Rows, 0L), (report.NewSources, report.NewFacts, report.FlaggedFacts));
        Assert.Equal(report.NewSources, await ImportedFacts.AssertValidAsync(imported.Workspace));
    }

    [Fact]
    public void The_views_have_the_dead_by_month_and_the_kinds_of_incident_of_the_raw_file()
    {
        var (views, cut) = (imported.Workspace.Ledger.Views, new Cut(Day.Parse("2030-01-01")));
        var dead = views.Figures(cut, Policy.Reports1).GroupBy(f => f.From.ToString()[..7], StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => (g.Key, g.Sum(f => Assert.Single(f.Origins).Anchor!.Value)));
        Assert.Equal(imported.Raw.Rows("SELECT strftime(event_date::date, '%Y-%m') AS month, sum(fatalities)::double FROM events GROUP BY month ORDER BY month"), dead);

        var kinds = views.Incidents(cut).GroupBy(i => i.Kind).ToDictionary(g => g.Key, g => (long)g.Count());
        Assert.Equal(Number("count(*) FILTER (event_type = 'Protests')"), kinds[IncidentKind.Protest]);
        Assert.Equal(Number("count(*) FILTER (event_type = 'Riots')"), kinds[IncidentKind.Riot]);
    }

    [Fact]
    public void A_row_that_names_one_source_has_it_as_its_origin() => Assert.Equal(
        Number("count(*) FILTER (source NOT LIKE '%;%')"),
        imported.Workspace.Ledger.Views.Incidents(new Cut(Day.Parse("2030-01-01"))).Count(i => Assert.Single(i.Statements).Origin != "acled"));

    private long Number(string select) => imported.Raw.Number($"SELECT {select} FROM events");
}
