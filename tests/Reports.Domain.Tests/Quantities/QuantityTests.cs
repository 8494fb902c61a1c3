using CsCheck;
using Reports.Domain.Quantities;

namespace Reports.Domain.Tests.Quantities;

/// <summary>DOMAIN.md, Quantities: the phrases and their synonyms.</summary>
public sealed class QuantityTests
{
    private static readonly Gen<Quantity> AnyQuantity = Gen.Long[1, Quantity.MaxNumber].Select(Gen.Int[0, 14], Gen.Long[0, 1000]).Select((a, c, more) =>
        Quantity.Parse((PhraseClass)c switch
        {
            PhraseClass.Exact => $"{a}",
            PhraseClass.AtLeast => $"at least {a}",
            PhraseClass.MoreThan => $"over {a}",
            PhraseClass.UpTo => $"as many as {a}",
            PhraseClass.LessThan => $"under {a}",
            PhraseClass.About => $"roughly {a}",
            PhraseClass.Between => $"{a / 2} to {(a / 2) + more}",
            PhraseClass.Estimate => $"{(a / 2) + (more / 2)}, between {a / 2} and {(a / 2) + more}",
            PhraseClass.Several => "a few",
            PhraseClass.Dozens => "scores",
            PhraseClass.SeveralHundred => "a few hundred",
            PhraseClass.Hundreds => "hundreds",
            PhraseClass.Thousands => "several thousand",
            PhraseClass.HalfOf => $"half of fact-{a}",
            _ => "an unknown number",
        }));

    [Theory]
    [InlineData("36", PhraseClass.Exact, 36, 0)]
    [InlineData("0", PhraseClass.Exact, 0, 0)]
    [InlineData("at least 2289", PhraseClass.AtLeast, 2289, 0)]
    [InlineData("no fewer than 5", PhraseClass.AtLeast, 5, 0)]
    [InlineData("no less than 5", PhraseClass.AtLeast, 5, 0)]
    [InlineData("not less than 5", PhraseClass.AtLeast, 5, 0)]
    [InlineData("a minimum of 5", PhraseClass.AtLeast, 5, 0)]
    [InlineData("more than 1500", PhraseClass.MoreThan, 1500, 0)]
    [InlineData("over 2000", PhraseClass.MoreThan, 2000, 0)]
    [InlineData("upwards of 2000", PhraseClass.MoreThan, 2000, 0)]
    [InlineData("up to 40", PhraseClass.UpTo, 40, 0)]
    [InlineData("at most 40", PhraseClass.UpTo, 40, 0)]
    [InlineData("no more than 40", PhraseClass.UpTo, 40, 0)]
    [InlineData("as many as 40", PhraseClass.UpTo, 40, 0)]
    [InlineData("less than 40", PhraseClass.LessThan, 40, 0)]
    [InlineData("fewer than 40", PhraseClass.LessThan, 40, 0)]
    [InlineData("under 40", PhraseClass.LessThan, 40, 0)]
    [InlineData("about 200", PhraseClass.About, 200, 0)]
    [InlineData("some 200", PhraseClass.About, 200, 0)]
    [InlineData("roughly 200", PhraseClass.About, 200, 0)]
    [InlineData("around 200", PhraseClass.About, 200, 0)]
    [InlineData("approximately 200", PhraseClass.About, 200, 0)]
    [InlineData("an estimated 200", PhraseClass.About, 200, 0)]
    [InlineData("estimated 200", PhraseClass.About, 200, 0)]
    [InlineData("nearly 200", PhraseClass.About, 200, 0)]
    [InlineData("almost 200", PhraseClass.About, 200, 0)]
    [InlineData("close to 200", PhraseClass.About, 200, 0)]
    [InlineData("between 10 and 20", PhraseClass.Between, 10, 20)]
    [InlineData("10 to 20", PhraseClass.Between, 10, 20)]
    [InlineData("10-20", PhraseClass.Between, 10, 20)]
    [InlineData("10–20", PhraseClass.Between, 10, 20)]
    [InlineData("between 1,000 and 1,000", PhraseClass.Between, 1000, 1000)]
    [InlineData("1,200, between 1,000 and 1,500", PhraseClass.Estimate, 1000, 1500)]
    [InlineData("12, between 12 and 12", PhraseClass.Exact, 12, 0)]
    [InlineData("several", PhraseClass.Several, 0, 0)]
    [InlineData("a few", PhraseClass.Several, 0, 0)]
    [InlineData("a handful", PhraseClass.Several, 0, 0)]
    [InlineData("dozens", PhraseClass.Dozens, 0, 0)]
    [InlineData("scores", PhraseClass.Dozens, 0, 0)]
    [InlineData("several hundred", PhraseClass.SeveralHundred, 0, 0)]
    [InlineData("a few hundred", PhraseClass.SeveralHundred, 0, 0)]
    [InlineData("hundreds", PhraseClass.Hundreds, 0, 0)]
    [InlineData("thousands", PhraseClass.Thousands, 0, 0)]
    [InlineData("several thousand", PhraseClass.Thousands, 0, 0)]
    [InlineData("unknown", PhraseClass.Unknown, 0, 0)]
    [InlineData("an unknown number", PhraseClass.Unknown, 0, 0)]
    [InlineData("2,289", PhraseClass.Exact, 2289, 0)]
    [InlineData("2 289", PhraseClass.Exact, 2289, 0)]
    [InlineData("2\u00A0289", PhraseClass.Exact, 2289, 0)]
    [InlineData("2\u202F289", PhraseClass.Exact, 2289, 0)]
    [InlineData("At  LEAST 1,234,567", PhraseClass.AtLeast, 1_234_567, 0)]
    public void Every_phrase_of_the_table_is_read(string text, PhraseClass kind, long a, long b)
    {
        var quantity = Quantity.Parse(text);
        Assert.Equal((kind, a, b), (quantity.Class, quantity.A, quantity.B));
        Assert.Null(quantity.Of);
    }

