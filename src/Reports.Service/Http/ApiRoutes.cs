using System.Text.Json;
using Reports.Domain.Text;
using Reports.EventStore.Log;
using Reports.Projections.Figures;
using Reports.Projections.History;
using Reports.Projections.Ledger;
using Reports.Service.Access;
using Reports.Service.Audit;
using Reports.Service.Output;
using Reports.Service.Output.Tables;
using Reports.Service.Policies;
using Reports.Service.Queries;
using Reports.Service.Schemas;

namespace Reports.Service.Http;

/// <summary>Everything that can be read over HTTP.</summary>
internal static class ApiRoutes
{
    public const string Root = "/api/v1";

    private static readonly ApiParameter At = new("at", "Only what was recorded by this log position.", "int64");

    internal static readonly ApiParameter[] Cuts =
    [
        new("on", "The valid date; today (UTC) where it is not given.", "date"),
        new("publishedBy", "Only what was published by this date.", "date"),
        At,
        new("recordedBy", "Only what was recorded by this time.", "date-time"),
    ];

    private static readonly ApiParameter[] Freshness =
    [
        new("minPosition", "Answer only once the views have reached this position: for reading what one has just written.", "int64"),
        new("wait", "How long to wait for minPosition, in milliseconds; 5000 where it is not given, 30000 at most.", "int64"),
    ];

    internal static readonly ApiParameter[] Views = [.. Cuts, new("policy", "A policy by name; the one in force at the cut where it is not given."), .. Freshness];

    private static readonly ApiParameter[] Pages =
    [
        new("limit", "Items in a page: 1 to 10000, 1000 where it is not given.", "int64"),
        new("cursor", "Where the page begins: next of the page before. All pages are at the position of the first."),
    ];

    internal static readonly ApiParameter Subject = new("subject", "A place, for its status; an incident, or about/measure/population/modality/scope, for figures.") { IsRequired = true };

