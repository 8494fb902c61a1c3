using System.Text.Json;
using System.Text.Json.Nodes;
using Grpc.Core;
using Reports.EventStore.Protocol.Projections;

namespace Reports.EventStore.Tests.EventStoreDb.Double;

/// <summary>What a server's projections do otherwise than one at its best, and what they were asked.</summary>
public sealed class ProjectionBehaviour
{
    /// <summary>False: answers as version 23.10, which names its own answer instead of having a status for it.</summary>
    public bool HasStatuses { get; set; } = true;

    /// <summary>So often after a change a version 23.10 has nothing to tell of a projection yet, and fails.</summary>
    public int UntoldAfterChange { get; set; }

    /// <summary>RunProjections: System.</summary>
    public bool RunsOwnAlone { get; set; }

    /// <summary>True: the user is in $ops and not in $admins, or in neither.</summary>
    public bool RefusesChanges { get; set; }

    /// <summary>Projections that fault when they start, and the reason.</summary>
    public Dictionary<string, string> Faults { get; } = new(StringComparer.Ordinal);

    /// <summary>Every call that changes something.</summary>
    public List<string> Changes { get; } = [];

    internal Dictionary<string, int> Untold { get; } = new(StringComparer.Ordinal);

    internal Dictionary<string, string> Statuses { get; } = new(StringComparer.Ordinal);
}

/// <summary>The service for projections: it keeps and starts them, and runs none.</summary>
internal sealed class ProjectionsDouble(StoreDouble store, Behaviour behaviour) : Protocol.Projections.Projections.ProjectionsBase
{
    private static readonly string[] s_standard = ["$streams", "$stream_by_category", "$by_category", "$by_event_type", "$by_correlation_id"];

    private ProjectionBehaviour Asked => behaviour.Projections!;

    /// <summary>As a server has them that starts for the first time, without StartStandardProjections.</summary>
    public static void WriteStandard(StoreDouble store, ProjectionBehaviour asked)
    {
        foreach (var name in s_standard)
        {
            store.WriteOwn("$projections-" + name, "$ProjectionUpdated", """{ "handlerType": "native:X", "query": "", "mode": "Continuous", "emitEnabled": true, "version": 1 }""");
            asked.Statuses[name] = "Stopped";
        }
    }

    public override async Task<CreateResp> Create(CreateReq request, ServerCallContext context)
    {
        var made = request.Options.Continuous;
        await BeginAsync("create", made.Name, context);
        if (Definition(made.Name) is not null) throw Failure(StatusCode.AlreadyExists, "Conflict");
        Write(made.Name, new JsonObject { ["handlerType"] = "JS", ["query"] = request.Options.Query, ["mode"] = "Continuous", ["enabled"] = true, ["emitEnabled"] = made.EmitEnabled });
        return new CreateResp();
    }

    public override async Task<UpdateResp> Update(UpdateReq request, ServerCallContext context)
    {
        await BeginAsync("update", request.Options.Name, context);
        var definition = Found(request.Options.Name);
        definition["query"] = request.Options.Query;
        if (request.Options.EmitOptionCase == UpdateReq.Types.Options.EmitOptionOneofCase.None) throw new RpcException(new Status(StatusCode.Unknown, "Exception was thrown by handler."));
        if (request.Options.HasEmitEnabled) definition["emitEnabled"] = request.Options.EmitEnabled;
        Write(request.Options.Name, definition);
        return new UpdateResp();
    }

    public override async Task<EnableResp> Enable(EnableReq request, ServerCallContext context)
    {
        await BeginAsync("enable", request.Options.Name, context);
        var definition = Found(request.Options.Name);
        if (IsSet(definition, "enabled") && Asked.Statuses[request.Options.Name] == "Running") return new EnableResp();
        definition["enabled"] = true;
        Write(request.Options.Name, definition);
        return new EnableResp();
    }

    public override async Task Statistics(StatisticsReq request, IServerStreamWriter<StatisticsResp> responseStream, ServerCallContext context)
    {
        await HangUnlessLeaderAsync(context);
        var name = request.Options.Name;
        if (!Asked.Statuses.TryGetValue(name, out var status)) throw Failure(StatusCode.NotFound, "NotFound");
        if (!Asked.HasStatuses && Asked.Untold.TryGetValue(name, out var left) && left > 0)
        {
            Asked.Untold[name] = left - 1;
            throw new RpcException(new Status(StatusCode.Unknown, "Exception was thrown by handler."));
        }

        var reason = status.StartsWith("Faulted", StringComparison.Ordinal) ? Asked.Faults.GetValueOrDefault(name, "") : "";
        await responseStream.WriteAsync(new StatisticsResp { Details = new StatisticsResp.Types.Details { Name = name, Status = status, StateReason = reason, Mode = "Continuous" } });
    }

    private async Task BeginAsync(string change, string name, ServerCallContext context)
    {
        await HangUnlessLeaderAsync(context);
        if (Asked.RefusesChanges) throw Failure(StatusCode.PermissionDenied, "NotAuthorized");
        Asked.Changes.Add($"{change} {name}");
    }

    /// <summary>No answer ever comes from another node.</summary>
    private async Task HangUnlessLeaderAsync(ServerCallContext context)
    {
        if (behaviour.Leader is not null) await Task.Delay(Timeout.Infinite, context.CancellationToken);
    }

    private void Write(string name, JsonObject definition)
    {
        store.WriteOwn("$projections-" + name, "$ProjectionUpdated", definition.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
        Asked.Untold[name] = Asked.UntoldAfterChange;
        Asked.Statuses[name] = !IsSet(definition, "enabled") ? "Stopped"
            : Asked.RunsOwnAlone && !name.StartsWith('$') ? "Stopped (Enabled)"
            : Asked.Faults.ContainsKey(name) ? "Faulted (Enabled)"
            : "Running";
    }

    private JsonObject Found(string name) => Definition(name) ?? throw Failure(StatusCode.NotFound, "NotFound");

    private JsonObject? Definition(string name) =>
        store.Stream("$projections-" + name) is { } events && JsonNode.Parse(events[^1].Data.ToStringUtf8()) is JsonObject definition && !IsSet(definition, "deleted")
            ? definition
            : null;

    private static bool IsSet(JsonObject definition, string flag) => definition[flag]?.GetValue<bool>() ?? false;

    private RpcException Failure(StatusCode status, string answer) => Asked.HasStatuses
        ? new RpcException(new Status(status, answer))
        : new RpcException(new Status(StatusCode.Unknown, $"Envelope callback expected Updated, received {answer} instead"));
}
