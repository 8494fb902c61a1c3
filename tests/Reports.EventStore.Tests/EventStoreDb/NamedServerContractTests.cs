using Reports.EventStore.Contract;
using Reports.EventStore.Embedded;
using Reports.EventStore.EventStoreDb;
using Reports.EventStore.Log;

namespace Reports.EventStore.Tests.EventStoreDb;

// The adapter against the contract that every log keeps, on the server that REPORTS_EVENTSTORE names.

public sealed class NamedServer : LogStore
{
    private static int s_count;

    public override bool IsMultiStreamAtomic => false;

    public override bool IsPositionWithoutGaps => false;

    public override async ValueTask<IEventLog> OpenEmptyAsync()
    {
        if (Environment.GetEnvironmentVariable("REPORTS_EVENTSTORE") is not { Length: > 0 } connection)
        {
            Assert.Skip("REPORTS_EVENTSTORE names no server");
            throw new InvalidOperationException();
        }

        var prefix = $"contract-{TimeProvider.System.GetUtcNow().Ticks:x}-{Interlocked.Increment(ref s_count)}-";
#if EVENTSTORE_OFFICIAL_CLIENT
        return new ScopedLog(await Reports.EventStore.EventStoreDb.Official.OfficialEventLog.OpenAsync(connection, LedgerMode.Write), prefix);
#else
        return new ScopedLog(await EventStoreDbLog.OpenAsync(connection, LedgerMode.Write), prefix);
#endif
    }
}

public sealed class NamedServerAppendTests() : AppendContract(new NamedServer());

public sealed class NamedServerIdempotencyTests() : IdempotencyContract(new NamedServer());

public sealed class NamedServerReadStreamTests() : ReadStreamContract(new NamedServer());

public sealed class NamedServerReadAllTests() : ReadAllContract(new NamedServer());

public sealed class NamedServerSubscriptionTests() : SubscriptionContract(new NamedServer());

public sealed class NamedServerMultiStreamTests() : MultiStreamContract(new NamedServer());

public sealed class NamedServerConcurrencyTests() : ConcurrencyContract(new NamedServer());

public sealed class NamedServerLimitsTests() : LimitsContract(new NamedServer());
