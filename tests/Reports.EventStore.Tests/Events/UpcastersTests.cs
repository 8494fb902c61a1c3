using System.Text;
using Reports.Domain.Events;
using Reports.EventStore.Events;
using Reports.EventStore.Log;

namespace Reports.EventStore.Tests.Events;

public class UpcastersTests
{
    /// <summary>As if version 2 had renamed "why" of version 1 to "reason".</summary>
    private static readonly Upcaster FirstStep = new(
        EventTypes.SourceWithdrawn, 1, data => Replaced(data, "\"v\":1,\"why\"", "\"v\":2,\"reason\""));

    private static readonly Upcaster SecondStep = new(
        EventTypes.SourceWithdrawn, 2, data => Replaced(data, "\"v\":2,", "\"v\":3,"));

    private static readonly RecordedEvent Old = TestEvents.Stored(EventTypes.SourceWithdrawn, """{"v":1,"why":"gone"}""");

    [Fact]
    public void An_older_event_is_upcast_before_it_is_read()
    {
        var upcasters = new Upcasters([FirstStep]);
        Assert.Equal(new SourceWithdrawn("gone"), new EventReader(upcasters).Read(Old));
        Assert.Equal("7 example-2018-03-14 withdrawn", SinkCalls.Of(Old, upcasters));
    }

    [Fact]
    public void Steps_are_taken_one_version_at_a_time_whatever_their_order() => Assert.Equal(
        """{"v":3,"reason":"gone"}""",
        Encoding.UTF8.GetString(new Upcasters([SecondStep, FirstStep]).Current(EventTypes.SourceWithdrawn, Old.Data).Span));

    [Fact]
    public void An_upcaster_of_one_type_does_not_touch_another()
    {
        var upcasters = new Upcasters([FirstStep]);
        var retracted = new FactRetracted("people-sohr", "gone");
        Assert.Equal(retracted, new EventReader(upcasters).Read(TestEvents.Stored(retracted)));
    }

    [Fact]
    public void A_missing_step_is_told()
    {
        var refused = Assert.Throws<MalformedEventException>(() => SinkCalls.Of(Old, new Upcasters([SecondStep])));
        Assert.Contains("nothing reads version 1", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_current_version_passes_through_as_the_same_memory() =>
        Assert.Equal(Old.Data, Upcasters.None.Current(EventTypes.SourceWithdrawn, Old.Data));

    private static ReadOnlyMemory<byte> Replaced(ReadOnlyMemory<byte> data, string what, string by) =>
        Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(data.Span).Replace(what, by, StringComparison.Ordinal));
}
