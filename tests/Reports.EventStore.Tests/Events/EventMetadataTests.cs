using System.Text;
using Reports.EventStore.Events;

namespace Reports.EventStore.Tests.Events;

public class EventMetadataTests
{
    private static readonly EventMetadata Full = new(
        new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(1_234_560), "نور <coder>",
        Guid.Parse("00000000-0000-8000-8000-000000000001"), Guid.Parse("00000000-0000-8000-8000-000000000002"), "sources/a.yaml", 12);

    [Fact]
    public void Metadata_have_one_short_form_in_UTC_with_microseconds()
    {
        const string Stored = """{"recordedAt":"2026-01-02T03:04:05.123456Z","recordedBy":"نور <coder>","file":"sources/a.yaml","line":12,"$correlationId":"00000000-0000-8000-8000-000000000001","$causationId":"00000000-0000-8000-8000-000000000002"}""";
        Assert.Equal(Stored, Encoding.UTF8.GetString(Full.ToJson()));
        var elsewhere = Full with { RecordedAt = Full.RecordedAt.AddTicks(7).ToOffset(TimeSpan.FromHours(2)) };
        Assert.Equal(Stored, Encoding.UTF8.GetString(elsewhere.ToJson()));
    }

    [Fact]
    public void What_many_events_share_is_written_as_each_would_be_alone()
    {
        foreach (var shared in (EventMetadata[])[Full, Full with { File = null }, Full with { File = "a \"b\" \\ c.csv" }])
        {
            using var writer = new MetadataWriter(shared);
            foreach (var (line, cause) in (IEnumerable<(int, Guid)>)[(1, Guid.Empty), (0, Full.CorrelationId), (int.MaxValue, Full.CausationId), (7, Guid.Parse("abcdef01-2345-8678-9abc-def012345678"))])
                Assert.Equal(Encoding.UTF8.GetString((shared with { Line = line, CausationId = cause }).ToJson()), Encoding.UTF8.GetString(writer.Write(line, cause)));
        }

        Assert.Throws<ArgumentException>(() => new MetadataWriter(Full with { Copied = Full }));
    }

    [Fact]
    public void Metadata_read_back_the_same()
    {
        var least = Full with { File = null, Line = 0 };
        Assert.Equal(Full, EventMetadata.Parse(Full.ToJson()));
        Assert.Equal(least, EventMetadata.Parse(least.ToJson()));
    }

    [Theory]
    [InlineData("\"recordedBy\":\"نور <coder>\",", "")]
    [InlineData("2026-01-02T03:04:05.123456Z", "yesterday")]
    [InlineData("\"2026-01-02T03:04:05.123456Z\"", "null")]
    [InlineData("\"نور <coder>\"", "null")]
    [InlineData("\"نور <coder>\"", "5")]
    [InlineData("12", "99999999999")]
    [InlineData("00000000-0000-8000-8000-000000000001", "x")]
    [InlineData("}", "")]
    [InlineData("{", "[{")]
    public void Other_metadata_are_refused(string right, string wrong) => Assert.Throws<FormatException>(() => EventMetadata.Parse(
        Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Full.ToJson()).Replace(right, wrong, StringComparison.Ordinal))));
}
