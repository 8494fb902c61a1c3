using Reports.EventStore.EventStoreDb.Connection;
using Reports.EventStore.EventStoreDb.Reading;
using Reports.EventStore.Log;

namespace Reports.EventStore.EventStoreDb.Projections;

/// <summary>
/// The projections that give a ledger on a cluster its streams of links: <c>$ce-source</c>, <c>$et-TYPE</c> and
/// <c>district-ID</c>. Installed by one caller at a time.
/// </summary>
public sealed class LedgerProjections : IAsyncDisposable
{
    /// <summary>The server's own, without parameters. The projection of links finds its events by those of types.</summary>
    private static readonly string[] s_standard = ["$by_category", "$by_event_type"];

    private const string Links = "district-links";

    private readonly Cluster _cluster;
    private readonly ServerReads _reads;
    private readonly ProjectionCalls _calls;
    private readonly Backoff _backoff;

    private LedgerProjections(ConnectionString connection, EventStoreDbOptions options)
    {
        // The leader alone runs projections.
        connection = connection with { Preference = NodePreference.Leader };
        _cluster = new Cluster(connection, options);
        _reads = new ServerReads(_cluster);
        _calls = new ProjectionCalls(_cluster);
        _backoff = new Backoff(connection.DiscoveryInterval, options.Time, options.Seed);
    }

    /// <summary>The query of <c>eventstore/projections/district-links.js</c>, lines ending alike wherever it was checked out.</summary>
    public static string LinksQuery { get; } = ReadQuery();

    /// <summary>The connection string without its password.</summary>
    public string Name => _cluster.Name;

    /// <exception cref="ConnectionStringException">The connection string says nothing clear.</exception>
    /// <exception cref="LogUnavailableException">No server can be reached, or it refuses.</exception>
    public static async Task<LedgerProjections> ConnectAsync(string connection, EventStoreDbOptions? options = null, CancellationToken cancellation = default)
    {
        var projections = new LedgerProjections(ConnectionString.Parse(connection), options ?? new EventStoreDbOptions());
        try
        {
            await projections._cluster.NodeAsync(cancellation);
            return projections;
        }
        catch
        {
            await projections.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes what is missing, updates what differs, starts what stands still, and leaves the rest as it is.</summary>
    /// <param name="isTrial">Changes nothing, and tells what it would.</param>
    /// <param name="cancellation">Stops it between two steps; run again it does the rest.</param>
    /// <returns>In the order in which they depend on one another.</returns>
    /// <exception cref="LogException">The server cannot be reached, runs no projections, or refuses the user.</exception>
    public async Task<IReadOnlyList<ProjectionOutcome>> InstallAsync(bool isTrial, CancellationToken cancellation = default)
    {
        var outcomes = new List<ProjectionOutcome>();
        foreach (var name in s_standard) outcomes.Add(await StartAsync(name, isTrial, cancellation));
        outcomes.Add(await InstallLinksAsync(isTrial, cancellation));
        return outcomes;
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    private async Task<ProjectionOutcome> StartAsync(string name, bool isTrial, CancellationToken cancellation)
    {
        var definition = await ReadAsync(name, cancellation);
        var state = await _calls.StatusAsync(name, cancellation);
        if (definition is null) throw new LogUnavailableException($"{Name} has no projection {name} yet: its projections are starting, or never ran");
        return await SettleAsync(name, definition.IsEnabled && !IsAtRest(state?.Status) ? ProjectionChange.None : ProjectionChange.Enabled, state, isTrial, cancellation);
    }

    private async Task<ProjectionOutcome> InstallLinksAsync(bool isTrial, CancellationToken cancellation)
    {
        var definition = await ReadAsync(Links, cancellation);
        if (definition is null) return await SettleAsync(Links, ProjectionChange.Created, null, isTrial, cancellation);
        if (definition.Mode != "Continuous")
            throw new LogRefusedException($"{Name} has another projection with the name {Links}, of mode {Domain.Text.SafeText.Show(definition.Mode)}: delete that one first");
        var state = await _calls.StatusAsync(Links, cancellation);
        var change = definition.Query != LinksQuery || !definition.Emits ? ProjectionChange.Updated
            : definition.IsEnabled && !IsAtRest(state?.Status) ? ProjectionChange.None
            : ProjectionChange.Enabled;
        return await SettleAsync(Links, change, state, isTrial, cancellation);
    }

    private async Task<ProjectionOutcome> SettleAsync(
        string name, ProjectionChange change, (string Status, string Reason)? state, bool isTrial, CancellationToken cancellation)
    {
        if (isTrial || change == ProjectionChange.None) return new ProjectionOutcome(name, change, state?.Status, null);
        if (change == ProjectionChange.Created) await _calls.CreateAsync(name, LinksQuery, cancellation);
        if (change == ProjectionChange.Updated) await _calls.UpdateAsync(name, LinksQuery, cancellation);
        // What is made is enabled; what was updated may have been stopped before. One that runs is left alone by this.
        if (change != ProjectionChange.Created) await _calls.EnableAsync(name, cancellation);
        var after = await StartedAsync(name, cancellation);
        return new ProjectionOutcome(name, change, after?.Status, ProblemOf(after));
    }

    /// <summary>Waits until the server says that it runs, or why it does not.</summary>
    private async Task<(string Status, string Reason)?> StartedAsync(string name, CancellationToken cancellation)
    {
        for (var attempt = 0; ; attempt++)
        {
            var state = await _calls.StatusAsync(name, cancellation);
            if (state is var (status, _) && (status.StartsWith("Running", StringComparison.Ordinal) || IsFaulted(status))) return state;
            if (attempt + 1 >= _cluster.Connection.MaxDiscoverAttempts) return state;
            await _backoff.WaitAsync(attempt, cancellation);
        }
    }

    private async Task<ProjectionDefinition?> ReadAsync(string name, CancellationToken cancellation)
    {
        try
        {
            return await ProjectionDefinition.ReadAsync(_reads, name, cancellation);
        }
        catch (LogUnavailableException refused) when (refused.InnerException is Grpc.Core.RpcException { StatusCode: Grpc.Core.StatusCode.PermissionDenied } inner)
        {
            throw new LogUnavailableException(ProjectionFailures.Administrator(Name), inner);
        }
    }

    private static string? ProblemOf((string Status, string Reason)? state) => state switch
    {
        var (status, reason) when IsFaulted(status) => reason.Length == 0 ? "it faulted" : "it faulted: " + Domain.Text.SafeText.Show(reason),
        var (status, _) when status.StartsWith("Stopped", StringComparison.Ordinal) =>
            "the server does not start it: with RunProjections: System it runs its own alone, set RunProjections: All",
        _ => null,
    };

    private static bool IsFaulted(string status) => status.Contains("Faulted", StringComparison.Ordinal);

    /// <summary>Whether it stays as it is until somebody starts it.</summary>
    private static bool IsAtRest(string? status) => status is not null
        && (IsFaulted(status) || status.StartsWith("Stopped", StringComparison.Ordinal) || status.StartsWith("Aborted", StringComparison.Ordinal)
            || status.StartsWith("Completed", StringComparison.Ordinal));

    private static string ReadQuery()
    {
        using var stream = typeof(LedgerProjections).Assembly.GetManifestResourceStream("district-links.js")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
