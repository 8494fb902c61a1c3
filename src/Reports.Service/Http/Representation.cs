using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Reports.Service.Output;

namespace Reports.Service.Http;

/// <summary>Which representation a caller gets, by <c>Accept</c>, and how it is written.</summary>
internal static class Representation
{
    public const string Json = "application/json";
    public const string Lines = "application/x-ndjson";
    public const string Csv = "text/csv";
    public const string GeoJson = "application/geo+json";

    /// <summary>The media type that the caller likes best of those that there are.</summary>
    /// <exception cref="ApiProblem">None of them.</exception>
    public static string Choose(HttpRequest request, ApiRoute route)
    {
        List<string> offered = [.. route.Content.Select(c => c.Type)];
        // What has one form of its own is given to whoever asks for JSON too, and says what it is.
        if (!offered.Contains(Json)) offered.Add(Json);
        var header = request.Headers.Accept;
        if (header.Count == 0) return offered[0];
        if (!MediaTypeHeaderValue.TryParseList([.. header.OfType<string>()], out var wanted))
            throw new ApiProblem(ProblemKind.NotAcceptable, "Accept cannot be read");
        foreach (var one in wanted.OrderByDescending(w => w.Quality ?? 1).ThenBy(w => w.MatchesAllTypes ? 2 : w.MatchesAllSubTypes ? 1 : 0))
        {
            if (one.Quality == 0) continue;
            foreach (var type in offered)
                if (new MediaTypeHeaderValue(type).IsSubsetOf(new MediaTypeHeaderValue(one.MediaType)))
                    return type;
        }

        throw new ApiProblem(ProblemKind.NotAcceptable, $"this operation has {string.Join(", ", offered)}");
    }

    public static async Task WriteAsync(HttpResponse response, ApiAnswer answer, string mediaType, CancellationToken cancellation)
    {
        response.StatusCode = answer.Status;
        if (answer.Location is { } location) response.Headers.Location = location;
        if (answer is ApiStream stream)
        {
            response.ContentType = WithParameters(stream.MediaType);
            if (!HttpMethods.IsHead(response.HttpContext.Request.Method)) await stream.Write(response);
            return;
        }

        var bytes = answer switch
        {
            ApiText text => text.Bytes,
            ApiDocument document => Bytes(document.Write),
            ApiList list => mediaType switch
            {
                Lines => WriteLines(list),
                Csv => WriteCsv(list),
                GeoJson => Bytes(json => WriteGeoJson(json, list)),
                _ => Bytes(json => WriteList(json, list)),
            },
            _ => throw new ArgumentOutOfRangeException(nameof(answer), answer, "no kind of answer"),
        };
        response.ContentType = answer is ApiText { MediaType: var type } ? type : WithParameters(mediaType);
        if (answer is ApiList { Next: { } next })
            response.Headers.Link = $"<{NextPage(response.HttpContext.Request, next)}>; rel=\"next\"";
        if (answer is ApiText { FileName: { } name }) response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
        response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(response.HttpContext.Request.Method)) await response.Body.WriteAsync(bytes, cancellation);
    }

    public static ReadOnlyMemory<byte> Bytes(Action<Utf8JsonWriter> write)
    {
        var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, PrintedJson.Compact)) write(json);
        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    private static void WriteList(Utf8JsonWriter json, ApiList list)
    {
        json.WriteStartObject();
        json.WriteStartArray("items");
        for (var i = 0; i < list.Count; i++) list.Write(json, i);
        json.WriteEndArray();
        json.WriteString("next", list.Next?.ToString());
        list.Envelope(json);
        json.WriteEndObject();
    }

    private static ReadOnlyMemory<byte> WriteLines(ApiList list)
    {
        var buffer = new MemoryStream();
        for (var i = 0; i < list.Count; i++)
        {
            using (var json = new Utf8JsonWriter(buffer, PrintedJson.Compact)) list.Write(json, i);
            buffer.WriteByte((byte)'\n');
        }

        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    private static void WriteGeoJson(Utf8JsonWriter json, ApiList list)
    {
        json.WriteStartObject();
        json.WriteString("type", "FeatureCollection");
        json.WriteStartArray("features");
        for (var i = 0; i < list.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("type", "Feature");
            json.WritePropertyName("geometry");
            if (list.Geometry is { } geometry) geometry(json, i);
            else json.WriteNullValue();
            json.WritePropertyName("properties");
            list.Write(json, i);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("next", list.Next?.ToString());
        list.Envelope(json);
        json.WriteEndObject();
    }

    private static ReadOnlyMemory<byte> WriteCsv(ApiList list)
    {
        if (list.Row is null) throw new ApiProblem(ProblemKind.NotAcceptable, "this list has no table");
        var text = new StringBuilder();
        Line(list.Columns);
        for (var i = 0; i < list.Count; i++) Line(list.Row(i));
        return Encoding.UTF8.GetBytes(text.ToString());

        void Line(IReadOnlyList<string?> cells) => text.AppendJoin(',', cells.Select(CsvText.Cell)).Append("\r\n");
    }

    private static string WithParameters(string mediaType) => mediaType is Csv ? "text/csv; charset=utf-8; header=present" : mediaType;

    private static string NextPage(HttpRequest request, Cursor next)
    {
        var query = QueryString.Create(request.Query.Where(q => q.Key != "cursor").Select(q => KeyValuePair.Create(q.Key, q.Value)));
        return $"{request.PathBase}{request.Path}{query.Add("cursor", next.ToString())}";
    }
}
