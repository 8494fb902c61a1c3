using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Reports.EventStore.Embedded;
using Reports.EventStore.Groups;
using Reports.EventStore.Log;
using Reports.Service.Hosting;
using Reports.Service.Protocol.Virtual;

namespace Reports.Service.Protocol.PersistentSubscriptions;

/// <summary>
/// The groups of a ledger. They are kept in a file beside it, which a server that takes no writers leaves alone. Thread safe.
/// </summary>
internal sealed class ConsumerGroups(IEventLog log, VirtualStreams streams, LogHead head, ServerOptions options, TimeProvider time) : IHostedService, IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly SortedDictionary<(string Source, string Name), RunningGroup> _groups = new(
        Comparer<(string Source, string Name)>.Create((x, y) => string.CompareOrdinal(x.Source, y.Source) is not 0 and var order ? order : string.CompareOrdinal(x.Name, y.Name)));

    private GroupsFile? _file;

    /// <exception cref="LogException">The groups of this ledger cannot be read; the message names their file.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (log is not EmbeddedLog || (options.KeyFile is null && !options.AcceptsAnyWriter)) return Task.CompletedTask;
        _file = GroupsFile.Open(log.Name + GroupsFile.Suffix);
        StartAll(_file);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => StopAllAsync(ProtocolErrors.Unavailable("the server is stopping"));

    /// <exception cref="RpcException">There is no such group.</exception>
    public async Task<RunningGroup> FindAsync(string source, string name, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            return Find(source, name);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The groups of a source, or all, ordered by source and name.</summary>
    public async Task<IReadOnlyList<RunningGroup>> ListAsync(string? source, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            return [.. _groups.Values.Where(g => source is null || g.Source == source)];
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <param name="start">Everything up to this place counts as done; null for all that the source holds now.</param>
    /// <exception cref="RpcException">There is one of that name, or it cannot be.</exception>
    public Task CreateAsync(string source, string name, GroupDefinition definition, long? start, CancellationToken cancellation) => ChangeAsync(
        async file =>
        {
            if (_groups.ContainsKey((source, name))) throw GroupErrors.Exists(source, name);
            var reading = Source(source, name, definition);
            var stored = new StoredGroup(source, name, definition.ToJson(), await StartAsync(reading, source, name, start, cancellation));
            try
            {
                file.Add(stored);
            }
            catch (LimitExceededException e)
            {
                throw GroupErrors.Failed(source, name, e.Message);
            }

            Run(file, stored, definition, reading);
        },
        cancellation);

    /// <summary>Gives a group other settings. Its subscriptions end; what it did and parked stays. A filter stays as it is.</summary>
    /// <param name="start">Where it starts, if there is no checkpoint yet; null for the end.</param>
    public Task UpdateAsync(string source, string name, Func<GroupDefinition, GroupDefinition> change, long? start, CancellationToken cancellation) => ChangeAsync(
        async file =>
        {
            var running = Find(source, name);
            var definition = change(running.Definition);
            var reading = Source(source, name, definition);
            var place = await StartAsync(reading, source, name, start, cancellation);
            await running.StopAsync(GroupErrors.Dropped(source, name, "the group was given other settings"));
            file.Update(new StoredGroup(source, name, definition.ToJson(), place));
            Run(file, file.Groups().Single(g => g.Source == source && g.Name == name), definition, reading);
        },
        cancellation);

    public Task DeleteAsync(string source, string name, CancellationToken cancellation) => ChangeAsync(
        async file =>
        {
            var running = Find(source, name);
            await running.StopAsync(GroupErrors.Dropped(source, name, "the group was deleted"));
            file.Delete(source, name);
            _groups.Remove((source, name));
        },
        cancellation);

    /// <summary>Ends all subscriptions and starts every group from what is stored of it.</summary>
    public Task RestartAsync(CancellationToken cancellation) => ChangeAsync(
        async file =>
        {
            foreach (var group in _groups.Values) await group.StopAsync(GroupErrors.Dropped(group.Source, group.Name, "the groups were restarted"));
            StartAll(file);
        },
        cancellation);

    public void Dispose() => _file?.Dispose();

    private async Task ChangeAsync(Func<GroupsFile, Task> change, CancellationToken cancellation)
    {
        var file = _file ?? throw ProtocolErrors.Unavailable($"{log.Name} keeps no groups of consumers");
        await _gate.WaitAsync(cancellation);
        try
        {
            await change(file);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task StopAllAsync(RpcException why)
    {
        await _gate.WaitAsync();
        try
        {
            foreach (var group in _groups.Values) await group.StopAsync(why);
            _groups.Clear();
        }
        finally
        {
            _gate.Release();
        }
    }

    private void StartAll(GroupsFile file)
    {
        _groups.Clear();
        // All are read before any runs: where one is damaged, none is left running.
        var definitions = file.Groups().Select(stored => (stored, GroupDefinition.Parse(stored.Definition, file.Name))).ToList();
        foreach (var (stored, definition) in definitions) Run(file, stored, definition, Source(stored.Source, stored.Name, definition));
    }

    private void Run(GroupsFile file, StoredGroup stored, GroupDefinition definition, GroupSource source) =>
        _groups[(stored.Source, stored.Name)] = new RunningGroup(stored, definition, source, file, head, time);

    private RunningGroup Find(string source, string name) =>
        _groups.TryGetValue((source, name), out var group) ? group : throw GroupErrors.DoesNotExist(source, name);

    private GroupSource Source(string source, string name, GroupDefinition definition)
    {
        if (definition.Settings.Problem() is { } problem) throw GroupErrors.Failed(source, name, problem);
        try
        {
            return new GroupSource(log, streams, source, definition);
        }
        catch (ArgumentException e)
        {
            throw GroupErrors.Failed(source, name, e.Message);
        }
    }

    /// <summary>A start beyond the end would leave out, in silence, what is appended until there.</summary>
    private static async ValueTask<long> StartAsync(GroupSource reading, string source, string name, long? start, CancellationToken cancellation)
    {
        var last = await reading.LastAsync(cancellation);
        if (start > last) throw GroupErrors.Failed(source, name, $"{source} ends at {last}; a group cannot start after {start}");
        return start ?? last;
    }
}
