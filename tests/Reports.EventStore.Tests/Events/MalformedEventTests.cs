using Reports.EventStore.Events;

namespace Reports.EventStore.Tests.Events;

public class MalformedEventTests
{
    private const string Withdrawn = EventTypes.SourceWithdrawn;

    [Theory]
    [InlineData("SourceReported", """{"v":1,"outlet":"sana"}""")]
    [InlineData("SourceReported", """{"v":1,"outlet":"sana","published":"2018-02-30"}""")]
    [InlineData("SourceReported", """{"v":1,"outlet":"sana","published":"-001-01-01"}""")]
    [InlineData("SourceReported", """{"v":1,"outlet":5,"published":"2018-02-03"}""")]
    [InlineData("FactRetracted", """{"v":1,"reason":"a"}""")]
    [InlineData("FactCorrected", """{"v":1,"reason":"a"}""")]
    [InlineData("FactCorrected", """{"v":1,"reason":"a","control":5}""")]
    [InlineData("FactCorrected", """{"v":1,"reason":"a","control":{"key":"k"}}""")]
    [InlineData("ControlReported", """{"v":1,"key":"k","actor":"a","relation":"took","on":"2018"}""")]
    [InlineData("ControlReported", """{"v":1,"key":"k","place":"p","actor":"a","relation":"likes","on":"2018"}""")]
    [InlineData("ControlReported", """{"v":1,"key":"k","place":"p","actor":"a","relation":"took","on":"2018","grade":"Z9"}""")]
    [InlineData("ControlReported", """{"v":1,"key":"k","place":"p","actor":"a","relation":"took","on":"2018","extent":"most"}""")]
    [InlineData("IncidentReported", """{"v":1,"key":"k","on":"2018"}""")]
    [InlineData("FigureReported", """{"v":1,"key":"k","about":"a","measure":"people-killed","window":"2018"}""")]
    [InlineData("PlaceDefined", """{"v":1,"id":"a","name":"A"}""")]
    [InlineData("PlaceDefined", """{"v":1,"id":"a","name":"A","kind":"town","aliases":[null]}""")]
    [InlineData("PlaceDefined", """{"v":1,"id":"a","name":"A","kind":"town","aliases":"B"}""")]
    [InlineData("PlaceDefined", """{"v":1,"id":"a","name":"A","kind":"town","point":{"lat":1}}""")]
    [InlineData("SourceWithdrawn", """{"reason":"a"}""")]
    [InlineData("SourceWithdrawn", """{"v":1}""")]
    [InlineData("SourceWithdrawn", """{"v":0,"reason":"a"}""")]
    [InlineData("SourceWithdrawn", """{"v":1,"reason":"a"}{}""")]
    [InlineData("FactRetracted", """{"v":1,"key":"k","reason":"a"} x""")]
    [InlineData("IncidentReported", """{"v":1,"key":"k","kind":"talks","on":"2018"},""")]
    [InlineData("SourceWithdrawn", """{"v":"1","reason":"a"}""")]
    [InlineData("SourceWithdrawn", """{"v":1,"reason":"a""")]
    [InlineData("SourceWithdrawn", """[]""")]
    [InlineData("SourceWithdrawn", "")]
    public void Data_that_are_not_the_events_are_refused_with_type_and_position(string type, string data)
    {
        var stored = TestEvents.Stored(type, data);
        var decoding = Assert.Throws<MalformedEventException>(() => SinkCalls.Of(stored));
        var reading = Assert.Throws<MalformedEventException>(() => EventReader.Default.Read(stored));
        Assert.StartsWith($"the {type} event at position 7 cannot be read: ", decoding.Message, StringComparison.Ordinal);
        Assert.StartsWith($"the {type} event at position 7 cannot be read: ", reading.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"v":2,"why":"a"}""", 2)]
    [InlineData("""{"v":12,"reason":"a"}""", 12)]
    public void A_newer_schema_version_is_refused_as_a_newer_builds(string data, int version)
    {
        var stored = TestEvents.Stored(Withdrawn, data);
        var message = $"the SourceWithdrawn event at position 7 cannot be read: version {version} is newer than 1, the newest that this build reads; use a newer build";
        Assert.Equal(message, Assert.Throws<MalformedEventException>(() => SinkCalls.Of(stored)).Message);
        Assert.Equal(message, Assert.Throws<MalformedEventException>(() => EventReader.Default.Read(stored)).Message);
    }

    [Theory]
    [InlineData("SourceRenamed")]
    [InlineData("sourceWithdrawn")]
    [InlineData("FigureRejected")]
    [InlineData("")]
    public void An_unknown_type_is_refused_as_a_newer_versions(string type)
    {
        var stored = TestEvents.Stored(type, """{"v":1}""");
        var refused = Assert.Throws<MalformedEventException>(() => SinkCalls.Of(stored));
        Assert.Contains("a newer one wrote it", refused.Message, StringComparison.Ordinal);
        Assert.Throws<MalformedEventException>(() => EventReader.Default.Read(stored));
    }

    [Theory]
    [InlineData("$metadata")]
    [InlineData("$>")]
    public void Events_of_the_store_itself_are_passed_over(string type) => Assert.Equal("", SinkCalls.Of(TestEvents.Stored(type, "x")));

    [Theory]
    [InlineData("""{"paragraph":1,"characters":[1]}""")]
    [InlineData("""{"paragraph":"1"}""")]
    [InlineData("""{}""")]
    [InlineData("1")]
    public void A_locator_that_no_view_needs_is_refused_by_who_shows_it(string at) => Assert.Throws<MalformedEventException>(
        () => EventReader.Default.Read(TestEvents.Stored("IncidentReported", $$"""{"v":1,"key":"k","kind":"talks","on":"2018","at":{{at}}}""")));
}
