using Reports.EventStore.Contract;
using Reports.EventStore.Embedded;
using Reports.EventStore.EventStoreDb;
using Reports.EventStore.Log;

namespace Reports.EventStore.Tests.EventStoreDb;

// The adapter against the contract that every log keeps, on the server that REPORTS_EVENTSTORE names.

internal static class NamedServer
{
    private static int s_count;

    public static async ValueTask<IEventLog> OpenAsync()
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

public sealed class NamedServerAppendTests : AppendContract
{
    protected override bool IsMultiStreamAtomic => false;

    protected override bool IsPositionWithoutGaps => false;

    protected override ValueTask<IEventLog> OpenEmptyAsync() => NamedServer.OpenAsync();
}

public sealed class NamedServerIdempotencyTests : IdempotencyContract
{
    protected override bool IsMultiStreamAtomic => false;

    protected override bool IsPositionWithoutGaps => false;

    protected override ValueTask<IEventLog> OpenEmptyAsync() => NamedServer.OpenAsync();
}

public sealed class NamedServerReadStreamTests : ReadStreamContract
{
    protected override bool IsMultiStreamAtomic => false;

    protected override bool IsPositionWithoutGaps => false;

    protected override ValueTask<IEventLog> OpenEmptyAsync() => NamedServer.OpenAsync();
}

public sealed class NamedServerReadAllTests : ReadAllContract
{
    protected override bool IsMultiStreamAtomic => false;

    protected override bool IsPositionWithoutGaps => false;

    protected override ValueTask<IEventLog> OpenEmptyAsync() => NamedServer.OpenAsync();
}

public sealed class NamedServerSubscriptionTests : SubscriptionContract
{
    protected override bool IsMultiStreamAtomic => false;

    protected override bool IsPositionWithoutGaps => false;

    protected override ValueTask<IEventLog> OpenEmptyAsync() => NamedServer.OpenAsync();
}

public sealed class NamedServerMultiStreamTests : MultiStreamContract
{
    protected override bool IsMultiStreamAtomic => false;

    protected override bool IsPositionWithoutGaps => false;

    protected override ValueTask<IEventLog> OpenEmptyAsync() => NamedServer.OpenAsync();
}

public sealed class NamedServerConcurrencyTests : ConcurrencyContract
{
    protected override bool IsMultiStreamAtomic => false;

    protected override bool IsPositionWithoutGaps => false;

    protected override ValueTask<IEventLog> OpenEmptyAsync() => NamedServer.OpenAsync();
}

public sealed class NamedServerLimitsTests : LimitsContract
{
    protected override bool IsMultiStreamAtomic => false;

    protected override bool IsPositionWithoutGaps => false;

    protected override ValueTask<IEventLog> OpenEmptyAsync() => NamedServer.OpenAsync();
}
