using Reports.EventStore.Contract;
using Reports.EventStore.Embedded;
using Reports.EventStore.EventStoreDb;
using Reports.EventStore.Log;
using Reports.EventStore.Tests.EventStoreDb.Double;

namespace Reports.EventStore.Tests.EventStoreDb;

// The adapter against the contract that every log keeps, over a socket to a double of the server.

public sealed class DoubledServer : IAsyncDisposable
{
    private ServerDouble? _server;

    public async ValueTask<IEventLog> OpenAsync(Behaviour? behaviour = null)
    {
        _server = await ServerDouble.StartAsync(behaviour: behaviour);
#if EVENTSTORE_OFFICIAL_CLIENT
        return await Reports.EventStore.EventStoreDb.Official.OfficialEventLog.OpenAsync(_server.ConnectionString, LedgerMode.Write);
#else
        return await EventStoreDbLog.OpenAsync(_server.ConnectionString, LedgerMode.Write, new EventStoreDbOptions { Seed = 1 });
#endif
    }

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;
}

public sealed class AdapterAppendTests : AppendContract
{
    private readonly DoubledServer _server = new();

    protected override bool IsMultiStreamAtomic => false;

    protected override bool IsPositionWithoutGaps => false;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _server.DisposeAsync();
    }

    protected override ValueTask<IEventLog> OpenEmptyAsync() => _server.OpenAsync();
}

public sealed class AdapterIdempotencyTests : IdempotencyContract
{
    private readonly DoubledServer _server = new();

    protected override bool IsMultiStreamAtomic => false;

    protected override bool IsPositionWithoutGaps => false;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _server.DisposeAsync();
    }

    protected override ValueTask<IEventLog> OpenEmptyAsync() => _server.OpenAsync();
}

public sealed class AdapterReadStreamTests : ReadStreamContract
{
    private readonly DoubledServer _server = new();

    protected override bool IsMultiStreamAtomic => false;

    protected override bool IsPositionWithoutGaps => false;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _server.DisposeAsync();
    }

    protected override ValueTask<IEventLog> OpenEmptyAsync() => _server.OpenAsync();
}

public sealed class AdapterReadAllTests : ReadAllContract
{
    private readonly DoubledServer _server = new();

    protected override bool IsMultiStreamAtomic => false;

    protected override bool IsPositionWithoutGaps => false;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _server.DisposeAsync();
    }

    protected override ValueTask<IEventLog> OpenEmptyAsync() => _server.OpenAsync();
}

public sealed class AdapterSubscriptionTests : SubscriptionContract
{
    private readonly DoubledServer _server = new();

    protected override bool IsMultiStreamAtomic => false;

    protected override bool IsPositionWithoutGaps => false;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _server.DisposeAsync();
    }

    protected override ValueTask<IEventLog> OpenEmptyAsync() => _server.OpenAsync();
}

public sealed class AdapterMultiStreamTests : MultiStreamContract
{
    private readonly DoubledServer _server = new();

    protected override bool IsMultiStreamAtomic => false;

    protected override bool IsPositionWithoutGaps => false;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _server.DisposeAsync();
    }

    protected override ValueTask<IEventLog> OpenEmptyAsync() => _server.OpenAsync();
}

public sealed class AdapterConcurrencyTests : ConcurrencyContract
{
    private readonly DoubledServer _server = new();

    protected override bool IsMultiStreamAtomic => false;

    protected override bool IsPositionWithoutGaps => false;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _server.DisposeAsync();
    }

    protected override ValueTask<IEventLog> OpenEmptyAsync() => _server.OpenAsync();
}

public sealed class AdapterLimitsTests : LimitsContract
{
    private readonly DoubledServer _server = new();

    protected override bool IsMultiStreamAtomic => false;

    protected override bool IsPositionWithoutGaps => false;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _server.DisposeAsync();
    }

    protected override ValueTask<IEventLog> OpenEmptyAsync() => _server.OpenAsync();
}

// Without batch appends, without features at all, and without a word about being caught up.

public sealed class SingleAppendAppendTests : AppendContract
{
    private readonly DoubledServer _server = new();

    protected override bool IsMultiStreamAtomic => false;

    protected override bool IsPositionWithoutGaps => false;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _server.DisposeAsync();
    }

    protected override ValueTask<IEventLog> OpenEmptyAsync() => _server.OpenAsync(new Behaviour { HasBatchAppend = false });
}

public sealed class SingleAppendIdempotencyTests : IdempotencyContract
{
    private readonly DoubledServer _server = new();

    protected override bool IsMultiStreamAtomic => false;

    protected override bool IsPositionWithoutGaps => false;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _server.DisposeAsync();
    }

    protected override ValueTask<IEventLog> OpenEmptyAsync() => _server.OpenAsync(new Behaviour { HasFeatures = false });
}

public sealed class SingleAppendLimitsTests : LimitsContract
{
    private readonly DoubledServer _server = new();

    protected override bool IsMultiStreamAtomic => false;

    protected override bool IsPositionWithoutGaps => false;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _server.DisposeAsync();
    }

    protected override ValueTask<IEventLog> OpenEmptyAsync() => _server.OpenAsync(new Behaviour { HasBatchAppend = false });
}

public sealed class SilentServerSubscriptionTests : SubscriptionContract
{
    private readonly DoubledServer _server = new();

    protected override bool IsMultiStreamAtomic => false;

    protected override bool IsPositionWithoutGaps => false;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _server.DisposeAsync();
    }

    protected override ValueTask<IEventLog> OpenEmptyAsync() => _server.OpenAsync(new Behaviour { SendsCaughtUp = false });
}
