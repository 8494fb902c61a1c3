using Reports.EventStore.Contract;
using Reports.EventStore.Embedded;
using Reports.EventStore.Log;
using Reports.Faults;

namespace Reports.EventStore.Tests.Embedded;

// The embedded log against the contract that every log keeps.

public sealed class EmbeddedStore : LogStore
{
    private readonly TemporaryFolder _folder = new();

    public override ValueTask<IEventLog> OpenEmptyAsync() => ValueTask.FromResult<IEventLog>(EmbeddedLog.Open(_folder.Ledger, LedgerMode.Write));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }
}

public sealed class EmbeddedAppendTests() : AppendContract(new EmbeddedStore());

public sealed class EmbeddedIdempotencyTests() : IdempotencyContract(new EmbeddedStore());

public sealed class EmbeddedReadStreamTests() : ReadStreamContract(new EmbeddedStore());

public sealed class EmbeddedReadAllTests() : ReadAllContract(new EmbeddedStore());

public sealed class EmbeddedSubscriptionTests() : SubscriptionContract(new EmbeddedStore());

public sealed class EmbeddedConcurrencyTests() : ConcurrencyContract(new EmbeddedStore());

public sealed class EmbeddedLimitsTests() : LimitsContract(new EmbeddedStore());

public sealed class EmbeddedMultiStreamTests() : MultiStreamContract(new EmbeddedStore());
