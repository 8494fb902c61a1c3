using NodaTime;
using Reports.Domain.Facts;
using Reports.Service.Coding;

namespace Reports.Service.Tests.Coding;

public class SourceFileTests
{
    private static SourceDocument Full => SourceFiles.Good(SourceFiles.Full);

    private static T Fact<T>(string key)
        where T : Fact => Assert.IsType<T>(Full.Facts.Single(f => f.Fact.Key == key).Fact);

    [Fact]
    public void The_header_is_read_with_the_outlet_resolved()
    {
        var header = Full.Header;
        Assert.Equal("example-2018-03-14", header.Id);
        Assert.Equal("new-arab", header.Outlet);
        Assert.Equal("Rebels leave “Qadam” الجنوبي", header.Title);
        Assert.Equal(new LocalDate(2018, 3, 14), header.Published);
        Assert.Equal(new LocalDate(2026, 1, 2), header.Retrieved);
        Assert.Equal("https://example.org/a?b=c", header.Url);
        Assert.Equal("https://archive.example.org/1", header.Archive);
        Assert.Equal("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", header.Sha256);
        Assert.Equal("one line", header.Note);
        Assert.Equal(3, Full.Line);
    }

    [Fact]
    public void An_incident_is_read_with_its_names_resolved()
    {
        var incident = Fact<IncidentFact>("evac-qadam-2018-03-13");
        Assert.Equal(IncidentKind.Evacuation, incident.Kind);
        Assert.Equal("2018-03-13", incident.On.Text);
        Assert.Equal(["qadam"], incident.From);
        Assert.Equal(["idlib"], incident.To);
        Assert.Equal(["hts", "ajnad-al-sham"], incident.Participants);
        Assert.Equal("evac-elsewhere", incident.PartOf);
        Assert.Equal(["sohr"], incident.By.Speakers);
        Assert.Equal(new Locator(5), incident.At);
        Assert.Equal("B2", incident.Grade.ToString());
        Assert.Equal("buses", incident.Note);
    }

    [Fact]
    public void A_figure_is_read_with_all_that_it_says()
    {
        var figure = Fact<FigureFact>("people-sohr");
        Assert.Equal("evac-qadam-2018-03-13", figure.About);
        Assert.Equal(Measure.PeopleEvacuated, figure.Measure);
        Assert.Equal("at least 1300", figure.Quantity.ToString());
        Assert.Equal("2018-03-13", figure.Window.Text);
        Assert.Equal(["sohr", "reuters"], figure.By.Speakers);
        Assert.Equal(new Locator(5, (0, 80)), figure.At);
        var half = Fact<FigureFact>("fighters");
        Assert.Equal("evac-elsewhere", half.About);
        Assert.Equal((Population.Fighters, Modality.Planned, Scope.Cumulative), (half.Population, half.Modality, half.Scope));
        Assert.Equal("half of people-sohr", half.Quantity.ToString());
    }

    [Fact]
    public void What_is_left_out_has_the_handbooks_defaults()
    {
        var figure = Fact<FigureFact>("people-rounded");
        Assert.Equal(
            (Population.All, Modality.Actual, Scope.Total, Stance.Asserted),
            (figure.Population, figure.Modality, figure.Scope, figure.Stance));
        Assert.Equal(("qadam", "people-sohr"), (figure.About, figure.Rounds));
        Assert.True(figure.By.Lost);
        Assert.Empty(figure.By.Speakers);
        Assert.Null(figure.At);
        Assert.Same(Attribution.OwnVoice, Fact<FigureFact>("fighters").By);
        var bare = SourceFiles.Good(SourceFiles.Header + "facts:\n  - id: a\n    control: { place: qadam, actor: hts, relation: left, on: 2018 }\n");
        Assert.Equal(Extent.Unstated, Assert.IsType<ControlFact>(Assert.Single(bare.Facts).Fact).Extent);
    }

    [Fact]
    public void A_control_fact_is_read_with_its_names_resolved()
    {
        var control = Fact<ControlFact>("gov-took");
        Assert.Equal(("qadam", "syrian-government"), (control.Place, control.Actor));
        Assert.Equal((Relation.Took, Extent.Whole, Stance.Alleged), (control.Relation, control.Extent, control.Stance));
        Assert.Equal("2018-03-13", control.On.Text);
    }

    [Fact]
    public void Corrections_and_retractions_name_facts_of_this_source_and_of_others()
    {
        Assert.Equal(
            [
                new CodedTaking(null, "people-sohr", "mistyped", 52, 11, "corrections[0].fact", IsCorrection: true),
                new CodedTaking("example-2018-03-10", "people-rounded", "the outlet says so", 54, 11, "corrections[1].fact", IsCorrection: true),
            ],
            Full.Corrections);
        Assert.Equal(
            [
                new CodedTaking(null, "people-afp", "not in the text", 57, 11, "retractions[0].fact", IsCorrection: false),
                new CodedTaking("example-2018-03-10", "gov-holds", "taken back", 59, 11, "retractions[1].fact", IsCorrection: false),
            ],
            Full.Retractions);
    }

    [Fact]
    public void Every_fact_knows_its_line_incidents_first() =>
        Assert.Equal([14, 27, 35, 38, 48], Full.Facts.Select(f => f.Line));

    [Fact]
    public void A_file_with_a_header_alone_is_a_source() => Assert.Empty(SourceFiles.Good(SourceFiles.Header).Facts);
}
