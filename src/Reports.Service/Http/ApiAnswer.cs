using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Reports.Service.Output.Tables;

namespace Reports.Service.Http;

/// <summary>What an operation found; how it is written is decided by what the caller accepts.</summary>
internal abstract record ApiAnswer
{
    public int Status { get; init; } = 200;

    /// <summary>Where what was made can be read; null for nothing made.</summary>
    public string? Location { get; init; }
}

/// <summary>One document.</summary>
internal sealed record ApiDocument(Action<Utf8JsonWriter> Write) : ApiAnswer;

/// <summary>Bytes of another format, such as a signed note.</summary>
internal sealed record ApiText(string MediaType, ReadOnlyMemory<byte> Bytes) : ApiAnswer
{
    /// <summary>The name under which it is saved; null for what is shown.</summary>
    public string? FileName { get; init; }
}

/// <summary>What is written as it is read, and is in memory at no time.</summary>
/// <param name="MediaType">Of what is written.</param>
/// <param name="Write">Writes it, and what headers belong to it; not called where only headers are asked for.</param>
internal sealed record ApiStream(string MediaType, Func<HttpResponse, Task> Write) : ApiAnswer;

/// <summary>A list, of which a page is written.</summary>
/// <param name="Count">Items in the page.</param>
/// <param name="Write">Writes the n-th as JSON.</param>
/// <param name="Envelope">Writes what belongs to the list: cut, position, policy.</param>
/// <param name="Next">Where the next page begins; null after the last.</param>
internal sealed record ApiList(int Count, Action<Utf8JsonWriter, int> Write, Action<Utf8JsonWriter> Envelope, Cursor? Next) : ApiAnswer
{
    /// <summary>The columns of a table; empty where a list has no table.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    public Func<int, IReadOnlyList<string?>>? Row { get; init; }

    /// <summary>Writes where the n-th is, as a geometry of GeoJSON; null for a list without places.</summary>
    public Action<Utf8JsonWriter, int>? Geometry { get; init; }

    /// <summary>A page of a list that is whole in memory.</summary>
    public static ApiList Page<T>(ApiCall call, IReadOnlyList<T> items, long at, Action<Utf8JsonWriter, T> write, Action<Utf8JsonWriter> envelope, Table<T>? table = null, Action<Utf8JsonWriter, T>? geometry = null)
    {
        var first = (int)Math.Min(call.Cursor?.Offset ?? 0, items.Count);
        var count = Math.Min(call.Limit, items.Count - first);
        var next = first + count < items.Count ? new Cursor(at, first + count, call.QueryDigest) : null;
        return new ApiList(count, (json, i) => write(json, items[first + i]), envelope, next)
        {
            Columns = table is null ? [] : [.. table.Columns.Select(c => c.Name)],
            Row = table is null ? null : i => table.Row(items[first + i]),
            Geometry = geometry is null ? null : (json, i) => geometry(json, items[first + i]),
        };
    }
}
