using Reports.Service.Access;

namespace Reports.Service.Http;

/// <summary>
/// One operation of the HTTP interface: the table of these is what is served, what is checked of a request, and what the OpenAPI
/// document says.
/// </summary>
/// <param name="Method">GET or POST.</param>
/// <param name="Path">The template below the root, <c>/api/v1/districts/{place}</c>.</param>
/// <param name="Summary">What it answers, in one sentence.</param>
/// <param name="Permission">What the caller must be allowed.</param>
/// <param name="Parameters">Of the path and of the query; any other is refused by name.</param>
/// <param name="Handle">Answers a request.</param>
internal sealed record ApiRoute(
    string Method, string Path, string Summary, Permission Permission, IReadOnlyList<ApiParameter> Parameters, Func<ApiCall, Task<ApiAnswer>> Handle)
{
    /// <summary>A name that never changes, for generated clients.</summary>
    public required string OperationId { get; init; }

    /// <summary>A path and query that works on the ledger of the five articles.</summary>
    public required string Example { get; init; }

    /// <summary>The schema of the answer, or of an item of the list.</summary>
    public required string Answer { get; init; }

    /// <summary>True for a list, which has other media types beside JSON.</summary>
    public bool IsList { get; init; }

    public bool HasGeometry { get; init; }

    /// <summary>False where the answer changes with more than the log, the policy and the date: it is never answered 304.</summary>
    public bool HasTag { get; init; } = true;

    /// <summary>True for what goes on for as long as whoever asks likes: it has no time limit, and a bound of its own on how many there are.</summary>
    public bool IsLong { get; init; }

    /// <summary>The media types of the answer, each with the name of its schema; null for text.</summary>
    public IReadOnlyList<(string Type, string? Schema)> Content
    {
        get => field ??
        [
            (Representation.Json, IsList ? Answer + "List" : Answer),
            .. IsList ? [(Representation.Lines, null), (Representation.Csv, null)] : Array.Empty<(string, string?)>(),
            .. HasGeometry ? [(Representation.GeoJson, null)] : Array.Empty<(string, string?)>(),
        ];
        init;
    }
}

/// <summary>A parameter of a path or a query.</summary>
/// <param name="Name">As it is written.</param>
/// <param name="Description">What it means.</param>
/// <param name="Format">date, date-time, int64, boolean or text.</param>
internal sealed record ApiParameter(string Name, string Description, string Format = "text")
{
    public bool IsInPath { get; init; }

    public bool IsRequired { get; init; }

    /// <summary>The only values that it takes; empty for any.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    public static ApiParameter InPath(string name, string description) => new(name, description) { IsInPath = true, IsRequired = true };
}
