using System.Globalization;
using MediatR;
using Microsoft.AspNetCore.Http;
using Reports.Domain.Policies;
using Reports.Domain.Text;
using Reports.Domain.Time;
using Reports.Projections.Ledger;
using Reports.Service.Access;
using Reports.Service.Ledgers;
using Reports.Service.Queries;

namespace Reports.Service.Http;

/// <summary>A request that was checked against its route: its parameters by name, and what is needed to answer it.</summary>
internal sealed class ApiCall(HttpContext context, ApiRoute route, Ledger ledger, IMediator mediator, TimeProvider time, Caller caller)
{
    public const int DefaultLimit = 1000;
    public const int MaxLimit = 10_000;
    private const int LongestName = 200;

    public HttpContext Context { get; } = context;

    public ApiRoute Route { get; } = route;

    public Ledger Ledger { get; } = ledger;

    public IMediator Mediator { get; } = mediator;

    public TimeProvider Time { get; } = time;

    public Caller Caller { get; } = caller;

    public CancellationToken Cancellation => Context.RequestAborted;

    /// <summary>Where the pages of a list begin and at which position they all are; null for the first page.</summary>
    public Cursor? Cursor { get; private set; }

    /// <exception cref="ApiProblem">A parameter that the route does not have, one twice, or a value that cannot be.</exception>
    public void Check()
    {
        foreach (var (name, values) in Context.Request.Query)
        {
            if (!Route.Parameters.Any(p => !p.IsInPath && p.Name == name))
                throw new ApiProblem(
                    ProblemKind.UnknownParameter,
                    $"'{SafeText.Show(name)}' is not a parameter of {Route.Path}; it takes {string.Join(", ", Route.Parameters.Where(p => !p.IsInPath).Select(p => p.Name))}");
            if (values.Count > 1) throw new ApiProblem(ProblemKind.UnknownParameter, $"'{SafeText.Show(name)}' stands {values.Count} times");
        }

        foreach (var parameter in Route.Parameters)
        {
            if (parameter.IsRequired && Text(parameter.Name) is null) throw Invalid(parameter.Name, "it is needed");
            if (parameter.Values.Count > 0 && Text(parameter.Name) is { } value && !parameter.Values.Contains(value))
                throw Invalid(parameter.Name, $"'{SafeText.Show(value)}' is none of {string.Join(", ", parameter.Values)}");
        }

        if (Text("cursor") is { } cursor)
            Cursor = Http.Cursor.TryParse(cursor, out var parsed) && parsed.Query == QueryDigest && parsed.At <= Ledger.Views.Position
                ? parsed
                : throw Invalid("cursor", "it is not one that this operation gave with these parameters");
    }

    /// <summary>The value of a path's or a query's parameter; null where it is not given.</summary>
    public string? Text(string name) =>
        Context.Request.RouteValues.TryGetValue(name, out var routed) ? routed as string
        : Context.Request.Query.TryGetValue(name, out var values) && values is [{ Length: > 0 } value] ? value : null;

    /// <summary>A name that somebody typed; null where it is not given.</summary>
    public string? Name(string name) => Text(name) is not { } text ? null
        : text.Length <= LongestName ? text : throw Invalid(name, $"it has {text.Length} characters; at most {LongestName}");

    public string Required(string name) => Text(name) ?? throw Invalid(name, "it is needed");

    public bool Flag(string name) => Text(name) == "true";

    public long? Number(string name, long least, long most) => Text(name) is not { } text
        ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw Invalid(name, string.Create(CultureInfo.InvariantCulture, $"'{SafeText.Show(text)}' is not a number from {least} to {most}"));

    public int Limit => (int)(Number("limit", 1, MaxLimit) ?? DefaultLimit);

    /// <summary>The three cuts. All pages of a list are at the position of the first.</summary>
    public CutRequest Cut()
    {
        var on = Date("on");
        var at = Number("at", 0, long.MaxValue);
        DateTimeOffset? recordedBy = null;
        if (Text("recordedBy") is { } text)
            recordedBy = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
                ? time : throw Invalid("recordedBy", $"'{SafeText.Show(text)}' is not a time such as 2026-11-23T12:00:00Z");
        if (Cursor is { } cursor && recordedBy is null) at ??= cursor.At;
        return new CutRequest(on ?? CutRequest.Today(Time), Date("publishedBy"), at, recordedBy);
    }

    /// <summary>The policy that is named; null for the one in force.</summary>
    public Policy? Policy() => Text("policy") is not { } name
        ? null
        : Domain.Policies.Policy.TryFind(name, Ledger.Views.KnownPolicies(), out var policy, out var error) ? policy : throw Invalid("policy", error);

    /// <summary>A cut written in one text, as <c>reports diff</c> takes it.</summary>
    public CutRequest CutOf(string name, CutRequest otherwise) => Text(name) is not { } text
        ? otherwise
        : CutRequest.TryParse(text, out var cut, out var problem) ? cut : throw Invalid(name, problem);

    /// <summary>What tells one list from another: the path and every parameter but those that page.</summary>
    public string QueryDigest
    {
        get
        {
            var query = string.Join('&', Context.Request.Query.Where(q => q.Key is not ("cursor" or "limit" or "minPosition" or "wait"))
                .OrderBy(q => q.Key, StringComparer.Ordinal).Select(q => $"{q.Key}={q.Value}"));
            return Digest.Short($"{Context.Request.Path}?{query}");
        }
    }

    /// <summary>A tag that changes with everything on which the answer depends: position, policy, date and representation.</summary>
    public string EntityTag(string mediaType)
    {
        var views = Ledger.Views;
        var at = Text("at") ?? Cursor?.At.ToString(CultureInfo.InvariantCulture);
        var position = at is not null && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var pinned) && pinned <= views.Position ? pinned : views.Position;
        var today = CutRequest.Today(Time);
        var policy = Policy() ?? views.PolicyAt(new Cut(today, At: position));
        return $"W/\"{position.ToString(CultureInfo.InvariantCulture)}-{Digest.Short($"{policy.Digest} {today} {Context.Request.Path}{Context.Request.QueryString} {mediaType}")}\"";
    }

    public static ApiProblem Invalid(string parameter, string why) => new(ProblemKind.InvalidParameter, $"{parameter}: {why}");

    /// <summary>A calendar date; null where it is not given.</summary>
    public Day? Date(string name) => Text(name) is not { } text
        ? null
        : Day.TryParse(text, out var day) ? day : throw Invalid(name, $"'{SafeText.Show(text)}' is not a calendar date such as 2018-03-21");
}
