using System.Globalization;
using DuckDB.NET.Data;
using Reports.Domain.Facts;
using Reports.Domain.Policies;
using Reports.Domain.Time;
using Reports.Projections.Ledger;
using Reports.Service.Importing.Running;

namespace Reports.Service.Tests.Importing;

/// <summary>The whole of UCDP GED for Syria, 2016 to 2019: our views against DuckDB over the raw file.</summary>
public sealed class UcdpTotalsTests(UcdpTotalsTests.Imported imported) : IClassFixture<UcdpTotalsTests.Imported>
{
    private const string File = "ucdp_ged_syria_20160101_20191130.csv";

    public sealed class Imported : IAsyncLifetime
    {
        internal Workspace Workspace { get; private set; } = null!;

        internal ImportReport Report { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            var input = SharedData.InputOf(File);
            Workspace = await Workspace.CreateAsync();
            Report = await Workspace.ImportAsync("ucdp-ged", input);
        }

        public ValueTask DisposeAsync() => Workspace is null ? ValueTask.CompletedTask : Workspace.DisposeAsync();
    }

    [Fact]
    public void Every_row_is_taken_or_rejected_and_every_number_is_a_fact()
    {
        var report = imported.Report;
        Assert.Equal(Number("SELECT count(*)"), report.Rows);
        Assert.Equal((report.Rows, 0L), (report.Taken, report.Rejected));
        var articles = Number("SELECT sum(number_of_sources)");
        Assert.Equal(report.Rows + articles, report.NewSources);
        // The incident and its total; the incident again in each article; civilians; the parts, each with its incident.
        Assert.Equal(
            (2 * report.Rows) + articles
            + Number("SELECT sum((deaths_civilians > 0)::int + 2 * (deaths_a > 0)::int + 2 * (deaths_b > 0)::int + 2 * (deaths_unknown > 0)::int)"),
            report.NewFacts);
        Assert.Equal(report.NewFacts, imported.Workspace.Ledger.Views.FactCount);
    }

    [Fact]
    public void Every_anomaly_is_flagged()
    {
        var flags = imported.Report.Flags;
        Assert.Equal(Number("SELECT count(*) FILTER (best < low)"), flags[FactFlag.BestBelowLow]);
        Assert.Equal(Number("SELECT count(*) FILTER (high < best)"), flags[FactFlag.HighBelowBest]);
        Assert.Equal(Number("SELECT count(*) FILTER (deaths_a + deaths_b + deaths_civilians + deaths_unknown <> best)"), flags.GetValueOrDefault(FactFlag.PartsDifferFromTotal));
        Assert.Equal(Number("SELECT count(*) FILTER (year(date_start::date) <> year)"), flags.GetValueOrDefault(FactFlag.DateOutsideYear));
    }

    [Fact]
    public void The_sums_of_best_by_year_and_governorate_are_those_of_the_raw_file()
    {
        var views = imported.Workspace.Ledger.Views;
        var gazetteer = imported.Workspace.Ledger.Gazetteer;
        var cut = new Cut(Day.Parse("2030-01-01"));
        var places = views.Incidents(cut).ToDictionary(i => i.Id, i => i.From[0], StringComparer.Ordinal);
        var ours = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var figure in views.Figures(cut, Policy.Reports1))
        {
            if (figure.Key is not { Measure: Measure.PeopleKilled, Population: Population.All } || figure.Key.About.EndsWith("-unknown", StringComparison.Ordinal)) continue;
            var governorate = gazetteer.SelfAndAncestors(places[figure.Key.About]).LastOrDefault(p => p.Kind == "governorate")?.Name ?? "";
            var key = string.Create(CultureInfo.InvariantCulture, $"{figure.From.ToDate().Year} {Base(governorate)}");
            ours[key] = ours.GetValueOrDefault(key) + Assert.Single(figure.Origins).Anchor!.Value;
        }

        var theirs = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var (key, sum) in Rows("SELECT year::varchar || ' ' || coalesce(adm_1, ''), sum(best)::double FROM raw GROUP BY ALL"))
            theirs[Base(key)] = theirs.GetValueOrDefault(Base(key)) + sum;
        Assert.Equal(theirs, ours);
        Assert.True(ours.Count > 50, $"{ours.Count} sums");
    }

    [Fact]
    public async Task Every_source_passes_the_checks_of_a_file() =>
        Assert.Equal(imported.Report.NewSources, await ImportedFacts.AssertValidAsync(imported.Workspace));

    /// <summary>Where the gazetteer has the governorate, its name is without the word.</summary>
    private static string Base(string name) => name.Replace(" Governorate", "", StringComparison.Ordinal);

    private static long Number(string select) => (long)Rows($"SELECT '', ({select} FROM raw)::double")[0].Number;

    private static List<(string Key, decimal Number)> Rows(string select)
    {
        using var duck = new DuckDBConnection("DataSource=:memory:");
        duck.Open();
        using var command = duck.CreateCommand();
        command.CommandText = $"CREATE VIEW raw AS FROM read_csv('{SharedData.PathOf(File)}', header = true, all_varchar = false, quote = '\"', escape = '\"', nullstr = ['NA', ''])";
        command.ExecuteNonQuery();
        command.CommandText = select;
        using var reader = command.ExecuteReader();
        var rows = new List<(string, decimal)>();
        while (reader.Read()) rows.Add((reader.GetString(0), Convert.ToDecimal(reader.GetValue(1), CultureInfo.InvariantCulture)));
        return rows;
    }
}
