using System.Globalization;
using Reports.Domain.Facts;
using Reports.Domain.Policies;
using Reports.Domain.Quantities;
using Reports.Domain.Time;
using Reports.Projections.Figures;
using Reports.Projections.Ledger;
using Reports.Service.Importing.Running;

namespace Reports.Service.Tests.Importing;

/// <summary>Airwars' pages of Gaza, 2023 and 2024: what was recorded against DuckDB over the raw file, and the narratives' phrases against the ranges.</summary>
public sealed class AirwarsPagesTotalsTests(AirwarsPagesTotalsTests.Imported imported) : IClassFixture<AirwarsPagesTotalsTests.Imported>
{
    private const string Narrative = "lower(string_split(Airwars_assessment, 'SummaryStrike status')[1])";

    private const string Number = "([0-9]+|one|two|three|four|five|six|seven|eight|nine|ten)";

    private static readonly string[] Words = ["", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

    public sealed class Imported : IAsyncLifetime
    {
        private const string File = "airwars_gaza_incidents_with_text_2023.csv";

        internal RawFile Raw { get; } = new(("pages", File));

        internal Workspace Workspace { get; private set; } = null!;

        internal ImportReport Report { get; private set; } = null!;

        internal Dictionary<string, OriginFigure> Killed { get; private set; } = null!;

        internal Dictionary<string, OriginFigure> Injured { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            var input = SharedData.InputOf(File);
            Workspace = await Workspace.CreateAsync();
            Report = await Workspace.ImportAsync("airwars-pages", input);
            Killed = Of(Measure.PeopleKilled);
            Injured = Of(Measure.PeopleInjured);
        }

        public ValueTask DisposeAsync() => Workspace is null ? ValueTask.CompletedTask : Workspace.DisposeAsync();

        private Dictionary<string, OriginFigure> Of(Measure measure) => Workspace.Ledger.Views.Figures(new Cut(Day.Parse("2030-01-01")), Policy.Reports1)
            .Where(f => f.Key.Measure == measure && f.Key.Population == Population.Civilians).ToDictionary(f => f.Key.About, f => f.Origins[0], StringComparer.Ordinal);
    }

    [Fact]
    public async Task Every_page_is_taken_and_every_number_is_a_fact()
    {
        var report = imported.Report;
        Assert.Equal(Count("count(*)"), report.Rows);
        Assert.Equal((report.Rows, 0L, report.Rows), (report.Taken, report.Rejected, report.NewSources));
        const string Parts = """
            (regexp_matches(Civilian_type, '[0-9] child'))::int + regexp_matches(Civilian_type, '[0-9] wom[ae]n')::int + regexp_matches(Civilian_type, '[0-9] m[ae]n')::int
            """;
        Assert.Equal(Count($"""sum(1 + ("Civilians reported killed" IS NOT NULL)::int + ("Civilians reported injured" IS NOT NULL)::int + coalesce({Parts}, 0))"""), report.NewFacts);
        Assert.Equal((int)report.Rows, await ImportedFacts.AssertValidAsync(imported.Workspace));
    }

    [Fact]
    public void The_views_have_the_sums_of_those_killed_and_injured()
    {
        foreach (var (column, figures) in (List<(string, Dictionary<string, OriginFigure>)>)[("Civilians reported killed", imported.Killed), ("Civilians reported injured", imported.Injured)])
        {
            Assert.Equal(Count($"""sum(try_cast(regexp_extract("{column}", '^[0-9]+') AS bigint))"""), figures.Values.Sum(f => f.Low));
            Assert.Equal(Count($"""sum(try_cast(regexp_extract("{column}", '[0-9]+$') AS bigint))"""), figures.Values.Sum(f => f.High ?? 0));
            Assert.Equal(Count($"""count(*) FILTER ("{column}" = 'Unknown')"""), figures.Values.Count(f => f is { High: null, Low: 0 }));
        }
    }

    /// <summary>DOMAIN.md: Airwars takes "at least N" as the minimum and "up to N" as the maximum, as our policy converts them.</summary>
    [Theory]
    [InlineData("at least", 100)]
    [InlineData("up to", 8)]
    public void A_phrase_of_the_narrative_and_the_range_beside_it_agree(string phrase, int least)
    {
        var agree = 0;
        var all = 0;
        foreach (var (id, number) in Phrases($"{phrase} {Number} ([a-z]+ ){{0,3}}(civilians|people|members|family members)[^.]{{0,60}}killed", "\"Civilians reported killed\" <> 'Unknown'"))
        {
            var (policy, range) = (Policy.Reports1.Convert(Quantity.Parse($"{phrase} {number}")), imported.Killed[id]);
            all++;
            if (phrase == "up to" ? policy.High == range.High : policy.Low == range.Low) agree++;
        }

        Assert.True(agree >= least && agree * 10 >= all * 9, $"{agree} of {all}");
    }

    /// <summary>"Dozens" is where houses differ: min-max-1 is Airwars' table.</summary>
    [Fact]
    public void Dozens_are_a_matter_of_the_houses_policy()
    {
        var dozens = Phrases("dozens [^.]{0,40}(injur|wound)", "\"Civilians reported injured\" IS NOT NULL").Select(p => imported.Injured[p.Id]).ToList();
        var (theirs, ours) = (Policy.MinMax.Convert(Quantity.Parse("dozens")), Policy.Reports1.Convert(Quantity.Parse("dozens")));

        Assert.True(dozens.Count(f => f.Low == theirs.Low && f.High == theirs.High) is var same && same >= 30 && same * 4 >= dozens.Count * 3, $"{same} of {dozens.Count}");
        Assert.DoesNotContain(dozens, f => f.Low == ours.Low && f.High == ours.High);
    }

    private List<(string Id, string Number)> Phrases(string pattern, string where) =>
        [.. imported.Raw.Rows($"""
            SELECT 'airwars-' || Incidence_id || '/' || regexp_extract(regexp_extract({Narrative}[:600], '{pattern}'), '{Number}'), 0 FROM pages
            WHERE {where} AND regexp_matches({Narrative}[:600], '{pattern}')
            """).Select(r => r.Key.Split('/')).Select(k => (k[0], Array.IndexOf(Words, k[1]) is var word and > 0 ? word.ToString(CultureInfo.InvariantCulture) : k[1]))];

    private long Count(string select) => imported.Raw.Number($"SELECT {select} FROM pages");
}
