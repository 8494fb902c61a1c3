using System.Text;
using Reports.Domain.Policies;
using Reports.Service.Coding;
using Reports.Service.Ingest;
using Reports.Service.Policies;

namespace Reports.Service.Tests.Policies;

/// <summary>A policy file is a built-in policy with other constants, and what is wrong with one is told with its place.</summary>
public sealed class PolicyFileTests
{
    private const string Head = "name: field-office-1\ndescription: Dozens from 12.\nbased-on: reports-1\n";

    [Fact]
    public void What_a_file_leaves_out_is_as_in_the_policy_that_it_is_based_on()
    {
        Assert.Equal(Policy.Reports1 with { Name = "field-office-1", Description = "Dozens from 12." }, Read(Head).Policy);
        Assert.True(Read(Head.Replace("reports-1", "conservative", StringComparison.Ordinal)).Policy!.LowestOnly);
    }

    [Fact]
    public void Every_constant_can_be_given_in_yaml_and_in_json()
    {
        var expected = Policy.Reports1 with
        {
            Name = "field-office-1",
            Description = "Dozens from 12.",
            Tolerance = 1.25m,
            StalenessDays = 90,
            AboutPercent = 5,
            LowestOnly = true,
            Several = new(3, 7, 5),
            Dozens = new(12, 36, 24.5m),
            SeveralHundred = new(300, 900, null),
            Hundreds = new(100, 900, null),
            Thousands = new(2000, null, null),
        };
        Assert.Equal(expected, Read(Head + """
            tolerance: 1.25
            staleness-days: 90
            about-percent: 5
            lowest-only: true
            phrases:
              several: { low: 3, high: 7, anchor: 5 }
              dozens: { low: 12, high: 36, anchor: 24.5 }
              several-hundred: { low: 300, high: 900 }
              hundreds: { low: 100, high: 900 }
              thousands: { low: 2000 }
            """).Policy);
        Assert.Equal(expected, Read("""
            {"name":"field-office-1","description":"Dozens from 12.","based-on":"reports-1","tolerance":1.25,"staleness-days":90,"about-percent":5,"lowest-only":true,
             "phrases":{"several":{"low":3,"high":7,"anchor":5},"dozens":{"low":12,"high":36,"anchor":24.5},"several-hundred":{"low":300,"high":900},
             "hundreds":{"low":100,"high":900},"thousands":{"low":2000}}}
            """).Policy);
    }

    [Theory]
    [InlineData("tolerance: 0.9", "a.yaml:4:12: tolerance: '0.9' is not a ratio from 1 to 100 with 4 decimals at most, such as 1.25")]
    [InlineData("tolerance: 1.00001", "a.yaml:4:12: tolerance: '1.00001' is not a ratio")]
    [InlineData("tolerance: wide", "a.yaml:4:12: tolerance: 'wide' is not a ratio")]
    [InlineData("tolerence: 2", "a.yaml:4:1: tolerence: unknown key: did you mean 'tolerance'?")]
    [InlineData("staleness-days: 0", "a.yaml:4:17: staleness-days: '0' is not a whole number from 1 to 36525")]
    [InlineData("about-percent: 101", "a.yaml:4:16: about-percent: '101' is not a whole number from 0 to 100")]
    [InlineData("lowest-only: yes", "a.yaml:4:14: lowest-only: 'yes' is neither true nor false")]
    [InlineData("phrases: { dozens: { high: 3 } }", "a.yaml:4:20: phrases.dozens.low: the key 'low' is missing")]
    [InlineData("phrases: { dozens: { low: 24, high: 12 } }", "a.yaml:4:37: phrases.dozens.high: 12 is below the low end, 24")]
    [InlineData("phrases: { dozens: { low: 24, high: 36, anchor: 40 } }", "a.yaml:4:49: phrases.dozens.anchor: '40' is not a number within [24, 36]")]
    [InlineData("phrases: { scores: { low: 20 } }", "phrases.scores: unknown key")]
    public void What_is_wrong_is_told_with_its_place(string line, string error) =>
        Assert.StartsWith(error, Assert.Single(Read(Head + line).Errors).ToString()[(error.StartsWith("a.yaml", StringComparison.Ordinal) ? 0 : "a.yaml:4:12: ".Length)..], StringComparison.Ordinal);

    [Fact]
    public void Every_error_of_a_file_is_told()
    {
        var errors = Read("name: Field Office\nbased-on: mine\ntolerance: 0").Errors;
        Assert.Equal(["name", "based-on", "description", "tolerance"], errors.Select(e => e.Path).OrderBy(p => Array.IndexOf(["name", "based-on", "description", "tolerance"], p)));
        Assert.Equal(4, errors.Count);
    }

    [Fact]
    public void What_is_no_document_is_told_too() => Assert.Contains("not YAML", Assert.Single(Read("{").Errors).ToString(), StringComparison.Ordinal);

    private static (Policy? Policy, IReadOnlyList<CodingError> Errors) Read(string text)
    {
        var name = text.StartsWith("{\"", StringComparison.Ordinal) ? "a.json" : "a.yaml";
        var (policy, errors) = PolicyFiles.Read(new InputFile(name, () => Encoding.UTF8.GetBytes(text)));
        return (policy, errors);
    }
}