    public static IReadOnlyList<ApiRoute> Reads { get; } =
    [
        new("GET", Root + "/districts", "The control status of every place that sources speak of.", Permission.Read, [.. Views, .. Pages], Districts)
        {
            OperationId = "listDistricts", Answer = "ControlStatus", Example = "/districts?on=2018-04-21&limit=3", IsList = true, HasGeometry = true,
        },
        new("GET", Root + "/districts/{place}", "The control status of one place, and why.", Permission.Read, [ApiParameter.InPath("place", "An id, a name or an alias."), .. Views], District)
        {
            OperationId = "getDistrict", Answer = "ControlStatus", Example = "/districts/al-Qadam?on=2018-04-21&publishedBy=2018-03-31",
        },
        new("GET", Root + "/districts/{place}/facts", "Every control fact about a place; ended ones included.", Permission.Read,
            [ApiParameter.InPath("place", "An id, a name or an alias."), .. Cuts, .. Freshness, .. Pages], call => Facts(call, call.Required("place")))
        {
            OperationId = "listDistrictFacts", Answer = "Fact", Example = "/districts/qadam/facts?limit=2", IsList = true,
        },
        new("GET", Root + "/figures", "Every figure: disputed ones first, the widest apart before others.", Permission.Read,
            [new("disputed", "true leaves out what is not disputed.", "boolean") { Values = ["true", "false"] }, .. Views, .. Pages], call => Figures(call, null))
        {
            OperationId = "listFigures", Answer = "Figure", Example = "/figures?disputed=true&on=2018-04-30", IsList = true,
        },
        new("GET", Root + "/figures/{about}", "The figures about an incident or a place.", Permission.Read,
            [ApiParameter.InPath("about", "An incident's id, or a place."), new("disputed", "true leaves out what is not disputed.", "boolean") { Values = ["true", "false"] }, .. Views, .. Pages],
            call => Figures(call, call.Required("about")))
        {
            OperationId = "listFiguresAbout", Answer = "Figure", Example = "/figures/evac-qaboun-2017-05-14?on=2018-04-30", IsList = true,
        },
        new("GET", Root + "/explanation", "How a view came about: fact by fact, the rule that was applied, and what would change it.", Permission.Read,
            [Subject, new("steps", "The most events to step through, 1 to 10000; 200 where it is not given.", "int64"), .. Views], Explain)
        {
            OperationId = "explain", Answer = "Explanation", Example = "/explanation?subject=qadam&on=2018-04-21",
        },
        new("GET", Root + "/history", "How a view changed along one of the three times.", Permission.Read,
            [Subject, new("along", "Which time; valid where it is not given.") { Values = ["valid", "published", "recorded"] }, .. Views], History)
        {
            OperationId = "getHistory", Answer = "History", Example = "/history?subject=qadam&along=published&on=2018-04-21",
        },
        new("GET", Root + "/diff", "What changed between two cuts, and the facts that caused it.", Permission.Read,
            [
                new("from", "A cut: a date, a position, or on=DATE,published-by=DATE,at=POSITION,recorded-by=TIME.") { IsRequired = true },
                new("to", "A cut in the same words; today and everything known where it is not given."),
                Subject with { IsRequired = false }, new("policy", "For both cuts; the one in force at each where it is not given."), .. Freshness,
            ], Compare)
        {
            OperationId = "compareCuts", Answer = "Comparison", Example = "/diff?from=2018-03-14&to=2018-03-21&subject=qadam",
        },
        new("GET", Root + "/incidents", "Every incident that sources report.", Permission.Read, [.. Cuts, .. Freshness, .. Pages], call => Incidents(call, null))
        {
            OperationId = "listIncidents", Answer = "Incident", Example = "/incidents?on=2018-04-30&limit=2", IsList = true,
        },
        new("GET", Root + "/incidents/{id}", "What sources say of one incident.", Permission.Read, [ApiParameter.InPath("id", "The incident's id."), .. Cuts, .. Freshness], Incident)
        {
            OperationId = "getIncident", Answer = "Incident", Example = "/incidents/evac-qaboun-2017-05-14?on=2018-04-30",
        },
        new("GET", Root + "/sources", "Every source, by publication.", Permission.Read, [.. Cuts, .. Freshness, .. Pages], call => Sources(call))
        {
            OperationId = "listSources", Answer = "Source", Example = "/sources", IsList = true,
        },
        new("GET", Root + "/sources/{id}", "One source, as it was recorded.", Permission.Read, [ApiParameter.InPath("id", "The source's id."), .. Cuts, .. Freshness], Source)
        {
            OperationId = "getSource", Answer = "Source", Example = "/sources/trt-2017-05-15",
        },
        new("GET", Root + "/sources/{id}/standing", "Where a source agrees and disagrees with others.", Permission.Read, [ApiParameter.InPath("id", "The source's id."), .. Views], SourceStanding)
        {
            OperationId = "getSourceStanding", Answer = "SourceStanding", Example = "/sources/al-jazeera-2018-04-21/standing?on=2018-04-21",
        },
        new("GET", Root + "/sources/{id}/facts", "Every fact that a source reports; ended ones included.", Permission.Read,
            [ApiParameter.InPath("id", "The source's id."), .. Cuts, .. Freshness, .. Pages], call => Facts(call, call.Required("id")))
        {
            OperationId = "listSourceFacts", Answer = "Fact", Example = "/sources/trt-2017-05-15/facts?limit=2", IsList = true,
        },
        new("GET", Root + "/facts/{source}/{fact}", "One fact, every version of it, and who recorded it.", Permission.Read,
            [ApiParameter.InPath("source", "The source's id."), ApiParameter.InPath("fact", "The fact's key in the source."), .. Cuts, .. Freshness, .. Pages],
            call => Facts(call, call.Required("source") + "/" + call.Required("fact")))
        {
            OperationId = "getFact", Answer = "Fact", Example = "/facts/new-arab-2018-03-14/government-took-qadam", IsList = true,
        },
        Gazetteer("place", "places", "listPlaces", hasGeometry: true),
        Gazetteer("actor", "actors", "listActors", hasGeometry: false),
        Gazetteer("outlet", "outlets", "listOutlets", hasGeometry: false),
        new("GET", Root + "/names", "Places, actors, outlets, sources and incidents by every spelling of their names: for whoever types one.", Permission.Read,
            [
                new("q", "A name in any spelling and script, or a part of one; at most 200 characters.") { IsRequired = true },
                new("kind", "Only these kinds, with commas between them: place,actor,outlet,source,incident."),
                new("most", "Of each kind at most: 1 to 100, 20 where it is not given.", "int64"), .. Cuts, .. Freshness,
            ], Names)
        {
            OperationId = "findNames", Answer = "FoundNames", Example = "/names?q=al-Qadam&kind=place,incident",
        },
        new("GET", Root + "/events", "The log itself, in its order, as it is stored.", Permission.Read,
            [
                new("stream", "Only events of streams whose name begins so: source-trt-2017-05-15, place-."),
                new("type", "Only events of this type: FactCorrected."),
                new("after", "Only events after this position; 0 for all.", "int64"), .. Freshness, .. Pages,
            ], EventsAsync)
        {
            OperationId = "listEvents", Answer = "Event", Example = "/events?type=ControlReported&limit=2", IsList = true,
        },
        new("GET", Root + "/policies", "Every policy that has a name in the ledger, and when each was adopted.", Permission.Read, [At, .. Freshness, .. Pages], Policies)
        {
            OperationId = "listPolicies", Answer = "Policy", Example = "/policies", IsList = true,
        },
        new("GET", Root + "/schemas/{name}", "The JSON Schema of a file or an event.", Permission.Read, [ApiParameter.InPath("name", "source-file, gazetteer-file, policy-file, import-mapping or an event type.")], Schema)
        {
            OperationId = "getSchema", Answer = "Schema", Content = [("application/schema+json", "Schema")], Example = "/schemas/source-file",
        },
    ];

