using CsCheck;
using Reports.Domain.Grades;

namespace Reports.Domain.Tests.Grades;

public sealed class GradeTests
{
    private static readonly Gen<Grade> AnyGrade = Gen.Char['A', 'F'].Select(Gen.Int[1, 6]).Select((letter, digit) => Grade.Parse($"{letter}{digit}"));

    [Theory]
    [InlineData("A1", 'A', 1, 1)]
    [InlineData("B2", 'B', 2, 8)]
    [InlineData("F6", 'F', 6, 36)]
    public void An_Admiralty_code_has_a_reliability_and_a_credibility(string text, char reliability, int credibility, byte stored)
    {
        var grade = Grade.Parse(text);
        Assert.Equal((reliability, credibility, stored), (grade.Reliability, grade.Credibility, grade.ToByte()));
    }

    [Fact]
    public void A_grade_survives_its_text_and_its_byte() =>
        AnyGrade.Sample(g => Grade.Parse(g.ToString()) == g && Grade.FromByte(g.ToByte()) == g);

    [Fact]
    public void Reliability_counts_before_credibility_and_lower_is_better() =>
        AnyGrade.Select(AnyGrade).Sample((a, b) => (a < b) == (string.CompareOrdinal(a.ToString(), b.ToString()) < 0));

    [Theory]
    [InlineData("")]
    [InlineData("B")]
    [InlineData("b2")]
    [InlineData("G1")]
    [InlineData("A0")]
    [InlineData("A7")]
    [InlineData("A11")]
    [InlineData("2B")]
    public void Anything_else_is_refused_with_an_example(string text)
    {
        Assert.False(Grade.TryParse(text, out _, out var error));
        Assert.Equal($"'{text}' is not an Admiralty code: a letter from A to F and a digit from 1 to 6, such as B2", error);
    }

    [Fact]
    public void No_grade_is_stored_as_zero_and_more_than_36_is_no_grade()
    {
        Assert.Null(Grade.FromByte(0));
        Assert.Equal("", default(Grade).ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => Grade.FromByte(37));
    }
}
