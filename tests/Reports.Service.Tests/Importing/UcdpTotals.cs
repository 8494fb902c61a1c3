using System.Globalization;
using Reports.Domain.Facts;
using Reports.Domain.Policies;
using Reports.Domain.Time;
using Reports.Projections.Ledger;
using Reports.Service.Importing.Running;

namespace Reports.Service.Tests.Importing;

/// <summary>A whole file of UCDP GED: our views against DuckDB over the raw file.</summary>
public abstract class UcdpTotals(UcdpTotals.Imported imported)
{
    /// <summary>A file, imported once for all tests.</summary>
    public abstract class Imported(string file) : IAsyncLifetime
    {
        internal RawFile Raw { get; } = new(("raw", file));

        internal Workspace Workspace { get; private set; } = null!;

        internal ImportReport Report { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            var input = SharedData.InputOf(file);
            Workspace = await Workspace.CreateAsync();
            Report = await Workspace.ImportAsync("ucdp-ged", input);
        }

        public async ValueTask DisposeAsync()
        {
            GC.SuppressFinalize(this);
            if (Workspace is not null) await Workspace.DisposeAsync();
        }
    }

    [Fact]
    public void Every_row_is_taken_or_rejected_and_every_number_is_a_fact()
    {
        var report = imported.Report;
        Assert.Equal(Number("count(*)"), report.Rows);
        Assert.Equal((report.Rows, 0L), (report.Taken, report.Rejected));
        var articles = Number("sum(number_of_sources)");
        Assert.Equal(report.Rows + articles, report.NewSources);
        // The incident and its total; the incident again in each article; civilians; the parts, each with its incident.
        Assert.Equal(
            (2 * report.Rows) + articles
            + Number("sum((deaths_civilians > 0)::int + 2 * (deaths_a > 0)::int + 2 * (deaths_b > 0)::int + 2 * (deaths_unknown > 0)::int)"),
            report.NewFacts);
        Assert.Equal(report.NewFacts, imported.Workspace.Ledger.Views.FactCount);
    }

    [Fact]
    public void Every_anomaly_is_flagged()
    {
        var flags = imported.Report.Flags;
        Assert.Equal(Number("count(*) FILTER (best < low)"), flags.GetValueOrDefault(FactFlag.BestBelowLow));
        Assert.Equal(Number("count(*) FILTER (high < best)"), flags.GetValueOrDefault(FactFlag.HighBelowBest));
        Assert.Equal(Number("count(*) FILTER (deaths_a + deaths_b + deaths_civilians + deaths_unknown <> best)"), flags.GetValueOrDefault(FactFlag.PartsDifferFromTotal));
        Assert.Equal(Number("count(*) FILTER (year(date_start::date) <> year)"), flags.GetValueOrDefault(FactFlag.DateOutsideYear));
        Assert.Equal(Number("count(*) - count(DISTINCT id)"), flags.GetValueOrDefault(FactFlag.ReusedCode));
    }

    /// <summary>Through the views of figures and incidents: what a reader of the ledger adds up, not what the import read.</summary>
    [Fact]
    public void The_sums_of_best_by_year_and_governorate_are_those_of_the_raw_file()
    {
        var views = imported.Workspace.Ledger.Views;
        var gazetteer = imported.Workspace.Ledger.Gazetteer;
        var cut = new Cut(Day.Parse("2030-01-01"));
        var places = views.Incidents(cut).ToDictionary(i => i.Id, i => i.From[0], StringComparer.Ordinal);
        var ours = new SortedDictionary<string, (decimal Low, decimal Best, decimal High)>(StringComparer.Ordinal);
        foreach (var figure in views.Figures(cut, Policy.Reports1))
        {
            if (figure.Key is not { Measure: Measure.PeopleKilled, Population: Population.All } || figure.Key.About.EndsWith("-unknown", StringComparison.Ordinal)) continue;
            var governorate = gazetteer.SelfAndAncestors(places[figure.Key.About]).LastOrDefault(p => p.Kind == "governorate")?.Name ?? "";
            var only = Assert.Single(figure.Origins);
            Add(ours, string.Create(CultureInfo.InvariantCulture, $"{figure.From.ToDate().Year} {governorate}"), (only.Low, only.Anchor!.Value, only.High!.Value));
        }

        var theirs = new SortedDictionary<string, (decimal Low, decimal Best, decimal High)>(StringComparer.Ordinal);
        // An interval has all three numbers, also where they contradict each other.
        foreach (var (key, best) in Sums("best")) Add(theirs, key, (0, best, 0));
        foreach (var (key, low) in Sums("least(low, best, high)")) Add(theirs, key, (low, 0, 0));
        foreach (var (key, high) in Sums("greatest(low, best, high)")) Add(theirs, key, (0, 0, high));
        Assert.Equal(theirs, ours);
        Assert.Equal(imported.Raw.Rows("SELECT DISTINCT year::varchar, 0 FROM raw ORDER BY 1").Select(y => y.Key), ours.Keys.Select(k => k[..4]).Distinct());
    }

    [Fact]
    public async Task Every_source_passes_the_checks_of_a_file() =>
        Assert.Equal(imported.Report.NewSources, await ImportedFacts.AssertValidAsync(imported.Workspace));

    private List<(string Key, decimal Number)> Sums(string what) =>
        imported.Raw.Rows($"SELECT year::varchar || ' ' || coalesce(adm_1, ''), sum({what})::double FROM raw GROUP BY ALL");

    /// <summary>Where the gazetteer has the governorate, its name is without the word.</summary>
    private static void Add(SortedDictionary<string, (decimal Low, decimal Best, decimal High)> sums, string key, (decimal Low, decimal Best, decimal High) more)
    {
        var name = key.Replace(" Governorate", "", StringComparison.Ordinal);
        var sum = sums.GetValueOrDefault(name);
        sums[name] = (sum.Low + more.Low, sum.Best + more.Best, sum.High + more.High);
    }

    private long Number(string select) => imported.Raw.Number($"SELECT {select} FROM raw");
}
