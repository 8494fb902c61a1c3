using Reports.Service.Coding;

namespace Reports.Service.Ingest;

/// <summary>A file to ingest: its name as reports give it, and how to get its bytes.</summary>
public sealed record InputFile(string Name, Func<ReadOnlyMemory<byte>> Read);

/// <summary>Finds the files that paths name. A folder stands for every <c>.yaml</c>, <c>.yml</c> and <c>.json</c> below it, in the order of their paths.</summary>
public static class InputFiles
{
    public const string StandardInput = "-";

    private static readonly string[] Endings = [".yaml", ".yml", ".json"];

    /// <exception cref="FileNotFoundException">A path names nothing.</exception>
    public static IReadOnlyList<InputFile> Find(IEnumerable<string> paths, Func<Stream> standardInput)
    {
        var files = new List<InputFile>();
        foreach (var path in paths)
        {
            if (path == StandardInput)
            {
                // It can be read once only.
                var text = new Lazy<ReadOnlyMemory<byte>>(() => ReadBounded(standardInput(), 0));
                files.Add(new InputFile("(standard input)", () => text.Value));
            }
            else if (Directory.Exists(path)) files.AddRange(Below(path));
            else if (File.Exists(path)) files.Add(Of(path));
            else throw new FileNotFoundException($"there is no file or folder '{path}'", path);
        }

        return files;
    }

    public static InputFile Of(string path) => new(path, () =>
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        return stream.Length > CodingLimits.FileBytes ? throw DocumentReader.TooLarge(stream.Length) : ReadBounded(stream, (int)stream.Length);
    });

    private static IEnumerable<InputFile> Below(string folder)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.System, MatchType = MatchType.Simple };
        return Directory.EnumerateFiles(folder, "*", options)
            .Where(f => Endings.Contains(Path.GetExtension(f).ToLowerInvariant()))
            .Order(StringComparer.Ordinal)
            .Select(Of);
    }

    private static ReadOnlyMemory<byte> ReadBounded(Stream stream, int expected)
    {
        // One byte more than expected shows the end without another buffer.
        var bytes = new byte[Math.Max(expected + 1, expected == 0 ? 64 * 1024 : 0)];
        var length = 0;
        for (var read = stream.Read(bytes); read > 0; read = stream.Read(bytes.AsSpan(length)))
        {
            length += read;
            if (length > CodingLimits.FileBytes) throw DocumentReader.TooLarge(length);
            if (length == bytes.Length) Array.Resize(ref bytes, (int)Math.Min(bytes.Length * 2L, CodingLimits.FileBytes + 1));
        }

        return bytes.AsMemory(0, length);
    }
}
