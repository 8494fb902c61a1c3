using Reports.Domain.Facts;
using Reports.Projections.ControlStatus;

namespace Reports.Projections.Tests.ControlStatus;

/// <summary>The worked examples of DOMAIN.md, in the handbook's own words.</summary>
public sealed class WorkedExamples : IDisposable
{
    private readonly Scenario _qadam = new Scenario()
        .Source("new-arab-2018-03-14", "2018-03-14", "new-arab")
        .Says("syrian-opposition", Relation.Holds, "../2018-03-13", extent: Extent.Pocket)
        .Says("syrian-opposition", Relation.Left, "2018-03-13", by: "sohr")
        .Says("syrian-government", Relation.Took, "2018-03-13", extent: Extent.Whole)
        .Source("memo-2018-03-20", "2018-03-20", "memo")
        .Says("syrian-government", Relation.Took, "2018-03-13", by: "reuters")
        .Says("isil", Relation.Entered, "2018-03-20", by: "reuters")
        .Source("al-jazeera-2018-04-21", "2018-04-21", "al-jazeera")
        .Says("jaish-al-islam", Relation.Holds, "2018-04-21", by: "hazem-al-shamy")
        .Says("hts", Relation.Holds, "2018-04-21", by: "hazem-al-shamy");

    public void Dispose() => _qadam.Dispose();

    [Theory]
    [InlineData("2018-03-14", null, StatusKind.Controlled, "syrian-government")]
    [InlineData("2018-03-21", null, StatusKind.Contested, "syrian-government,isil")]
    [InlineData("2018-04-21", "2018-03-31", StatusKind.Contested, "syrian-government,isil")]
    [InlineData("2018-04-21", null, StatusKind.Disputed, "syrian-government,isil,hts,jaish-al-islam")]
    public void Qadam_reads_as_the_handbook_says(string on, string? publishedBy, StatusKind status, string parties)
    {
        var view = _qadam.Status(on, publishedBy);

        Assert.Equal(status, view.Status);
        Assert.Equal(parties.Split(','), view.Parties);
    }

    [Fact]
    public void The_dispute_names_the_activist_against_the_independent_origins()
    {
        var basis = _qadam.Status("2018-04-21").Basis;

        Assert.Equal(["al-jazeera-2018-04-21/f1", "al-jazeera-2018-04-21/f2"], basis.Against);
        Assert.Equal(2, basis.OriginsFor);
        Assert.Equal(1, basis.OriginsAgainst);
        Assert.StartsWith("5 disputed", basis.Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void Before_the_evacuation_the_opposition_holds_it()
    {
        var view = _qadam.Status("2018-03-12");

        Assert.Equal(StatusKind.Controlled, view.Status);
        Assert.Equal(["syrian-opposition"], view.Parties);
    }
}
