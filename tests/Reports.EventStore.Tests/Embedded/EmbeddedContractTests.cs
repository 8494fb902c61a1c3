using Reports.EventStore.Contract;
using Reports.EventStore.Embedded;
using Reports.EventStore.Log;
using Reports.Faults;

namespace Reports.EventStore.Tests.Embedded;

// The embedded log against the contract that every log keeps.

public sealed class EmbeddedAppendTests : AppendContract
{
    private readonly TemporaryFolder _folder = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    protected override ValueTask<IEventLog> OpenEmptyAsync() => ValueTask.FromResult<IEventLog>(EmbeddedLog.Open(_folder.Ledger, LedgerMode.Write));
}

public sealed class EmbeddedIdempotencyTests : IdempotencyContract
{
    private readonly TemporaryFolder _folder = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    protected override ValueTask<IEventLog> OpenEmptyAsync() => ValueTask.FromResult<IEventLog>(EmbeddedLog.Open(_folder.Ledger, LedgerMode.Write));
}

public sealed class EmbeddedReadStreamTests : ReadStreamContract
{
    private readonly TemporaryFolder _folder = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    protected override ValueTask<IEventLog> OpenEmptyAsync() => ValueTask.FromResult<IEventLog>(EmbeddedLog.Open(_folder.Ledger, LedgerMode.Write));
}

public sealed class EmbeddedReadAllTests : ReadAllContract
{
    private readonly TemporaryFolder _folder = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    protected override ValueTask<IEventLog> OpenEmptyAsync() => ValueTask.FromResult<IEventLog>(EmbeddedLog.Open(_folder.Ledger, LedgerMode.Write));
}

public sealed class EmbeddedSubscriptionTests : SubscriptionContract
{
    private readonly TemporaryFolder _folder = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    protected override ValueTask<IEventLog> OpenEmptyAsync() => ValueTask.FromResult<IEventLog>(EmbeddedLog.Open(_folder.Ledger, LedgerMode.Write));
}

public sealed class EmbeddedConcurrencyTests : ConcurrencyContract
{
    private readonly TemporaryFolder _folder = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    protected override ValueTask<IEventLog> OpenEmptyAsync() => ValueTask.FromResult<IEventLog>(EmbeddedLog.Open(_folder.Ledger, LedgerMode.Write));
}

public sealed class EmbeddedLimitsTests : LimitsContract
{
    private readonly TemporaryFolder _folder = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    protected override ValueTask<IEventLog> OpenEmptyAsync() => ValueTask.FromResult<IEventLog>(EmbeddedLog.Open(_folder.Ledger, LedgerMode.Write));
}

public sealed class EmbeddedMultiStreamTests : MultiStreamContract
{
    private readonly TemporaryFolder _folder = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    protected override ValueTask<IEventLog> OpenEmptyAsync() => ValueTask.FromResult<IEventLog>(EmbeddedLog.Open(_folder.Ledger, LedgerMode.Write));
}