    private static async Task<ApiAnswer> Districts(ApiCall call)
    {
        var answer = await call.Mediator.Send(new GetStatus(call.Ledger, null, call.Cut(), call.Policy()), call.Cancellation);
        var names = call.Ledger.Views.Gazetteer(answer.Cut.At);
        var boundaries = call.Ledger.Views.Boundaries(answer.Cut.At);
        var shapes = new PlaceShapes(names, boundaries);
        return ApiList.Page(
            call, answer.Items, answer.Cut.At!.Value, ViewJson.Write, json => Envelope(json, answer.Cut, answer.Policy.Name), ViewTables.Statuses(names),
            (json, v) => shapes.Write(json, [v.Place]));
    }

    private static async Task<ApiAnswer> District(ApiCall call)
    {
        var answer = await call.Mediator.Send(new GetStatus(call.Ledger, call.Required("place"), call.Cut(), call.Policy()), call.Cancellation);
        return new ApiDocument(json => ViewJson.Write(json, answer.Items[0]));
    }

    private static async Task<ApiAnswer> Figures(ApiCall call, string? about)
    {
        var answer = await call.Mediator.Send(new GetFigures(call.Ledger, about, call.Flag("disputed"), call.Cut(), call.Policy()), call.Cancellation);
        return ApiList.Page<FigureView>(
            call, answer.Items, answer.Cut.At!.Value, ViewJson.Write, json => Envelope(json, answer.Cut, answer.Policy.Name), ViewTables.Figures);
    }

    private static async Task<ApiAnswer> Explain(ApiCall call)
    {
        var explanation = await call.Mediator.Send(
            new ExplainView(call.Ledger, call.Required("subject"), call.Cut(), call.Policy(), (int)(call.Number("steps", 1, 10_000) ?? 200)), call.Cancellation);
        return new ApiDocument(json => AuditJson.Write(json, explanation));
    }

    private static async Task<ApiAnswer> History(ApiCall call)
    {
        var along = call.Text("along") switch { "published" => Axis.Published, "recorded" => Axis.Recorded, _ => Axis.Valid };
        var history = await call.Mediator.Send(new GetHistory(call.Ledger, call.Required("subject"), along, call.Cut(), call.Policy()), call.Cancellation);
        return new ApiDocument(json => AuditJson.Write(json, history));
    }

    private static async Task<ApiAnswer> Compare(ApiCall call)
    {
        var comparison = await call.Mediator.Send(
            new CompareCuts(call.Ledger, call.Text("subject"), call.CutOf("from", new CutRequest()), call.CutOf("to", new CutRequest()), call.Policy()), call.Cancellation);
        return new ApiDocument(json => AuditJson.Write(json, comparison));
    }

    private static async Task<ApiAnswer> Incidents(ApiCall call, string? id)
    {
        var answer = await call.Mediator.Send(new GetIncidents(call.Ledger, id, call.Cut()), call.Cancellation);
        return ApiList.Page(call, answer.Items, answer.Cut.At!.Value, ViewJson.Write, json => Envelope(json, answer.Cut, null), ViewTables.Incidents);
    }

    private static async Task<ApiAnswer> Incident(ApiCall call)
    {
        var id = call.Required("id");
        var answer = await call.Mediator.Send(new GetIncidents(call.Ledger, id, call.Cut()), call.Cancellation);
        return answer.Items is [var view]
            ? new ApiDocument(json => ViewJson.Write(json, view))
            : throw new ApiProblem(ProblemKind.NotFound, $"no source reports the incident '{SafeText.Show(id)}' at this cut");
    }

    private static async Task<ApiAnswer> Sources(ApiCall call)
    {
        var answer = await call.Mediator.Send(new GetSources(call.Ledger, null, call.Cut()), call.Cancellation);
        return ApiList.Page(call, answer.Items, answer.Cut.At!.Value, ViewJson.Write, json => Envelope(json, answer.Cut, null), ListTables.Sources);
    }

    private static async Task<ApiAnswer> Source(ApiCall call)
    {
        var answer = await call.Mediator.Send(new GetSources(call.Ledger, call.Required("id"), call.Cut()), call.Cancellation);
        return new ApiDocument(json => ViewJson.Write(json, answer.Items[0]));
    }

