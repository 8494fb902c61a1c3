using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static SQLitePCL.raw;

namespace Reports.EventStore.Embedded;

/// <summary>
/// Merges the write-ahead log into the file, on the writer's thread, between commits. SQLite would do it at the end of one, and
/// keep a failed sync to itself. Not thread safe.
/// </summary>
internal sealed unsafe partial class LedgerMerging : IDisposable
{
    private readonly SqliteDatabase _database;
    private readonly int _pages;
    private readonly int* _waiting;
    private int _last;
    private int _next;

    /// <param name="database">The writer's connection.</param>
    /// <param name="pages">Pages that may wait before they are merged.</param>
    public LedgerMerging(SqliteDatabase database, int pages)
    {
        _database = database;
        _pages = _next = pages;
        _waiting = (int*)NativeMemory.AllocZeroed(sizeof(int));
        Hook(database.Pointer, &Count, _waiting);
    }

    /// <summary>Merges when enough waits. Readers are never waited for; what one of them still needs is merged at a later time.</summary>
    /// <exception cref="SqliteFailure">A write or sync failed. Nothing that was acknowledged is lost: it waits in the write-ahead log.</exception>
    public void AfterCommit()
    {
        var waiting = *_waiting;
        // The log began anew.
        if (waiting < _last) _next = _pages;
        _last = waiting;
        if (waiting < _next) return;
        _next = waiting + _pages;
        try
        {
            _database.Merge(SQLITE_CHECKPOINT_PASSIVE);
        }
        catch (SqliteFailure failure) when (failure.IsFull || failure.Primary is SQLITE_BUSY or SQLITE_LOCKED)
        {
            // A full disk: the log holds the commits until there is room. Busy: another program merges.
        }
    }

    public void Dispose()
    {
        Hook(_database.Pointer, null, null);
        NativeMemory.Free(_waiting);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Count(int* waiting, nint database, byte* schema, int pages)
    {
        *waiting = pages;
        return SQLITE_OK;
    }

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_wal_hook")]
    private static partial nint Hook(nint database, delegate* unmanaged[Cdecl]<int*, nint, byte*, int, int> hook, int* argument);
}
