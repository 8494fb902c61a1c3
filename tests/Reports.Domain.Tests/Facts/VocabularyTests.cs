using System.Text;
using Reports.Domain.Facts;
using Reports.Domain.Vocabulary;

namespace Reports.Domain.Tests.Facts;

/// <summary>Stored words and their numbers are a contract: ledgers and saved checkpoints hold them. Words are only ever added at the end.</summary>
public sealed class VocabularyTests
{
    [Fact]
    public void Relations_keep_their_words() => Expect(Relations.Vocabulary, "relation", "holds besieges took left entered");

    [Fact]
    public void Extents_keep_their_words() => Expect(Extents.Vocabulary, "extent", "unstated whole part pocket");

    [Fact]
    public void Stances_keep_their_words() => Expect(Stances.Vocabulary, "stance", "asserted denied alleged expected conditional");

    [Fact]
    public void Modalities_keep_their_words() => Expect(Modalities.Vocabulary, "modality", "actual planned");

    [Fact]
    public void Scopes_keep_their_words() => Expect(Scopes.Vocabulary, "scope", "total convoy day cumulative");

    [Fact]
    public void Kinds_of_incident_keep_their_words() => Expect(
        IncidentKinds.Vocabulary, "kind of incident",
        "evacuation agreement ultimatum assault strike shelling attack clash infighting chemical-attack aid-delivery ceasefire deployment displacement siege talks "
        + "protest riot other");

    [Fact]
    public void Measures_keep_their_words() => Expect(
        Measures.Vocabulary, "measure",
        "people-evacuated people-arrived people-killed people-injured people-displaced people-besieged people-present people-detained "
        + "people-missing population air-strikes attacks vehicles territory-percent duration-days troops-deployed territory-km2");

    [Fact]
    public void Populations_keep_their_words() => Expect(
        Populations.Vocabulary, "population",
        "all civilians combatants fighters soldiers refugees palestinian-refugees aid-workers women children men families fighters-and-families medical-patients");

    [Fact]
    public void Every_measure_has_its_own_HXL_hashtag()
    {
        // HXL 1.1, "Hashtags" and "Attributes": a letter first, then letters, digits and underscores.
        var tags = Enum.GetValues<Measure>().Select(m => m.Hxl()).ToList();
        Assert.All(tags, t => Assert.Matches(@"^#[a-z][a-z0-9_]*(\+[a-z][a-z0-9_]*)*$", t));
        Assert.Distinct(tags);
    }

    [Theory]
    [InlineData(Population.Fighters, Population.FightersAndFamilies, true)]
    [InlineData(Population.Fighters, Population.Combatants, true)]
    [InlineData(Population.Fighters, Population.All, true)]
    [InlineData(Population.PalestinianRefugees, Population.Refugees, true)]
    [InlineData(Population.AidWorkers, Population.Civilians, true)]
    [InlineData(Population.Fighters, Population.Civilians, false)]
    [InlineData(Population.All, Population.All, false)]
    [InlineData(Population.Families, Population.All, false)]
    public void Populations_form_a_tree(Population part, Population whole, bool isPart)
    {
        Assert.Equal(isPart, part.IsPartOf(whole));
        Assert.False(whole.IsPartOf(part));
    }

    [Fact]
    public void Only_changes_are_changes_and_only_claims_are_claims()
    {
        Assert.Equal([Relation.Took, Relation.Left, Relation.Entered], Enum.GetValues<Relation>().Where(r => r.IsChange()));
        Assert.Equal([Stance.Asserted, Stance.Alleged], Enum.GetValues<Stance>().Where(s => s.IsClaim()));
    }

    [Fact]
    public void The_origin_is_the_first_speaker_and_the_outlet_where_nobody_is_named()
    {
        Assert.Equal("reuters", new Attribution(["reuters", "middle-east-monitor"]).Origin("new-arab"));
        Assert.Equal("new-arab", Attribution.OwnVoice.Origin("new-arab"));
    }

    private static void Expect<T>(Vocabulary<T> vocabulary, string name, string words)
        where T : struct, Enum
    {
        Assert.Equal(name, vocabulary.Name);
        Assert.Equal(words.Split(' '), vocabulary.Words);
        Assert.Equal(Enum.GetValues<T>(), vocabulary.Words.Select(w => vocabulary.TryParse(w, out var value) ? value : default));
        Assert.Equal(Enum.GetValues<T>(), vocabulary.Words.Select(w => vocabulary.TryParse(Encoding.UTF8.GetBytes(w), out var value) ? value : default));
        Assert.All(Enum.GetValues<T>(), v => Assert.True(vocabulary.TryParse(vocabulary.Word(v), out var back) && back.Equals(v)));
        Assert.False(vocabulary.TryParse(vocabulary.Words.First().ToUpperInvariant(), out _));
        Assert.False(vocabulary.TryParse("nonsense"u8, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => vocabulary.Word((T)Enum.ToObject(typeof(T), 250)));
    }
}
