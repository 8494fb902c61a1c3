using Reports.EventStore.Events;
using Reports.Service.Importing.Names;
using Reports.Service.Importing.Records;
using Reports.Service.Queries;

namespace Reports.Service.Importing.Running;

/// <summary>
/// Reads rows, maps them and writes what is stored of them, batch by batch, ahead of whoever appends them: most rows of a data set are new.
/// One thread at a time reads.
/// </summary>
internal sealed class RowReading(CsvRows rows, IRowMapping mapping, ImportNames names, IReadOnlyList<string> unread) : ImportReading
{
    private readonly MappedRow _mapped = new();
    private readonly EventSerializer _serializer = new();
    private bool _isAtEnd;

    public override IEnumerable<string> Notices => unread.Count > 0 ? [$"columns that this format does not read: {string.Join(", ", unread)}"] : [];

    public override ImportBatch? Next()
    {
        var batch = TakeBatch();
        while (!batch.IsFull && Read(batch))
        {
            var row = rows.Row;
            var line = (int)Math.Min(row.Line, int.MaxValue);
            batch.Rows++;
            batch.Characters += row.Characters;
            _mapped.Clear(line);
            if (row.Problem is null) mapping.Map(row, _mapped);
            _mapped.End();
            if (row.Problem is { } problem)
            {
                batch.Problems.Add(problem);
                continue;
            }

            foreach (var source in _mapped.Sources) batch.Add(source, row.Number, line, _serializer);
        }

        batch.Definitions = names.Take();
        batch.Bytes = rows.BytesRead;
        return batch.Rows == 0 ? null : batch;
    }

    protected override void Dispose(bool disposing)
    {
        rows.Dispose();
        (mapping as IDisposable)?.Dispose();
        _serializer.Dispose();
    }

    /// <summary>What cannot be told apart into rows is one rejected row: what stands before it is taken.</summary>
    private bool Read(ImportBatch batch)
    {
        try
        {
            return !_isAtEnd && rows.Next();
        }
        catch (RefusedException e)
        {
            _isAtEnd = true;
            batch.Rows++;
            batch.Problems.Add(new RowProblem(rows.Row.Number + 1, rows.Row.Line + 1, "", $"the rest of the file was not read: {e.Message}", ""));
            return false;
        }
    }
}
