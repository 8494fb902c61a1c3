using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Reports.Benchmarks.Load;

/// <summary>Records sources over HTTP, each with facts about places of its own making. Not thread safe.</summary>
public sealed class Recording : IDisposable
{
    private const int Places = 50;

    private readonly HttpConnection _connection;
    private readonly string _key;
    private int _number;

    private Recording(HttpConnection connection, string key)
    {
        _connection = connection;
        _key = key;
    }

    public static async Task<Recording> OpenAsync(LoadServer server)
    {
        var recording = new Recording(await HttpConnection.OpenAsync(server.Port), server.Key);
        var gazetteer = $$"""
            places: [{{string.Join(", ", Enumerable.Range(0, Places).Select(p => $"{{ id: load-{p}, name: Load {p}, kind: neighbourhood }}"))}}]
            actors: [{ id: load-a, name: Load A, kind: armed-group }, { id: load-b, name: Load B, kind: armed-group }]
            outlets: [{ id: load, name: Load }]
            """;
        await recording._connection.AskAsync(HttpConnection.Post("/api/v1/sources", server.Key, "application/yaml", Encoding.UTF8.GetBytes(gazetteer)));
        return recording;
    }

    /// <summary>The next source, and the text by which its changes are told from others.</summary>
    /// <param name="facts">Facts that it has, each about another place.</param>
    public (byte[] Request, string Mark) Next(int facts)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"load-{++_number}-{Stopwatch.GetTimestamp()}");
        // The next of the two takes what the other one holds, and a day later: each changes a status.
        var (actor, on) = (_number / Places % 2 == 0 ? "load-a" : "load-b", new NodaTime.LocalDate(2018, 1, 1).PlusDays(_number / Places));
        var text = new StringBuilder($$"""{"source":{"id":"{{id}}","outlet":"load","title":"A title","published":"2018-03-14","language":"en","sha256":"{{new string('0', 64)}}"},"facts":[""");
        for (var f = 0; f < facts; f++)
            text.Append(CultureInfo.InvariantCulture, $"{(f == 0 ? "" : ",")}{{\"id\":\"f{f}\",\"control\":{{\"place\":\"load-{(_number + f) % Places}\",\"actor\":\"{actor}\",\"relation\":\"took\",\"on\":\"{on:uuuu'-'MM'-'dd}\"}}}}");
        text.Append("]}");
        return (HttpConnection.Post("/api/v1/sources", _key, "application/json", Encoding.UTF8.GetBytes(text.ToString())), $"\"stream\":\"source-{id}\"");
    }

    public async Task RecordAsync(byte[] request) => await _connection.AskAsync(request);

    /// <summary>Records sources of five facts at a rate until it is told to end.</summary>
    /// <returns>How many were recorded.</returns>
    public async Task<int> GoOnAsync(double perSecond, CancellationToken end)
    {
        var (started, count) = (Stopwatch.GetTimestamp(), 0);
        while (!end.IsCancellationRequested)
        {
            var early = (count * 1000 / perSecond) - Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            if (early > 1) await Task.Delay((int)early, CancellationToken.None);
            await RecordAsync(Next(5).Request);
            count++;
        }

        return count;
    }

    public void Dispose() => _connection.Dispose();
}
