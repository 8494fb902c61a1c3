using System.Globalization;
using System.Text;
using Reports.EventStore.Integrity;
using Reports.EventStore.Log;

namespace Reports.EventStore.Embedded;

/// <summary>Looks at every row and index entry by itself, so that one that is damaged hides none of the others. Not thread safe.</summary>
internal sealed class RowCheck(SqliteDatabase database, Action<Damage> found)
{
    private readonly PageBuffer _page = new();
    private readonly IndexCheck _index = new(database.Name);
    private (long First, long Last, string Problem)? _run;
    private bool _isDamaged;

    /// <summary>The database must be in a read transaction.</summary>
    /// <param name="whole">Told each event that is what was written.</param>
    /// <param name="progress">Told positions done and all, from time to time.</param>
    /// <param name="cancellation">Stops it.</param>
    public void Run(Action<RecordedEvent>? whole, Action<long, long>? progress, CancellationToken cancellation)
    {
        var last = Try(() => database.Scalar("SELECT max(position) FROM events")) ?? 0;
        var head = Head() ?? last;
        if (Try(() => database.Scalar("SELECT count(*) FROM events WHERE position < 1")) is > 0 and var before)
            found(new Damage(DamageKind.Event, database.Name, $"{before} rows stand before position 1, where none was ever written"));
        for (var position = 1L; position <= Math.Max(head, last); position++)
        {
            if ((position & 0xFFF) == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                progress?.Invoke(position, head);
            }

            if (position > head) Report(position, "follows the last commit");
            else if (Problem(position) is { } problem) Report(position, problem);
            else if (_page.Count > 0) Take(whole);
        }

        EndRun();
        // Where rows are missing or changed, nobody can say what the index should have; its own pages were looked at already.
        if (_isDamaged) return;
        try
        {
            _index.Read(database, head, cancellation);
            _index.Compare(found);
        }
        catch (SqliteFailure failure)
        {
            found(new Damage(DamageKind.Index, "index by stream", failure.Message));
        }
    }

    private void Take(Action<RecordedEvent>? whole)
    {
        _index.Add(_page.Events.Span);
        whole?.Invoke(_page.Events.Span[0]);
    }

    private long? Head()
    {
        try
        {
            return LedgerFile.Head(database);
        }
        catch (Exception e) when (e is LogDamagedException or SqliteFailure)
        {
            found(new Damage(DamageKind.Event, "head", e.Message));
            return null;
        }
    }

    /// <summary>What is wrong at a position; null when the row is what was written, which then stands in the page.</summary>
    private string? Problem(long position)
    {
        _page.Clear();
        try
        {
            var scan = LogScan.Row(database, position);
            try
            {
                return scan.Fill(_page, 1, CancellationToken.None) && _page.Count == 1 ? null : "is missing";
            }
            finally
            {
                scan.Dispose();
            }
        }
        catch (LogDamagedException)
        {
            return _page.Count == 0 && IsThere(position) ? $"is not what was written: its checksum does not match{Stream(position)}" : "is missing";
        }
        catch (SqliteFailure failure)
        {
            return $"cannot be read: {failure.Message}";
        }
    }

    private bool IsThere(long position) => database.Scalar(string.Create(CultureInfo.InvariantCulture, $"SELECT count(*) FROM events WHERE position = {position}")) == 1;

    private string Stream(long position)
    {
        var row = database.Statement("SELECT stream, revision FROM events WHERE position = ?1");
        row.Bind(1, position);
        try
        {
            return row.Step()
                ? string.Create(CultureInfo.InvariantCulture, $" (stream '{Domain.Text.SafeText.Show(Encoding.UTF8.GetString(row.Bytes(0)))}', revision {row.Int64(1)})")
                : "";
        }
        finally
        {
            row.Reset();
        }
    }

    /// <summary>Neighbours with the same problem are one place.</summary>
    private void Report(long position, string problem)
    {
        _isDamaged = true;
        if (_run is { } run && run.Last == position - 1 && run.Problem == problem)
        {
            _run = run with { Last = position };
            return;
        }

        EndRun();
        _run = (position, position, problem);
    }

    private void EndRun()
    {
        if (_run is not { } run) return;
        var isOne = run.First == run.Last;
        found(new Damage(
            DamageKind.Event,
            string.Create(CultureInfo.InvariantCulture, $"{(isOne ? "position" : "positions")} {run.First}{(isOne ? "" : $" to {run.Last}")}"),
            isOne ? run.Problem : run.Problem.Replace("is missing", "are missing", StringComparison.Ordinal), run.First));
        _run = null;
    }

    private long? Try(Func<long> read)
    {
        try
        {
            return read();
        }
        catch (SqliteFailure failure)
        {
            found(new Damage(DamageKind.Event, database.Name, failure.Message));
            return null;
        }
    }
}