    private static async Task<ApiAnswer> SourceStanding(ApiCall call)
    {
        var standing = await call.Mediator.Send(new GetSourceStanding(call.Ledger, call.Required("id"), call.Cut(), call.Policy()), call.Cancellation);
        return new ApiDocument(json => StandingJson.Write(json, standing));
    }

    private static async Task<ApiAnswer> Facts(ApiCall call, string of)
    {
        var answer = await call.Mediator.Send(new GetFacts(call.Ledger, of, call.Cut()), call.Cancellation);
        return ApiList.Page(call, answer.Items, answer.Cut.At!.Value, ViewJson.Write, json => Envelope(json, answer.Cut, null), ListTables.Facts);
    }

    private static async Task<ApiAnswer> Names(ApiCall call)
    {
        var kinds = call.Text("kind")?.Split(',') ?? FoundNames.AllKinds;
        if (kinds.FirstOrDefault(k => !FoundNames.AllKinds.Contains(k)) is { } other)
            throw ApiCall.Invalid("kind", $"'{SafeText.Show(other)}' is none of {string.Join(", ", FoundNames.AllKinds)}");
        var find = new FindNames(call.Ledger, call.Name("q") ?? "", call.Cut(), (int)(call.Number("most", 1, 100) ?? 20)) { Kinds = [.. kinds] };
        var found = await call.Mediator.Send(find, call.Cancellation);
        return new ApiDocument(json => GazetteerJson.Write(json, found));
    }

    private static ApiRoute Gazetteer(string kind, string path, string operation, bool hasGeometry) => new(
        "GET", $"{Root}/{path}", $"The {path} of the gazetteer, with their spellings.", Permission.Read, [At, .. Freshness, .. Pages], async call =>
        {
            var known = await call.Mediator.Send(new GetGazetteer(call.Ledger, call.Cut()), call.Cancellation);
            var (cut, entries) = (known.Cut, known.Entries.Where(e => e.Kind == kind).ToList());
            var shapes = new PlaceShapes(known.Tree, call.Ledger.Views.Boundaries(cut.At));
            return ApiList.Page(
                call, entries, cut.At!.Value, GazetteerJson.Write, json => json.WriteNumber("position", cut.At.Value), ListTables.Gazetteer,
                hasGeometry ? (json, e) => shapes.Write(json, [e.Id]) : null);
        })
    {
        OperationId = operation,
        Answer = "GazetteerEntry",
        Example = $"/{path}?limit=2",
        IsList = true,
        HasGeometry = hasGeometry,
    };

    private static async Task<ApiAnswer> EventsAsync(ApiCall call)
    {
        var filter = new EventFilter(call.Text("stream") is { } stream ? [stream] : [], call.Text("type") is { } type ? [type] : []);
        var after = call.Cursor?.Offset ?? call.Number("after", 0, long.MaxValue) ?? 0;
        var (events, to, isMore) = await call.Mediator.Send(new GetEvents(call.Ledger, after, call.Cursor?.At, filter, call.Limit), call.Cancellation);
        var next = isMore ? new Cursor(to, events[^1].Position.Commit, call.QueryDigest) : null;
        return new ApiList(events.Count, (json, i) => EventJson.Write(json, events[i]), json => json.WriteNumber("position", to), next)
        {
            Columns = EventJson.Columns,
            Row = i => EventJson.Row(events[i]),
        };
    }

    private static async Task<ApiAnswer> Policies(ApiCall call)
    {
        var cut = new CutRequest(At: call.Cursor?.At ?? call.Number("at", 0, long.MaxValue) ?? call.Ledger.Views.Position);
        var policies = await call.Mediator.Send(new GetPolicies(call.Ledger, cut), call.Cancellation);
        return ApiList.Page(call, policies, cut.At!.Value, PolicyJson.Write, json => json.WriteNumber("position", cut.At!.Value));
    }

    private static Task<ApiAnswer> Schema(ApiCall call)
    {
        var name = call.Required("name");
        return SchemaCatalog.Names.Contains(name)
            ? Task.FromResult<ApiAnswer>(new ApiText("application/schema+json", System.Text.Encoding.UTF8.GetBytes(SchemaCatalog.Text(name))))
            : throw new ApiProblem(ProblemKind.NotFound, $"there is no schema '{SafeText.Show(name)}'; there are {string.Join(", ", SchemaCatalog.Names)}");
    }

    private static void Envelope(Utf8JsonWriter json, Cut cut, string? policy)
    {
        ViewJson.Write(json, "cut", cut);
        json.WriteNumber("position", cut.At!.Value);
        if (policy is not null) json.WriteString("policy", policy);
    }
}
