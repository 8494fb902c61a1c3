using Reports.Domain.Facts;
using Reports.Domain.Time;
using Reports.Projections.Figures;
using Reports.Service.Pages.Figures;
using Reports.Service.Pages.Parts;

namespace Reports.Service.Tests.Pages;

/// <summary>Times and figures as pages tell them.</summary>
public sealed class WordsTests
{
    [Theory]
    [InlineData("2018-03-13", "2018-03-13")]
    [InlineData("2018-03-13~", "about 2018-03-13")]
    [InlineData("2017-02-23~/2017-05-14", "about 2017-02-23 to 2017-05-14")]
    [InlineData("2015-04/..", "since 2015-04")]
    [InlineData("../2018-03", "until 2018-03")]
    [InlineData("../..", "no dates stated")]
    [InlineData("", "")]
    public void A_time_is_said_in_words(string edtf, string words) => Assert.Equal(words, TimeWords.Say(edtf));

    [Theory]
    [InlineData("at least 2289", "at least 2,289")]
    [InlineData("36", "36")]
    [InlineData("1500, between 1000 and 20000", "1,500, between 1,000 and 20,000")]
    [InlineData("half of people-2018", "half of people-2018")]
    public void A_phrase_has_its_digits_in_groups(string quantity, string words) => Assert.Equal(words, FigureWords.Phrase(quantity));

    [Theory]
    [InlineData(Population.All, Modality.Actual, Scope.Total, "People evacuated")]
    [InlineData(Population.FightersAndFamilies, Modality.Planned, Scope.Convoy, "People evacuated, planned: fighters and families, one convoy or batch")]
    public void What_is_counted_is_said_in_words(Population population, Modality modality, Scope scope, string words) =>
        Assert.Equal(words, FigureWords.Counted(new FigureKey("evac", Measure.PeopleEvacuated, population, modality, scope)));

    [Fact]
    public void A_window_without_an_end_says_since_when()
    {
        Assert.Equal("since 2018-04-21", FigureWords.Window(Day.Parse("2018-04-21"), Day.Max));
        Assert.Equal("up to 2018-04-21", FigureWords.Window(Day.Min, Day.Parse("2018-04-21")));
        Assert.Equal("2018-04-21", FigureWords.Window(Day.Parse("2018-04-21"), Day.Parse("2018-04-21")));
    }
}
