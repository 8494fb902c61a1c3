using Reports.EventStore.Events;
using Reports.Service.Coding;
using Reports.Service.Importing.Records;
using Reports.Service.Importing.Running;
using Reports.Service.Queries;

namespace Reports.Service.Importing.Facts;

/// <summary>
/// Reads records, puts together what stands together of one source, and checks it as a source file is checked. What a source has beside the
/// records stays as it is.
/// </summary>
internal sealed class FactReading(FactFile file, string name, FactNames names) : ImportReading
{
    private readonly List<FactRecord> _together = [];
    private readonly EventSerializer _serializer = new();
    private string? _source;
    private bool _isAtEnd;
    private long _row;

    public override IEnumerable<string> Notices => file.Notices;

    public override ImportBatch? Next()
    {
        var batch = TakeBatch();
        // Definitions name each other: those that stand together are made together.
        for (var isDefinition = false; !batch.IsFull || isDefinition;)
        {
            if (Read(batch) is not { } record) break;
            isDefinition = record.Document is { } document && GazetteerFileReader.RootKeys.Any(k => document.Find(k) is not null);
            var source = SourceOf(record.Document);
            if (file.HasDocuments || isDefinition || record.Problem is not null || source != _source || _together.Count >= ImportLimits.FactsTogether) Finish(batch);
            if (record.Problem is { } problem) Reject(batch, record, problem);
            else if (isDefinition) Define(batch, record);
            else
            {
                _together.Add(record);
                _source = source;
            }
        }

        if (_isAtEnd) Finish(batch);
        batch.Bytes = file.BytesRead;
        return batch.Rows == 0 && _isAtEnd ? null : batch;
    }

    protected override void Dispose(bool disposing)
    {
        file.Dispose();
        _serializer.Dispose();
    }

    private static string? SourceOf(MappingNode? document) => (document?.Find("source") as MappingNode)?.Find("id") is ScalarNode id ? id.Text : null;

    private FactRecord? Read(ImportBatch batch)
    {
        try
        {
            var record = _isAtEnd ? null : file.Next();
            _isAtEnd = record is null;
            _row = record?.Row ?? _row;
            return record;
        }
        catch (RefusedException e)
        {
            _isAtEnd = true;
            Finish(batch);
            batch.Rows++;
            batch.Problems.Add(new RowProblem(_row + 1, 1, "", $"the rest of the file was not read: {e.Message}", ""));
            return null;
        }
    }

    private void Finish(ImportBatch batch)
    {
        var left = _together.ToList();
        _together.Clear();
        _source = null;
        while (left.Count > 0)
        {
            var reader = new SourceFileReader(name, names);
            if (reader.Read(Merge(left)) is { } document)
            {
                if (document.Corrections.IsEmpty && document.Retractions.IsEmpty)
                {
                    Take(batch, left, document);
                    return;
                }

                foreach (var record in left) Reject(batch, record, new RowProblem(record.Row, record.Line, "corrections", "an import takes facts as they stand: corrections and retractions are for 'ingest'", ""));
                return;
            }

            left = RejectSome(batch, left, reader.Errors);
        }
    }

    private void Take(ImportBatch batch, List<FactRecord> records, SourceDocument document)
    {
        batch.Add(new ImportedSource(document.Header, document.Facts, null) { IsPart = true }, records[0].Row, records[0].Line, _serializer);
        batch.Rows += records.Count;
        batch.Characters += records.Sum(r => (long)r.Length);
    }

    /// <summary>Rejects the records that have errors; all of them where the source itself is wrong. What is left is read again.</summary>
    private List<FactRecord> RejectSome(ImportBatch batch, List<FactRecord> records, IReadOnlyList<CodingError> errors)
    {
        var isWhole = file.HasDocuments || errors.Any(e => e.Path.StartsWith("source", StringComparison.Ordinal));
        var left = new List<FactRecord>();
        foreach (var record in records)
        {
            var error = isWhole ? errors[0] : errors.FirstOrDefault(e => e.Line == record.Line);
            if (error is null) left.Add(record);
            else Reject(batch, record, new RowProblem(record.Row, record.Line, error.Path, error.Message, ""));
        }

        // An error that is in no record would be found for ever.
        if (left.Count < records.Count) return left;
        foreach (var record in records) Reject(batch, record, new RowProblem(record.Row, record.Line, errors[0].Path, errors[0].Message, ""));
        return [];
    }

    private void Define(ImportBatch batch, FactRecord record)
    {
        var reader = new GazetteerFileReader(name);
        if (reader.Read(record.Document!) is not { } gazetteer)
        {
            Reject(batch, record, new RowProblem(record.Row, record.Line, reader.Errors[0].Path, reader.Errors[0].Message, ""));
            return;
        }

        batch.Definitions.Places.AddRange(gazetteer.Places.Select(p => p.Definition).Where(names.Define));
        batch.Definitions.Actors.AddRange(gazetteer.Actors.Select(a => a.Definition).Where(names.Define));
        batch.Definitions.Outlets.AddRange(gazetteer.Outlets.Select(o => o.Definition).Where(names.Define));
        if (batch.Definitions.Count > ImportLimits.Definitions) throw new RefusedException($"{name}: more than {ImportLimits.Definitions} definitions in one file");
        batch.Rows++;
        batch.Characters += record.Length;
    }

    private static void Reject(ImportBatch batch, FactRecord record, RowProblem problem)
    {
        batch.Rows++;
        batch.Characters += record.Length;
        batch.Problems.Add(problem);
    }

    /// <summary>One document of records of one source. The first one's header is the source's.</summary>
    private static MappingNode Merge(List<FactRecord> records)
    {
        var first = records[0].Document!;
        if (records.Count == 1) return first;
        var merged = new MappingNode([], first.Line, first.Column);
        foreach (var (key, value) in first.Entries)
            if (key.Text is not ("incidents" or "facts")) merged.Entries.Add((key, value));
        foreach (var key in (string[])["incidents", "facts"])
        {
            var items = records.SelectMany(r => r.Document!.Find(key) is SequenceNode list ? list.Items : []).ToList();
            if (items.Count > 0) merged.Entries.Add((new ScalarNode(key, IsPlain: false, first.Line, first.Column), new SequenceNode(items, first.Line, first.Column)));
        }

        return merged;
    }
}
