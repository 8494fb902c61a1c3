using Reports.EventStore.Contract;
using Reports.EventStore.Embedded;
using Reports.EventStore.EventStoreDb;
using Reports.EventStore.Log;
using Reports.EventStore.Tests.EventStoreDb.Double;

namespace Reports.EventStore.Tests.EventStoreDb;

// The adapter against the contract that every log keeps, over a socket to a double of the server.

public sealed class DoubledServer(Behaviour? behaviour = null) : LogStore
{
    private ServerDouble? _server;

    public override bool IsMultiStreamAtomic => false;

    public override bool IsPositionWithoutGaps => false;

    public override async ValueTask<IEventLog> OpenEmptyAsync()
    {
        _server = await ServerDouble.StartAsync(behaviour: behaviour);
#if EVENTSTORE_OFFICIAL_CLIENT
        return await Reports.EventStore.EventStoreDb.Official.OfficialEventLog.OpenAsync(_server.ConnectionString, LedgerMode.Write);
#else
        return await EventStoreDbLog.OpenAsync(_server.ConnectionString, LedgerMode.Write, new EventStoreDbOptions { Seed = 1 });
#endif
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
    }
}

public sealed class AdapterAppendTests() : AppendContract(new DoubledServer());

public sealed class AdapterIdempotencyTests() : IdempotencyContract(new DoubledServer());

public sealed class AdapterReadStreamTests() : ReadStreamContract(new DoubledServer());

public sealed class AdapterReadAllTests() : ReadAllContract(new DoubledServer());

public sealed class AdapterSubscriptionTests() : SubscriptionContract(new DoubledServer());

public sealed class AdapterMultiStreamTests() : MultiStreamContract(new DoubledServer());

public sealed class AdapterConcurrencyTests() : ConcurrencyContract(new DoubledServer());

public sealed class AdapterLimitsTests() : LimitsContract(new DoubledServer());

// Without batch appends, without features at all, and without a word about being caught up.

public sealed class SingleAppendAppendTests() : AppendContract(new DoubledServer(new Behaviour { HasBatchAppend = false }));

public sealed class SingleAppendIdempotencyTests() : IdempotencyContract(new DoubledServer(new Behaviour { HasFeatures = false }));

public sealed class SingleAppendLimitsTests() : LimitsContract(new DoubledServer(new Behaviour { HasBatchAppend = false }));

public sealed class SilentServerSubscriptionTests() : SubscriptionContract(new DoubledServer(new Behaviour { SendsCaughtUp = false }));
