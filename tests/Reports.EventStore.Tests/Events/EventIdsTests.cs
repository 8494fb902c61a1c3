using CsCheck;
using Reports.EventStore.Events;
using Reports.EventStore.Log;

namespace Reports.EventStore.Tests.Events;

public class EventIdsTests
{
    private static readonly StreamName Stream = new("source-a");

    [Fact]
    public void An_id_never_changes()
    {
        // Computed apart: SHA-256 over the parts with a zero byte between them, version and variant bits set.
        var id = EventIds.Of(Stream, "SourceWithdrawn", """{"v":1,"reason":"gone"}"""u8);
        Assert.Equal(Guid.Parse("9e345bf0-8c69-819d-bd62-f7df813c5b2c"), id);
        Assert.Equal(Guid.Parse("fa80ce44-d98a-8315-9302-55d787dbc1b0"), EventIds.Of(Stream, "SourceWithdrawn", """{"v":1,"reason":"gone"}"""u8, id));
    }

    [Fact]
    public void Ids_have_version_8_and_the_variant_of_RFC_9562() => Gen.Byte.Array.Sample(data =>
    {
        var text = EventIds.Of(Stream, "T", data).ToString();
        return text[14] == '8' && text[19] is '8' or '9' or 'a' or 'b';
    });

    [Fact]
    public void Whatever_differs_the_id_differs()
    {
        var ids = new[]
        {
            EventIds.Of(Stream, "AB", "c"u8),
            EventIds.Of(Stream, "A", "Bc"u8),
            EventIds.Of(new StreamName("source-aA"), "B", "c"u8),
            EventIds.Of(Stream, "AB", "d"u8),
            EventIds.Of(Stream, "AB", "c"u8, Guid.Empty),
            EventIds.Of(Stream, "AB", "c"u8, Guid.AllBitsSet),
        };
        Assert.Equal(ids.Length, ids.Distinct().Count());
    }
}
