using System.Text;
using Reports.Service.Coding;
using Serilog;

namespace Reports.Service.Ingest;

/// <summary>A file that was read: its document, or why there is none.</summary>
/// <param name="Index">Its place among the files of the run.</param>
internal sealed record InputDocument(int Index, InputFile File, DocumentNode? Root, CodingError? Problem)
{
    public bool IsGazetteer => Root is MappingNode mapping && GazetteerFileReader.RootKeys.Any(k => mapping.Find(k) is not null);
}

/// <summary>The files of one run. However many they are, few of them are in memory at once.</summary>
internal sealed class InputDocuments(IReadOnlyList<InputFile> files)
{
    private const int FilesAtOnce = 1024;

    /// <summary>Bytes of files that are parsed and appended together; a larger file goes alone.</summary>
    private const long BytesAtOnce = 8 * 1024 * 1024;

    /// <summary>Bytes of files that are kept from the search for gazetteers to their turn; the rest is read twice.</summary>
    private const long BytesKept = 64 * 1024 * 1024;

    private static readonly byte[][] RootKeys = [.. GazetteerFileReader.RootKeys.Select(Encoding.UTF8.GetBytes)];

    private readonly ReadOnlyMemory<byte>?[] _kept = new ReadOnlyMemory<byte>?[files.Count];
    private readonly int[] _lengths = new int[files.Count];
    private long _keptBytes;

    /// <summary>Those that define places, actors or outlets.</summary>
    public List<InputDocument> FindGazetteers()
    {
        var gazetteers = new List<InputDocument>();
        for (var at = 0; at < files.Count; at += FilesAtOnce) gazetteers.AddRange(FindGazetteers(at, Math.Min(FilesAtOnce, files.Count - at)));
        return gazetteers;
    }

    /// <summary>The gazetteer files among some of the files. Of the others nothing is kept but bytes, and of these no more than a bound.</summary>
    private IEnumerable<InputDocument> FindGazetteers(int from, int count)
    {
        var found = new InputDocument?[count];
        Parallel.For(0, count, i =>
        {
            try
            {
                var bytes = files[from + i].Read();
                _lengths[from + i] = bytes.Length;
                if (Interlocked.Add(ref _keptBytes, bytes.Length) <= BytesKept) _kept[from + i] = bytes;
                if (MayBeGazetteer(bytes.Span) && Parse(from + i, bytes) is { IsGazetteer: true } gazetteer) found[i] = gazetteer;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or UnreadableDocumentException)
            {
                // The file's turn comes, and then its error is told.
                Log.Debug("{File} cannot be read: {Problem}", files[from + i].Name, e.Message);
            }
        });
        return found.OfType<InputDocument>();
    }

    /// <summary>False when none of a gazetteer's keys stands in the text, and none can be written with escapes.</summary>
    private static bool MayBeGazetteer(ReadOnlySpan<byte> text)
    {
        if (text.Contains((byte)'\\')) return true;
        foreach (var key in RootKeys)
            if (text.IndexOf(key) >= 0)
                return true;
        return false;
    }

    private InputDocument Parse(int index, ReadOnlyMemory<byte>? bytes = null)
    {
        var file = files[index];
        try
        {
            return new InputDocument(index, file, DocumentReader.Read(file.Name, bytes ?? _kept[index] ?? file.Read()), null);
        }
        catch (UnreadableDocumentException e)
        {
            return new InputDocument(index, file, null, new CodingError(file.Name, e.Line, e.Column, "", e.Message));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new InputDocument(index, file, null, new CodingError(file.Name, 1, 1, "", $"cannot be read: {e.Message}"));
        }
    }

    /// <summary>The documents of some files, in their order.</summary>
    public InputDocument[] Parse(int[] indexes)
    {
        var parsed = new InputDocument[indexes.Length];
        Parallel.For(0, indexes.Length, i => parsed[i] = Parse(indexes[i]));
        return parsed;
    }

    /// <summary>Files that are parsed and appended together.</summary>
    public IEnumerable<int[]> Chunks(IReadOnlyList<int> chosen)
    {
        var chunk = new List<int>();
        var bytes = 0L;
        foreach (var file in chosen)
        {
            if (chunk.Count == FilesAtOnce || (chunk.Count > 0 && bytes + _lengths[file] > BytesAtOnce))
            {
                yield return [.. chunk];
                chunk.Clear();
                bytes = 0;
            }

            chunk.Add(file);
            bytes += _lengths[file];
        }

        if (chunk.Count > 0) yield return [.. chunk];
    }
}
