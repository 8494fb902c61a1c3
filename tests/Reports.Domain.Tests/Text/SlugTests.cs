using Reports.Domain.Text;

namespace Reports.Domain.Tests.Text;

public sealed class SlugTests
{
    [Theory]
    [InlineData("qaboun")]
    [InlineData("hajar-al-aswad")]
    [InlineData("new-arab-2018-03-14")]
    [InlineData("7")]
    public void Lower_case_words_joined_by_hyphens_are_an_id(string text) => Assert.True(Slug.TryParse(text, out _));

    [Theory]
    [InlineData("", "an id is empty")]
    [InlineData("Qadam", "not 'Q' (U+0051) in 'Qadam'")]
    [InlineData("al qadam", "not U+0020 in 'al qadam'")]
    [InlineData("al_qadam", "not '_' (U+005F)")]
    [InlineData("qádam", "not 'á' (U+00E1)")]
    [InlineData("القدم", "(U+0627)")]
    [InlineData("qаdam", "(U+0430)")] // a Cyrillic а that looks Latin
    [InlineData("a\u202Eb", @"not U+202E in 'a\u{202E}b'")]
    [InlineData("-qadam", "single hyphens between its words")]
    [InlineData("qadam-", "single hyphens between its words")]
    [InlineData("al--qadam", "single hyphens between its words")]
    public void Anything_else_is_refused_naming_the_character(string text, string reason)
    {
        Assert.False(Slug.TryParse(text, out var error));
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_id_has_at_most_100_characters()
    {
        Assert.True(Slug.TryParse(new string('a', 100), out _));
        Assert.False(Slug.TryParse(new string('a', 101), out var error));
        Assert.Equal("an id of 101 characters; at most 100", error);
    }
}
