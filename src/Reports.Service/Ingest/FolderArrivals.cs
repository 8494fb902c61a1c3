namespace Reports.Service.Ingest;

/// <summary>
/// Notices files that are new or changed in a folder, once they kept still between two looks: a file that is still being
/// written is left for the next one. Looking works on every file system, network ones included.
/// </summary>
public sealed class FolderArrivals(string folder)
{
    private readonly Dictionary<string, (DateTime Written, long Length)> _seen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (DateTime Written, long Length)> _taken = new(StringComparer.Ordinal);

    /// <summary>The files to ingest now, in the order of their paths.</summary>
    public IReadOnlyList<InputFile> Take()
    {
        var ready = new List<InputFile>();
        var present = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in InputFiles.Find([folder], static () => Stream.Null))
        {
            present.Add(file.Name);
            var info = new FileInfo(file.Name);
            if (!info.Exists) continue;
            var state = (info.LastWriteTimeUtc, info.Length);
            if (_taken.TryGetValue(file.Name, out var taken) && taken == state) continue;
            if (_seen.TryGetValue(file.Name, out var seen) && seen == state)
            {
                _taken[file.Name] = state;
                ready.Add(file);
            }

            _seen[file.Name] = state;
        }

        foreach (var gone in _seen.Keys.Where(k => !present.Contains(k)).ToList())
        {
            _seen.Remove(gone);
            _taken.Remove(gone);
        }

        return ready;
    }
}
