using Reports.Domain.Policies;
using Reports.Domain.Time;
using Reports.EventStore.Embedded;
using Reports.Projections.ControlStatus;
using Reports.Projections.Figures;
using Reports.Projections.Ledger;
using Reports.Service.Ingest;

namespace Reports.Service.Tests.Articles;

/// <summary>The five coded articles, read as the handbook reads them.</summary>
public sealed class ArticlesTests(ArticlesTests.Coded coded) : IClassFixture<ArticlesTests.Coded>
{
    public sealed class Coded : IAsyncLifetime
    {
        internal Workspace Workspace { get; private set; } = null!;

        internal IngestReport Report { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Workspace = await Workspace.CreateAsync(withGazetteer: false);
            Report = await Workspace.IngestAsync(
                InputFiles.Find([RepositoryRoot.Of("eventstore", "gazetteer"), RepositoryRoot.Of("eventstore", "sources")], () => Stream.Null), dryRun: false);
        }

        public ValueTask DisposeAsync() => Workspace.DisposeAsync();
    }

    [Fact]
    public void Every_file_is_taken() => Assert.All(coded.Report.Files, f => Assert.Empty(f.Errors));

    [Theory]
    [InlineData("qadam", "2018-03-14", null, StatusKind.Controlled, "syrian-government")]
    [InlineData("qadam", "2018-03-21", null, StatusKind.Contested, "syrian-government,isil")]
    [InlineData("qadam", "2018-04-21", "2018-03-31", StatusKind.Contested, "syrian-government,isil")]
    [InlineData("qadam", "2018-04-21", null, StatusKind.Disputed, "syrian-government,isil,hts,jaish-al-islam")]
    [InlineData("qaboun", "2017-05-13", null, StatusKind.Controlled, "syrian-opposition")]
    [InlineData("qaboun", "2017-05-14", null, StatusKind.Controlled, "syrian-government")]
    [InlineData("barzeh", "2017-05-15", null, StatusKind.Vacated, "")]
    [InlineData("eastern-ghouta", "2017-05-15", null, StatusKind.Controlled, "syrian-opposition")]
    [InlineData("eastern-ghouta", "2018-03-14", null, StatusKind.Contested, "syrian-opposition,syrian-government")]
    [InlineData("eastern-ghouta", "2018-04-21", null, StatusKind.Controlled, "syrian-government")]
    [InlineData("hamouriyah", "2018-04-21", null, StatusKind.Controlled, "syrian-government")]
    [InlineData("east-qalamoun", "2018-04-23", null, StatusKind.Controlled, "syrian-opposition")]
    [InlineData("ruhaybah", "2018-04-21", null, StatusKind.Controlled, "syrian-opposition")]
    [InlineData("hajar-al-aswad", "2018-04-21", null, StatusKind.Controlled, "isil")]
    [InlineData("hajar-al-aswad", "2018-04-21", "2018-03-31", StatusKind.Unknown, "")]
    [InlineData("yalda", "2018-04-21", null, StatusKind.Shared, "hts,jaish-al-islam")]
    [InlineData("jobar", "2018-04-21", null, StatusKind.Unknown, "")]
    [InlineData("syria", "2018-04-21", null, StatusKind.Shared, "isil,syrian-government,syrian-opposition")]
    public void A_district_has_the_status_that_its_facts_say(string place, string on, string? publishedBy, StatusKind status, string parties)
    {
        var view = coded.Workspace.Status(place, on, publishedBy);

        Assert.Equal(status, view.Status);
        Assert.Equal(parties.Split(',', StringSplitOptions.RemoveEmptyEntries), view.Parties);
    }

    [Fact]
    public void One_figure_is_disputed_and_the_outlets_rounding_is_no_third_voice()
    {
        var figure = Assert.Single(coded.Workspace.Ledger.Views.Figures(new Cut(Day.Parse("2018-04-30")), Policy.Reports1, disputedOnly: true));

        Assert.Equal("evac-qaboun-2017-05-14/people-evacuated/all/actual/total", figure.Key.ToString());
        Assert.Equal(FigureClass.Divergent, figure.Class);
        Assert.Equal(1.53m, decimal.Round(figure.Ratio!.Value, 2));
        Assert.Equal((1501L, 2289L), (figure.Low, figure.High));
        Assert.Equal(2, figure.Origins.Length);
    }

    [Fact]
    public void No_two_of_the_figures_of_east_qalamoun_are_compared()
    {
        var figures = coded.Workspace.Ledger.Views.FiguresAbout("evac-east-qalamoun-2018-04", new Cut(Day.Parse("2018-04-30")), Policy.Reports1);

        Assert.True(figures.Count >= 3);
        Assert.All(figures, f => Assert.False(f.Disputed));
    }

    [Fact]
    public void Dates_on_which_sources_disagree_stay_as_reported() =>
        Assert.Contains(coded.Workspace.Ledger.Views.Incidents(new Cut(Day.Parse("2018-04-30"))), i => i.DatesDisagree);

    [Fact]
    public async Task Taking_the_same_files_again_appends_nothing()
    {
        var head = coded.Workspace.Ledger.Views.Position;

        var report = await coded.Workspace.IngestAsync(
            InputFiles.Find([RepositoryRoot.Of("eventstore", "sources"), RepositoryRoot.Of("eventstore", "gazetteer")], () => Stream.Null), dryRun: false);

        Assert.Equal(head, coded.Workspace.Ledger.Views.Position);
        Assert.All(report.Files, f => Assert.Equal(0, f.New));
        Assert.Equal(0, report.Changes.Count);
    }

    [Fact]
    public async Task The_ledger_can_be_read_beside_its_writer()
    {
        await using var reader = EmbeddedLog.Open(coded.Workspace.File, LedgerMode.Read);

        Assert.Equal(coded.Workspace.Ledger.Views.Position, (await reader.HeadAsync(TestContext.Current.CancellationToken)).Commit);
    }
}
