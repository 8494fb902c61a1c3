using Reports.EventStore.EventStoreDb;
using Reports.EventStore.EventStoreDb.Projections;
using Reports.EventStore.Log;
using Reports.EventStore.Tests.EventStoreDb.Double;

namespace Reports.EventStore.Tests.EventStoreDb;

/// <summary>The projections of a ledger on a server that has none of them, some of them, others, or refuses.</summary>
public sealed class ProjectionsTests : IAsyncLifetime
{
    private const string Links = "$projections-district-links";

    private readonly ProjectionBehaviour _projections = new();
    private ServerDouble _server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await ServerDouble.StartAsync(behaviour: new Behaviour { Projections = _projections });

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 0)]
    [InlineData(false, 3)]
    public async Task A_new_cluster_gets_all_of_them_once(bool hasStatuses, int untold)
    {
        (_projections.HasStatuses, _projections.UntoldAfterChange) = (hasStatuses, untold);
        Assert.Equal(
            [("$by_category", ProjectionChange.Enabled, "Running"), ("$by_event_type", ProjectionChange.Enabled, "Running"), ("district-links", ProjectionChange.Created, "Running")],
            (await InstallAsync()).Select(Short));
        Assert.Equal(["enable $by_category", "enable $by_event_type", "create district-links"], _projections.Changes);
        Assert.Contains("linkTo(\\u0022district-\\u0022", Stored(), StringComparison.Ordinal);
        Assert.Contains("\"emitEnabled\": true", Stored(), StringComparison.Ordinal);

        var events = _server.Store.Log.Count;
        Assert.All(await InstallAsync(), o => Assert.Equal((ProjectionChange.None, "Running", null), (o.Change, o.Status, o.Problem)));
        Assert.Equal(events, _server.Store.Log.Count);
        Assert.Equal(3, _projections.Changes.Count);
    }

    [Fact]
    public async Task A_trial_tells_and_changes_nothing()
    {
        Assert.Equal([ProjectionChange.Enabled, ProjectionChange.Enabled, ProjectionChange.Created], (await InstallAsync(isTrial: true)).Select(o => o.Change));
        Assert.Empty(_projections.Changes);
    }

    [Theory]
    [InlineData("""{ "query": "fromAll()", "mode": "Continuous", "enabled": true, "emitEnabled": true }""", "update district-links", "enable district-links")]
    [InlineData("""{ "query": "fromAll()", "mode": "Continuous", "emitEnabled": true }""", "update district-links", "enable district-links")]
    [InlineData("""{ "query": "THE QUERY", "mode": "Continuous", "enabled": true }""", "update district-links", "enable district-links")]
    [InlineData("""{ "query": "THE QUERY", "mode": "Continuous", "emitEnabled": true }""", "enable district-links")]
    [InlineData("""{ "query": "THE QUERY", "mode": "Continuous", "deleted": true }""", "create district-links")]
    [InlineData("""{ "query": "THE QUERY", "mode": "Continuous", "enabled": true, "emitEnabled": true }""")]
    public async Task What_differs_is_put_right_and_nothing_else(string definition, params string[] changes)
    {
        await InstallAsync();
        _projections.Changes.Clear();
        _server.Store.WriteOwn(Links, "$ProjectionUpdated", definition.Replace("\"THE QUERY\"", System.Text.Json.JsonSerializer.Serialize(LedgerProjections.LinksQuery), StringComparison.Ordinal));
        await InstallAsync();
        Assert.Equal(changes, _projections.Changes);
        Assert.All(await InstallAsync(), o => Assert.Equal(ProjectionChange.None, o.Change));
    }

    [Fact]
    public async Task One_that_faulted_is_started_again_and_its_reason_is_told_when_it_does_not_run()
    {
        _projections.Faults["district-links"] = "line 3: linkTo is not allowed";
        Assert.Equal("it faulted: line 3: linkTo is not allowed", (await InstallAsync())[2].Problem);
        Assert.Equal((ProjectionChange.Enabled, "Faulted (Enabled)"), ((await InstallAsync())[2].Change, (await InstallAsync())[2].Status));
        _projections.Faults.Clear();
        _projections.Statuses["district-links"] = "Faulted (Enabled)";
        Assert.Equal(("district-links", ProjectionChange.Enabled, "Running"), Short((await InstallAsync())[2]));
    }

    [Fact]
    public async Task A_server_that_runs_its_own_alone_is_told_of()
    {
        _projections.RunsOwnAlone = true;
        Assert.Contains("set RunProjections: All", (await InstallAsync())[2].Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_projections_is_told_of()
    {
        await using var server = await ServerDouble.StartAsync();
        var refused = await Assert.ThrowsAsync<LogUnavailableException>(() => InstallAsync(place: server.ConnectionString));
        Assert.Contains("runs no projections: set RunProjections: All", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_is_no_administrator_is_told_so(bool hasStatuses)
    {
        _projections.HasStatuses = hasStatuses;
        _projections.RefusesChanges = true;
        Assert.Contains("a user of the group $admins", (await Assert.ThrowsAsync<LogUnavailableException>(() => InstallAsync())).Message, StringComparison.Ordinal);
        _projections.RefusesChanges = false;
        _server.Behaviour.IsAdministrator = false;
        Assert.Contains("a user of the group $admins", (await Assert.ThrowsAsync<LogUnavailableException>(() => InstallAsync())).Message, StringComparison.Ordinal);
        _server.Behaviour.IsAdministrator = true;
        _server.Behaviour.Credentials = "amira:secret";
        Assert.Contains("$admins", (await Assert.ThrowsAsync<LogUnavailableException>(() => InstallAsync())).Message, StringComparison.Ordinal);
        Assert.Empty(_projections.Changes);
        Assert.Equal(3, (await InstallAsync(place: _server.ConnectionString.Replace("esdb://", "esdb://amira:secret@", StringComparison.Ordinal))).Count);
    }

    [Fact]
    public async Task The_leader_is_asked_when_another_node_is_given_whatever_the_preference()
    {
        await using var follower = await ServerDouble.StartAsync(_server.Store, new Behaviour { Projections = new ProjectionBehaviour(), Leader = ("127.0.0.1", _server.Port) });
        Assert.Equal(3, (await InstallAsync(place: follower.ConnectionString + "&nodePreference=follower")).Count);
        Assert.Equal(3, _projections.Changes.Count);
    }

    [Fact]
    public async Task Another_projection_of_the_name_is_left_alone()
    {
        _server.Store.WriteOwn(Links, "$ProjectionUpdated", """{ "query": "fromAll()", "mode": "OneTime" }""");
        Assert.Contains("another projection with the name district-links, of mode OneTime", (await Assert.ThrowsAsync<LogRefusedException>(() => InstallAsync())).Message, StringComparison.Ordinal);
        _server.Store.WriteOwn(Links, "$ProjectionUpdated", "[]");
        await Assert.ThrowsAsync<LogForeignException>(() => InstallAsync());
        _server.Store.WriteOwn(Links, "$Other", "{}");
        Assert.Contains("its last event is a $Other", (await Assert.ThrowsAsync<LogForeignException>(() => InstallAsync())).Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_projections.Changes, c => c.EndsWith("district-links", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_REPORTS_EVENTSTORE_names_has_them_after_the_first_time()
    {
        if (Environment.GetEnvironmentVariable("REPORTS_EVENTSTORE") is not { Length: > 0 } named)
        {
            Assert.Skip("REPORTS_EVENTSTORE names no server");
            return;
        }

        IReadOnlyList<ProjectionOutcome> first;
        try
        {
            first = await InstallAsync(place: named);
        }
        catch (LogUnavailableException without) when (without.InnerException is Grpc.Core.RpcException { StatusCode: Grpc.Core.StatusCode.Unimplemented })
        {
            Assert.Skip(without.Message);
            return;
        }

        Assert.All(first, o => Assert.Null(o.Problem));
        Assert.All(await InstallAsync(place: named), o => Assert.Equal((ProjectionChange.None, null), (o.Change, o.Problem)));
    }

    private static (string, ProjectionChange, string?) Short(ProjectionOutcome outcome) => (outcome.Name, outcome.Change, outcome.Status);

    private string Stored() => _server.Store.Stream(Links)![^1].Data.ToStringUtf8();

    private async Task<IReadOnlyList<ProjectionOutcome>> InstallAsync(bool isTrial = false, string? place = null)
    {
        await using var projections = await LedgerProjections.ConnectAsync(
            (place ?? _server.ConnectionString) + (place?.Contains('?', StringComparison.Ordinal) == false ? "?" : "&") + "discoveryInterval=1", new EventStoreDbOptions { Seed = 1 }, Cancellation);
        return await projections.InstallAsync(isTrial, Cancellation);
    }
}
