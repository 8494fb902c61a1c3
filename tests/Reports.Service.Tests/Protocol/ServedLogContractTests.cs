using Reports.EventStore.Contract;
using Reports.EventStore.Embedded;
using Reports.EventStore.EventStoreDb;
using Reports.EventStore.Log;
using Reports.Service.Appending;
using Reports.Service.Hosting;

namespace Reports.Service.Tests.Protocol;

// The adapter for EventStoreDB against the contract that every log keeps, over a socket to this project's own endpoint. The log
// behind it holds no facts, so that its appends are taken unchecked.

public sealed class ServedLog : LogStore
{
    private readonly string _folder = Directory.CreateTempSubdirectory("reports-served-").FullName;
    private EmbeddedLog? _log;
    private ReportsServer? _server;

    public override bool IsMultiStreamAtomic => false;

    public override async ValueTask<IEventLog> OpenEmptyAsync()
    {
        _log = EmbeddedLog.Open(Path.Combine(_folder, "served.db"), LedgerMode.Write);
        _server = await ReportsServer.StartAsync(_log, new Unchecked(_log), new ServerOptions { Port = 0, AcceptsAnyWriter = true }, TimeProvider.System);
        return await EventStoreDbLog.OpenAsync($"esdb://{_server.Address.Authority}?tls=false", LedgerMode.Write, new EventStoreDbOptions { Seed = 1 });
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
        if (_log is not null) await _log.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private sealed class Unchecked(EmbeddedLog log) : IAppender
    {
        public async Task<IReadOnlyList<AppendResult>> AppendTogetherAsync(IReadOnlyList<ProposedAppend> appends, CancellationToken cancellation = default) => await log.AppendAsync(
            [.. appends.Select(a => new StreamAppend(new StreamName(a.Stream), a.Expected, [.. a.Events.Select(e => new EventToAppend(e.Id, e.Type, e.Data, e.Metadata))]))], cancellation);
    }
}

public sealed class ServedAppendTests() : AppendContract(new ServedLog());

public sealed class ServedIdempotencyTests() : IdempotencyContract(new ServedLog());

public sealed class ServedReadStreamTests() : ReadStreamContract(new ServedLog());

public sealed class ServedReadAllTests() : ReadAllContract(new ServedLog());

public sealed class ServedSubscriptionTests() : SubscriptionContract(new ServedLog());

public sealed class ServedMultiStreamTests() : MultiStreamContract(new ServedLog());

public sealed class ServedConcurrencyTests() : ConcurrencyContract(new ServedLog());

public sealed class ServedLimitsTests() : LimitsContract(new ServedLog());
