using System.Globalization;
using Reports.Domain.Policies;
using Reports.Domain.Quantities;

namespace Reports.Domain.Tests.Policies;

/// <summary>DOMAIN.md, Quantities: what a phrase stands for under each policy.</summary>
public sealed class PolicyTests
{
    [Theory]
    [InlineData("36", "[36, 36]", "36")]
    [InlineData("at least 100", "[100, ∞)", "100")]
    [InlineData("more than 100", "[101, ∞)", "100")]
    [InlineData("up to 100", "[0, 100]", "100")]
    [InlineData("less than 100", "[0, 99]", "100")]
    [InlineData("about 100", "[90, 110]", "100")]
    [InlineData("about 36", "[32, 40]", "36")]
    [InlineData("about 1", "[0, 2]", "1")]
    [InlineData("between 100 and 201", "[100, 201]", "150.5")]
    [InlineData("140, between 100 and 200", "[100, 200]", "140")]
    [InlineData("several", "[3, 9]", null)]
    [InlineData("dozens", "[24, 99]", null)]
    [InlineData("several hundred", "[200, 999]", null)]
    [InlineData("hundreds", "[200, 999]", null)]
    [InlineData("thousands", "[2000, 9999]", null)]
    [InlineData("unknown", "[0, ∞)", null)]
    public void Reports_1_is_the_table_of_the_handbook(string phrase, string interval, string? anchor) =>
        Expect(Policy.Reports1, phrase, interval, anchor);

    [Theory]
    [InlineData("36", "[36, 36]", "36")]
    [InlineData("at least 100", "[100, 100]", "100")]
    [InlineData("more than 100", "[101, 101]", "101")]
    [InlineData("up to 100", "[0, 0]", "0")]
    [InlineData("about 100", "[90, 90]", "90")]
    [InlineData("between 100 and 200", "[100, 100]", "100")]
    [InlineData("140, between 100 and 200", "[100, 100]", "100")]
    [InlineData("several", "[3, 3]", "3")]
    [InlineData("dozens", "[24, 24]", "24")]
    [InlineData("hundreds", "[200, 200]", "200")]
    [InlineData("thousands", "[2000, 2000]", "2000")]
    [InlineData("unknown", "[0, ∞)", null)]
    public void Conservative_takes_the_lowest_number_and_leaves_the_unknown_unknown(string phrase, string interval, string? anchor) =>
        Expect(Policy.Conservative, phrase, interval, anchor);

    [Theory]
    [InlineData("36", "[36, 36]", "36")]
    [InlineData("at least 100", "[100, ∞)", "100")]
    [InlineData("up to 100", "[0, 100]", "100")]
    [InlineData("about 100", "[90, 110]", "100")]
    [InlineData("between 100 and 200", "[100, 200]", "150")]
    [InlineData("several", "[3, 9]", null)]
    [InlineData("dozens", "[12, 24]", null)]
    [InlineData("hundreds", "[100, 200]", null)]
    [InlineData("unknown", "[0, ∞)", null)]
    public void Min_max_is_the_table_of_Airwars(string phrase, string interval, string? anchor) => Expect(Policy.MinMax, phrase, interval, anchor);

    [Fact]
    public void Half_of_a_fact_is_half_of_that_facts_interval()
    {
        var whole = Policy.Reports1.Convert(Quantity.Parse("at least 2289"));
        var half = Policy.Reports1.Convert(Quantity.Parse("half of people"), whole);
        Assert.Equal(("[1144, ∞)", 1144.5m), (half.ToString(), half.Anchor));
        Assert.Throws<ArgumentException>(() => Policy.Reports1.Convert(Quantity.Parse("half of people")));
    }

    [Fact]
    public void Half_of_an_unknown_number_is_unknown_under_every_policy()
    {
        foreach (var policy in Policy.BuiltIn)
            Assert.Equal("[0, ∞)", policy.Convert(Quantity.Parse("half of people"), policy.Convert(Quantity.Parse("unknown"))).ToString());
    }

    /// <summary>A change here changes views that were already published: it needs a policy with a new version, not a new value.</summary>
    [Theory]
    [InlineData("reports-1", "04fb4efe035754eac349a6819e9477e68c8403c40e77b6c04a3bd9b03e25c967")]
    [InlineData("conservative-1", "d6f4268c933c85d689e72f23be8358fe03c9417a09ec4eab004294aa7ed70e22")]
    [InlineData("min-max-1", "339e19a1ac08e796c7a6d3e2b75aaaeab4578fb7a31f34af6c87e6827af22dc8")]
    public void The_digest_of_a_published_policy_never_changes(string name, string digest) =>
        Assert.Equal(digest, Policy.BuiltIn.Single(p => p.Name == name).Digest);

    [Fact]
    public void Any_other_constant_gives_another_digest()
    {
        Policy[] others =
        [
            Policy.Reports1, Policy.Reports1 with { Tolerance = 1.2m }, Policy.Reports1 with { StalenessDays = 90 },
            Policy.Reports1 with { AboutPercent = 5 }, Policy.Reports1 with { Dozens = new(12, 24, null) },
            Policy.Reports1 with { LowestOnly = true }, Policy.Reports1 with { Name = "reports-2" }, Policy.Reports1 with { Several = new(4, 9, null) },
            Policy.Reports1 with { SeveralHundred = new(300, 999, null) }, Policy.Reports1 with { Hundreds = new(100, 999, null) },
            Policy.Reports1 with { Thousands = new(2000, null, null) }, Policy.Reports1 with { Dozens = new(24, 99, 48) },
        ];
        Assert.Distinct(others.Select(p => p.Digest));
    }

    [Fact]
    public void The_digest_depends_on_numbers_and_not_on_how_they_are_written() => Assert.Equal(
        Policy.Reports1.Digest, (Policy.Reports1 with { Tolerance = 1.1000m, Description = "The same in other words." }).Digest);

    [Theory]
    [InlineData("reports-1", "reports-1")]
    [InlineData("conservative", "conservative-1")]
    [InlineData("min-max", "min-max-1")]
    public void A_policy_is_found_with_or_without_its_version(string name, string expected)
    {
        Assert.True(Policy.TryFind(name, out var policy, out _));
        Assert.Equal(expected, policy.Name);
    }

    [Fact]
    public void An_unknown_policy_is_refused_with_the_names_of_all()
    {
        Assert.False(Policy.TryFind("reports-2", out _, out var error));
        Assert.Equal("unknown policy 'reports-2': the policies are reports-1, conservative-1, min-max-1", error);
    }

    [Fact]
    public void The_printed_table_has_every_class_of_phrase()
    {
        var classes = Policy.Reports1.PhraseTable.SkipLast(1).Select(r => Quantity.Parse(r.Phrase).Class).Append(PhraseClass.HalfOf);
        Assert.Equal(Enum.GetValues<PhraseClass>(), classes.Order());
    }

    private static void Expect(Policy policy, string phrase, string interval, string? anchor)
    {
        var converted = policy.Convert(Quantity.Parse(phrase));
        Assert.Equal((interval, anchor), (converted.ToString(), converted.Anchor?.ToString("0.##", CultureInfo.InvariantCulture)));
    }
}
