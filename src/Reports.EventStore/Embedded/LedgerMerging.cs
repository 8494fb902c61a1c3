using System.Globalization;
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
    /// <summary>So many merges without the log beginning anew are worth a notice: 256 MB at the usual number of pages.</summary>
    private const int NoticedMerges = 8;

    private readonly SqliteDatabase _database;
    private readonly int _pages;
    private readonly int* _waiting;
    private readonly Action<string> _notice;
    private int _last;
    private int _next;
    private int _told;

    /// <param name="database">The writer's connection.</param>
    /// <param name="pages">Pages that may wait before they are merged.</param>
    /// <param name="notice">Told once, and at each doubling, that the write-ahead log grows though it is merged.</param>
    public LedgerMerging(SqliteDatabase database, int pages, Action<string> notice)
    {
        _notice = notice;
        _database = database;
        _pages = _next = pages;
        _told = pages * NoticedMerges;
        _waiting = (int*)NativeMemory.AllocZeroed(sizeof(int));
        Hook(database.Pointer, &Count, _waiting);
    }

    /// <summary>Merges when enough waits. Readers are never waited for; what one of them still needs is merged at a later time.</summary>
    /// <exception cref="SqliteFailure">A write or sync failed. Nothing that was acknowledged is lost: it waits in the write-ahead log.</exception>
    public void AfterCommit()
    {
        var waiting = *_waiting;
        // The log began anew.
        if (waiting < _last) (_next, _told) = (_pages, _pages * NoticedMerges);
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

        if (waiting < _told) return;
        _told = waiting > int.MaxValue / 2 ? int.MaxValue : waiting * 2;
        _notice(string.Create(
            CultureInfo.InvariantCulture,
            $"{_database.Name}-wal has grown to {(long)waiting * LedgerFile.PageSize / 1_000_000} MB, because somebody has been reading an old state of the ledger for long; it shrinks once that reader ends"));
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
