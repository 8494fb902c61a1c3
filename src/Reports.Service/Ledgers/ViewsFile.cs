using System.Globalization;
using Reports.Projections;
using Reports.Projections.Checkpoints;

namespace Reports.Service.Ledgers;

/// <summary>
/// The checkpoint of the views beside a ledger file: <c>ledger.db</c> has <c>ledger.db-views</c>; or that of a ledger on a cluster, in
/// a cache. It is never the only copy of anything: whatever is wrong with it, it is left alone and the views are rebuilt. Beside a
/// file only the ledger's writer writes it, in a cache any process.
/// </summary>
internal sealed class ViewsFile(string ledgerPath, ViewsCache? cache = null)
{
    /// <summary>In a cache, for the eyes of its owner alone: who can read the folder of a ledger file can read that.</summary>
    private const UnixFileMode OfOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static int s_count;

    public string Path { get; } = ledgerPath + "-views";

    /// <summary>Written first and renamed when it is whole and durable: a crash leaves the old checkpoint.</summary>
    public string NewPath { get; } = ledgerPath + "-views-new" + (cache is null ? "" : string.Create(CultureInfo.InvariantCulture, $"-{Environment.ProcessId}-{Interlocked.Increment(ref s_count)}"));

    /// <summary>Whether only who writes the ledger may save its views.</summary>
    public bool IsOfWriter => cache is null;

    /// <summary>Reads the checkpoint, if it is one of this log.</summary>
    /// <param name="originAt">What a checkpoint of the log at a position must say; null when the log ends before it.</param>
    /// <param name="cancellation">Stops reading.</param>
    public async Task<(Views? Views, CheckpointRefusal? Refusal)> LoadAsync(
        Func<long, Task<CheckpointOrigin?>> originAt, CancellationToken cancellation)
    {
        try
        {
            await using var stream = new FileStream(
                Path, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.Read | FileShare.Delete, BufferSize = 0 });
            if (!CheckpointReader.TryOpen(stream, out var reader, out var refusal)) return (null, refusal);
            if (await originAt(reader!.Origin.Position) is not { } origin)
                return Refuse(CheckpointProblem.OtherLog, $"is at position {reader.Origin.Position}, where the ledger has nothing");
            if (reader.Origin.Decoder != origin.Decoder) return Refuse(CheckpointProblem.OtherCode, "was written by another version of the code");
            if (reader.Origin != origin) return Refuse(CheckpointProblem.OtherLog, "is of another ledger");
            return reader.TryRead(out var views, out refusal, cancellation) ? (views, null) : (null, refusal);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Refuse(CheckpointProblem.Missing, "is missing");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Refuse(CheckpointProblem.Unreadable, $"cannot be read: {e.Message}");
        }
    }

    /// <summary>Replaces the checkpoint, or leaves the old one.</summary>
    /// <param name="views">What is saved.</param>
    /// <param name="origin">Which log they were made from, and how far.</param>
    /// <param name="now">The time, to tell what is old in a cache.</param>
    /// <param name="cancellation">Leaves the old one.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task SaveAsync(Views views, CheckpointOrigin origin, DateTimeOffset now, CancellationToken cancellation)
    {
        try
        {
            cache?.Prepare(now);
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
            if (cache is not null && !OperatingSystem.IsWindows()) options.UnixCreateMode = OfOwner;
            await using (var stream = new FileStream(NewPath, options))
            {
                await views.SaveAsync(stream, origin, cancellation);
                stream.Flush(flushToDisk: true);
            }

            File.Move(NewPath, Path, overwrite: true);
        }
        catch
        {
            TryDelete();
            throw;
        }
    }

    /// <summary>What is left of a save that failed is of no use. Where it cannot be deleted, the next save overwrites it.</summary>
    private void TryDelete()
    {
        try
        {
            File.Delete(NewPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Serilog.Log.Debug(e, "{File} cannot be deleted", NewPath);
        }
    }

    private static (Views?, CheckpointRefusal) Refuse(CheckpointProblem problem, string reason) => (null, new CheckpointRefusal(problem, reason));
}
