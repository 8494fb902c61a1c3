using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Reports.EventStore.Log;

namespace Reports.EventStore.Embedded;

/// <summary>
/// Runs the reads of one log. A short one is done on the caller's thread; a long one then runs ahead of its reader on a thread of
/// its own, by a bounded number of pages, so that the reader decodes while the next page is scanned. Thread safe.
/// </summary>
internal sealed class LedgerReads(LedgerReaders readers)
{
    private const int PagesAhead = 3;
    private const int PagesKept = 16;

    /// <summary>Rows that are looked at before a thread is worth its price.</summary>
    private const int ShortRead = 512;

    private readonly ConcurrentBag<PageBuffer> _pages = [];

    /// <summary>The pages of a scan, in one snapshot of the ledger.</summary>
    public async IAsyncEnumerable<EventPage> Pages(Func<SqliteDatabase, ILedgerScan> open, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var database = SqliteFailure.Telling(readers.Take);
        var isGood = false;
        try
        {
            using var scan = SqliteFailure.Telling(() =>
            {
                database.Execute("BEGIN");
                return open(database);
            });
            var first = TakePage();
            try
            {
                if (SqliteFailure.Telling(() => scan.Fill(first, ShortRead, cancellation)))
                {
                    isGood = true;
                    yield return PageOf(first, scan.Reached);
                    isGood = false;
                }
            }
            finally
            {
                // Also of a reader that goes no further: a page is large.
                KeepPage(first);
            }

            if (!scan.HasEnded)
            {
                using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                var ahead = Channel.CreateBounded<(PageBuffer Page, long Reached)>(new BoundedChannelOptions(PagesAhead) { SingleReader = true, SingleWriter = true });
                var scanning = Task.Factory.StartNew(
                    () => ScanAhead(scan, ahead.Writer, stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
                try
                {
                    while (await ahead.Reader.WaitToReadAsync(cancellation))
                        while (ahead.Reader.TryRead(out var next))
                        {
                            yield return PageOf(next.Page, next.Reached);
                            KeepPage(next.Page);
                        }
                }
                finally
                {
                    await stop.CancelAsync();
                    isGood = await scanning;
                }
            }
            else
            {
                isGood = true;
            }
        }
        finally
        {
            SqliteFailure.Telling(() => readers.Give(database, isGood));
        }
    }

    /// <summary>One answer, from one snapshot of the ledger.</summary>
    public T Snapshot<T>(Func<SqliteDatabase, T> read)
    {
        var database = SqliteFailure.Telling(readers.Take);
        var isGood = false;
        try
        {
            var result = SqliteFailure.Telling(() =>
            {
                database.Execute("BEGIN");
                return read(database);
            });
            isGood = true;
            return result;
        }
        finally
        {
            SqliteFailure.Telling(() => readers.Give(database, isGood));
        }
    }

    private static EventPage PageOf(PageBuffer page, long reached) => new(page.Events, Position.At(reached), CaughtUp: false);

    /// <summary>Fills pages until the scan ends or is stopped. False when it failed, which the reader of the pages is told.</summary>
    private bool ScanAhead(ILedgerScan scan, ChannelWriter<(PageBuffer, long)> pages, CancellationToken stop)
    {
        try
        {
            while (!scan.HasEnded)
            {
                var page = TakePage();
                if (scan.Fill(page, int.MaxValue, stop))
                {
                    if (!pages.TryWrite((page, scan.Reached))) pages.WriteAsync((page, scan.Reached), stop).AsTask().GetAwaiter().GetResult();
                }
                else
                {
                    KeepPage(page);
                }
            }

            pages.Complete();
            return true;
        }
        catch (OperationCanceledException e)
        {
            pages.Complete(e);
            return true;
        }
        catch (Exception e)
        {
            pages.Complete(e is SqliteFailure failure ? failure.Told : e);
            return false;
        }
    }

    private PageBuffer TakePage() => _pages.TryTake(out var kept) ? kept : new PageBuffer();

    private void KeepPage(PageBuffer page)
    {
        if (_pages.Count < PagesKept) _pages.Add(page);
    }
}
