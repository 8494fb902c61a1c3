using System.Globalization;
using System.Text;
using Reports.Service.Importing.Records;
using Reports.Service.Queries;

namespace Reports.Service.Tests.Importing;

/// <summary>Feature by feature, however the bytes arrive.</summary>
public sealed class GeoFeaturesTests
{
    private const string Two = """
        {
          "type": "FeatureCollection",
          "name": "places", "bbox": [1, [2, {"a": 3}]],
          "crs": { "type": "name", "properties": { "name": "urn:ogc:def:crs:OGC:1.3:CRS84" } },
          "features": [
            {"id": 1},
            {
              "id": 2, "t": "a \"}] b"
            }
          ],
          "after": [1, 2]
        }

        """;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public void Features_are_read_with_the_lines_where_they_begin(int bytesAtOnce)
    {
        using var features = GeoFeatures.Open("f", new Slow("\uFEFF" + Two, bytesAtOnce));

        Assert.True(features.Next());
        Assert.Equal((1, 1, 6), (features.Number, features.Current!.Value.GetProperty("id").GetInt32(), features.Line));
        Assert.True(features.Next());
        Assert.Equal((2, "a \"}] b", 7), (features.Number, features.Current!.Value.GetProperty("t").GetString(), features.Line));
        Assert.False(features.Next());
        Assert.False(features.Next());
        Assert.Equal(Encoding.UTF8.GetByteCount(Two) + 3, features.BytesRead);
    }

    [Theory]
    [InlineData("[]", "f:1: no GeoJSON: it does not begin with an object")]
    [InlineData("""{"type":"Feature","geometry":null}""", "f:1: a Feature; boundaries come as a FeatureCollection")]
    [InlineData("{\"type\":\"FeatureCollection\",\n\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"urn:ogc:def:crs:EPSG::32637\"}},\"features\":[]}", "f:2: its coordinates are in {\"type\":\"name\",\"properties\":{\"name\":\"urn:ogc:def:crs:EPSG::32637\"}}; boundaries are in WGS 84, longitude first (RFC 7946 §4): convert the file")]
    [InlineData("""{"type":"FeatureCollection"}""", "f:1: no FeatureCollection: it has no list 'features'")]
    [InlineData("""{"type":"FeatureCollection","features":{}}""", "f:1: no FeatureCollection: it has no list 'features'")]
    [InlineData("", "f:1: ")]
    [InlineData("PK\u0003\u0004", "f:1: no JSON: 'P' is an invalid start of a value.")]
    public void What_is_no_collection_of_features_is_refused(string text, string expected) =>
        Assert.StartsWith(expected, Assert.Throws<RefusedException>(() => GeoFeatures.Open("f", new Slow(text, 3))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("{\"features\":[{\"id\":1},\n{\"id\":", "f:2: ")]
    [InlineData("{\"features\":[{\"id\":1},\n{\"id\" 2}]}", "f:2: no JSON: ")]
    [InlineData("{\"features\":[{\"id\":1}]", "f:1: ")]
    [InlineData("{\"features\":[{\"id\":1}]} {}", "f:1: there is more after the collection")]
    public void What_ends_too_early_or_goes_wrong_is_told_after_what_stands_before_it(string text, string expected)
    {
        using var features = GeoFeatures.Open("f", new Slow(text, 5));
        Assert.True(features.Next());
        Assert.Equal(1, features.Current!.Value.GetProperty("id").GetInt32());
        Assert.StartsWith(expected, Assert.Throws<RefusedException>(() => features.Next()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_feature_beyond_the_limit_is_passed_and_the_next_one_is_read()
    {
        var large = string.Concat(Enumerable.Repeat("[36.1,33.1],\n", (ImportLimits.FeatureBytes / 13) + 1));
        using var features = GeoFeatures.Open("f", new Slow("{\"features\":[{\"id\":1},{\"c\":[" + large + "[1,1]]},{\"id\":3},7]}", 50_000));

        Assert.True(features.Next());
        Assert.True(features.Next());
        Assert.Null(features.Current);
        Assert.Equal("more than 4194304 bytes, the largest feature: simplify its boundary", features.Problem);
        Assert.True(features.Next());
        Assert.Equal((3, 3, null, large.Count(c => c == '\n') + 1), (features.Number, features.Current!.Value.GetProperty("id").GetInt32(), features.Problem, features.Line));
        Assert.True(features.Next());
        Assert.Equal("no feature: it is no object", features.Problem);
        Assert.False(features.Next());
    }

    [Fact]
    public void Bytes_that_are_not_utf_8_are_a_problem_of_their_feature_alone()
    {
        byte[] bytes = [.. "{\"features\":[{\"n\":\""u8, 0xE9, .. "\"},{\"id\":2}]}"u8];
        using var features = GeoFeatures.Open("f", new MemoryStream(bytes));

        Assert.True(features.Next());
        Assert.Equal("a byte that is not UTF-8", features.Problem);
        Assert.True(features.Next());
        Assert.Equal(2, features.Current!.Value.GetProperty("id").GetInt32());
    }

    /// <summary>Gives a few bytes at a time.</summary>
    private sealed class Slow(string text, int atOnce) : MemoryStream(Encoding.UTF8.GetBytes(text))
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, atOnce));

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{atOnce} bytes at a time");
    }
}
