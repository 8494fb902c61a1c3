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
            if (path == StandardInput) files.Add(new InputFile("(standard input)", () => ReadBounded(standardInput())));
            else if (Directory.Exists(path)) files.AddRange(Below(path));
            else if (File.Exists(path)) files.Add(Of(path));
            else throw new FileNotFoundException($"there is no file or folder '{path}'", path);
        }

        return files;
    }

    public static InputFile Of(string path) => new(path, () =>
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return stream.Length > CodingLimits.FileBytes ? throw DocumentReader.TooLarge(stream.Length) : ReadBounded(stream);
    });

    private static IEnumerable<InputFile> Below(string folder)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.System, MatchType = MatchType.Simple };
        return Directory.EnumerateFiles(folder, "*", options)
            .Where(f => Endings.Contains(Path.GetExtension(f).ToLowerInvariant()))
            .Order(StringComparer.Ordinal)
            .Select(Of);
    }

    private static ReadOnlyMemory<byte> ReadBounded(Stream stream)
    {
        var memory = new MemoryStream();
        var buffer = new byte[64 * 1024];
        for (var read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
        {
            memory.Write(buffer, 0, read);
            if (memory.Length > CodingLimits.FileBytes) throw DocumentReader.TooLarge(memory.Length);
        }

        return memory.GetBuffer().AsMemory(0, (int)memory.Length);
    }
}
