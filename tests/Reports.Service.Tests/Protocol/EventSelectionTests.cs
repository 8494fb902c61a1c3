using System.Text;
using Reports.EventStore.Log;
using Reports.Service.Protocol.Reading;

namespace Reports.Service.Tests.Protocol;

/// <summary>Filters of clients: what they select, and that none takes more than its time.</summary>
public sealed class EventSelectionTests
{
    [Theory]
    [InlineData("source-a", "ControlReported", "source-", true)]
    [InlineData("place-a", "PlaceDefined", "source-", false)]
    [InlineData("place-a", "PlaceDefined", "source-|place-", true)]
    public void A_stream_is_selected_by_any_of_the_prefixes(string stream, string type, string prefixes, bool selects) =>
        Assert.Equal(selects, EventSelection.StartsWith(FilterSubject.Stream, prefixes.Split('|')).Matches(Event(stream, type)));

    [Theory]
    [InlineData("^[^\\$].*", true)]
    [InlineData("Reported$", true)]
    [InlineData("^Fact(Corrected|Retracted)$", false)]
    [InlineData("^(?!Fact).*", true)]
    [InlineData("(?<=Control)Reported", true)]
    [InlineData("", true)]
    public void A_type_is_selected_by_a_regular_expression(string pattern, bool selects)
    {
        var selection = EventSelection.Matching(FilterSubject.EventType, pattern);
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(selects, selection.Matches(Event("source-a", "ControlReported")));
            Assert.Equal(pattern.Contains("Retracted", StringComparison.Ordinal) || pattern is "^[^\\$].*" or "", selection.Matches(Event("source-a", "FactRetracted")));
        }
    }

    [Fact]
    public void What_is_no_filter_is_refused_and_says_why()
    {
        Assert.Contains("not a regular expression", Problem(() => EventSelection.Matching(FilterSubject.Stream, "(")), StringComparison.Ordinal);
        Assert.Contains("at most 1000", Problem(() => EventSelection.Matching(FilterSubject.Stream, new string('a', 1001))), StringComparison.Ordinal);
        Assert.Contains("prefixes", Problem(() => EventSelection.StartsWith(FilterSubject.Stream, [])), StringComparison.Ordinal);
        Assert.Contains("at most 200", Problem(() => EventSelection.StartsWith(FilterSubject.Stream, Enumerable.Repeat("a", 201).ToList())), StringComparison.Ordinal);
    }

    /// <summary>Look-ahead needs the engine that backtracks, and this pattern takes it exponential time.</summary>
    [Fact]
    public void A_pattern_that_would_take_for_ever_is_refused() =>
        Assert.Contains("takes too long", Problem(() => EventSelection.Matching(FilterSubject.Stream, "^(?=(a+)+$)(a+)+!")), StringComparison.Ordinal);

    [Fact]
    public void The_same_pattern_without_look_ahead_takes_no_time()
    {
        var selection = EventSelection.Matching(FilterSubject.Stream, "^(a+)+!");
        Assert.False(selection.Matches(Event(new string('a', 200), "ControlReported")));
    }

    private static string Problem(Func<EventSelection> make) => Assert.ThrowsAny<ArgumentException>(make).Message;

    private static RecordedEvent Event(string stream, string type) => new(
        Position.At(1), 0, Guid.Empty, Encoding.ASCII.GetBytes(stream), Encoding.ASCII.GetBytes(type), default, default);
}
