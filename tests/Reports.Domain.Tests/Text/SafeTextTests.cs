using CsCheck;
using Reports.Domain.Text;

namespace Reports.Domain.Tests.Text;

public sealed class SafeTextTests
{
    [Theory]
    [InlineData("plain")]
    [InlineData("القدم")]
    [InlineData("Дамаск")]
    [InlineData("می\u200Cخواهم")]
    [InlineData("क्\u200Dष")]
    [InlineData("Ghouta 😀 east")]
    [InlineData("a \u00A0b")]
    [InlineData("")]
    public void Ordinary_text_of_any_script_is_fine(string text)
    {
        Assert.True(SafeText.TryCheck(text, 100, out var error), error);
        Assert.Same(text, SafeText.Show(text));
    }

    [Theory]
    [InlineData("red\u001b[31m", "the control character U+001B at character 4", @"red\u{001B}[31m")]
    [InlineData("a\u202Eb", "the invisible or reordering character U+202E at character 2", @"a\u{202E}b")]
    [InlineData("a\u2067b", "the invisible or reordering character U+2067 at character 2", @"a\u{2067}b")]
    [InlineData("a\u200Bb", "the invisible or reordering character U+200B at character 2", @"a\u{200B}b")]
    [InlineData("a\u2028b", "the line separator U+2028 at character 2", @"a\u{2028}b")]
    [InlineData("a\nb", "the control character U+000A at character 2", @"a\u{000A}b")]
    [InlineData("a\u0000b", "the control character U+0000 at character 2", @"a\u{0000}b")]
    [InlineData("a\u009Bb", "the control character U+009B at character 2", @"a\u{009B}b")]
    [InlineData("a\uE000b", "the private-use character U+E000 at character 2", @"a\u{E000}b")]
    [InlineData("a\U000E0041b", "the invisible or reordering character U+E0041 at character 2", @"a\u{E0041}b")]
    [InlineData("a \u200D b", "an invisible joiner outside a word, U+200D at character 3", @"a \u{200D} b")]
    public void What_steers_hides_or_reorders_is_refused_by_code_point_and_shown_as_one(string text, string error, string shown)
    {
        Assert.False(SafeText.TryCheck(text, 100, out var problem));
        Assert.Equal(error, problem);
        Assert.Equal(shown, SafeText.Show(text));
    }

    [Fact]
    public void Half_a_character_is_refused()
    {
        Assert.False(SafeText.TryCheck("a\ud83db", 100, out var problem));
        Assert.Equal("half of a surrogate pair, U+D83D at character 2", problem);
        Assert.Equal(@"a\u{D83D}b", SafeText.Show("a\ud83db"));
    }

    [Theory]
    [InlineData(" a")]
    [InlineData("a ")]
    [InlineData("a\u00A0")]
    public void White_space_at_the_ends_is_refused(string text)
    {
        Assert.False(SafeText.TryCheck(text, 100, out var problem));
        Assert.Equal("white space at its start or end", problem);
    }

    [Fact]
    public void Length_is_limited()
    {
        Assert.True(SafeText.TryCheck("abc", 3, out _));
        Assert.False(SafeText.TryCheck("abcd", 3, out var problem));
        Assert.Equal("4 characters; at most 3", problem);
    }

    [Fact]
    public void What_is_shown_is_never_refused_for_its_characters() => Gen.String.Sample(text =>
    {
        var shown = SafeText.Show(text);
        return SafeText.TryCheck("|" + shown + "|", int.MaxValue, out _) && SafeText.Show(shown) == shown;
    });
}
