using CsCheck;
using Reports.Service.Output;

namespace Reports.Service.Tests.Exporting;

/// <summary>What leaves as a cell comes back as it was.</summary>
public sealed class CsvTextTests
{
    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.String[Gen.Char["'=+-@"], 0, 4], Gen.String[Gen.Char["'=+-@\t\r\n\",a1 ."], 0, 6], Gen.String, Gen.Int.Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void Every_text_comes_back_as_it_was() => Texts.Sample(text => Assert.Equal(text, CsvText.Original(CsvText.Neutral(text))));

    [Fact]
    public void No_cell_begins_as_a_formula_does_unless_it_is_a_number() => Texts.Sample(text =>
    {
        var neutral = CsvText.Neutral(text);
        if (neutral.Length > 0 && neutral[0] is '=' or '+' or '-' or '@' or '\t' or '\r')
            Assert.True(decimal.TryParse(neutral, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out _), neutral);
    });

    [Fact]
    public void Rows_split_by_the_rules_of_RFC_4180_give_the_cells() => Texts.Array[1, 5].Sample(cells =>
    {
        var line = string.Join(',', cells.Select(CsvText.Cell)) + "\r\n";
        Assert.Equal(cells, ReadByOthersTests.CsvCells(line)[0].Select(CsvText.Original));
    });
}
