using System.Runtime.CompilerServices;
using Reports.EventStore.Embedded;
using Reports.EventStore.EventStoreDb;
using Reports.EventStore.EventStoreDb.Connection;
using Reports.EventStore.Log;

namespace Reports.Service.Ledgers;

/// <summary>Opens the log that a place names: a file, or a cluster by its connection string.</summary>
public static class EventLogs
{
    public static bool IsCluster(string place) => ConnectionString.IsOne(place);

    /// <param name="place">The ledger file, or the connection string of an EventStoreDB.</param>
    /// <param name="mode">Whether it will be written.</param>
    /// <param name="time">The clock.</param>
    /// <param name="writer">What opens it, for whoever finds it in use.</param>
    /// <param name="cancellation">Stops connecting.</param>
    /// <exception cref="ConnectionStringException">The connection string says nothing clear.</exception>
    /// <exception cref="LogException">It cannot be opened; the message says why.</exception>
    public static Task<IEventLog> OpenAsync(string place, LedgerMode mode, TimeProvider time, string writer, CancellationToken cancellation = default) =>
        IsCluster(place)
            ? ConnectAsync(place, mode, time, cancellation)
            : Task.FromResult<IEventLog>(EmbeddedLog.Open(place, mode, new EmbeddedLogOptions
            {
                Time = time,
                Writer = writer,
                Notice = static text => Serilog.Log.Warning("{Notice}", text),
            }));

    /// <summary>Apart, so that a ledger file is opened without loading what speaks to clusters.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<IEventLog> ConnectAsync(string place, LedgerMode mode, TimeProvider time, CancellationToken cancellation) =>
#if EVENTSTORE_OFFICIAL_CLIENT
        await EventStore.EventStoreDb.Official.OfficialEventLog.OpenAsync(place, mode, cancellation);
#else
        await EventStoreDbLog.OpenAsync(place, mode, new EventStoreDbOptions { Time = time }, cancellation);
#endif
}