    [Fact]
    public void A_range_with_a_best_number_keeps_all_three()
    {
        var quantity = Quantity.Estimate(9, 12, 15);
        Assert.Equal(("12, between 9 and 15", 12L), (quantity.ToString(), quantity.Best));
        Assert.Equal(new QuantityInterval(9, 15, 12), Reports.Domain.Policies.Policy.Reports1.Convert(quantity));
        Assert.Equal(quantity, Quantity.Parse("12, between 9 and 15"));
        Assert.Throws<ArgumentOutOfRangeException>(() => Quantity.Estimate(9, 8, 15));
        Assert.Throws<ArgumentOutOfRangeException>(() => Quantity.Estimate(9, 16, 15));
        Assert.Throws<ArgumentOutOfRangeException>(() => Quantity.Exact(-1));
    }

    [Theory]
    [InlineData(2, 7, "between 2 and 7")]
    [InlineData(3, 3, "3")]
    [InlineData(5, null, "at least 5")]
    [InlineData(null, 3, "up to 3")]
    [InlineData(null, null, "unknown")]
    public void A_range_that_a_data_set_states_in_two_columns_is_the_phrase_of_what_is_there(int? low, int? high, string phrase)
    {
        var quantity = Quantity.Range(low, high);
        Assert.Equal(phrase, quantity.ToString());
        Assert.Equal(quantity, Quantity.Parse(phrase));
        Assert.Throws<ArgumentOutOfRangeException>(() => Quantity.Range(3, 2));
    }

    [Fact]
    public void Half_of_a_fact_names_the_fact()
    {
        var quantity = Quantity.Parse("half of people-sana");
        Assert.Equal((PhraseClass.HalfOf, "people-sana"), (quantity.Class, quantity.Of));
        Assert.False(quantity.HasNumber);
    }

    [Theory]
    [InlineData("", "an empty quantity")]
    [InlineData("   ", "an empty quantity")]
    [InlineData("lots", "'lots' is not a quantity: write a number, or a phrase such as")]
    [InlineData("at least", "'at least' is not a quantity")]
    [InlineData("at least several", "'at least several' is not a quantity")]
    [InlineData("hundreds of thousands", "'hundreds of thousands' is not a quantity")]
    [InlineData("-5", "'-5': a quantity is not negative")]
    [InlineData("−5", "'−5': a quantity is not negative")]
    [InlineData("1.5", "'1.5': a quantity is a whole number")]
    [InlineData("1.000", "'1.000': a quantity is a whole number")]
    [InlineData("22,89", "thousands are separated every three digits, as in 2,289")]
    [InlineData("2289,000", "thousands are separated every three digits")]
    [InlineData("1,234 567", "thousands are separated in one way")]
    [InlineData("at least 1 234,567", "thousands are separated in one way")]
    [InlineData("1,,000", "is not a quantity")]
    [InlineData("٣٦", "is not a quantity")]
    [InlineData("between 20 and 10", "20 is more than 10")]
    [InlineData("between 10", "is not a range: write 'between 10 and 20'")]
    [InlineData("between 10 and 20 and 30", "is not a range")]
    [InlineData("between  and 20", "is not a range")]
    [InlineData("8, between 9 and 15", "8 is not between 9 and 15")]
    [InlineData("many, between 9 and 15", "is not a quantity")]
    [InlineData("12, between 9", "is not a range")]
    [InlineData("less than 0", "nothing is less than 0")]
    [InlineData("half of", "is not a quantity")]
    [InlineData("half of The Fact", "half of what? name a fact of the same file")]
    [InlineData("1000000000000001", "is more than 1000000000000000, the largest quantity")]
    [InlineData("99999999999999999999999999", "the largest quantity")]
    public void What_is_no_quantity_is_refused_with_the_reason(string text, string reason)
    {
        Assert.False(Quantity.TryParse(text, out _, out var error));
        Assert.Contains(reason, error, StringComparison.Ordinal);
        Assert.Equal(error, Assert.Throws<FormatException>(() => Quantity.Parse(text)).Message);
    }

    [Fact]
    public void A_phrase_longer_than_the_limit_is_refused_before_it_is_read()
    {
        Assert.False(Quantity.TryParse(new string('1', 201), out _, out var error));
        Assert.Equal("a quantity of 201 characters; at most 200", error);
    }

    [Fact]
    public void A_printed_quantity_parses_back_to_itself() => AnyQuantity.Sample(q => Quantity.Parse(q.ToString()) == q);

    [Fact]
    public void Any_text_at_all_is_read_or_refused_with_a_reason() =>
        Gen.String.Sample(text => Quantity.TryParse(text, out _, out var error) == (error.Length == 0));
}
