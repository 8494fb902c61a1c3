using Reports.Domain.Text;
using Reports.Service.Coding;
using Reports.Service.Ingest;
using Reports.Service.Queries;

namespace Reports.Service.Importing.Names;

/// <summary>A file that says what names of a data set stand for: one mapping from name to id, in YAML or JSON.</summary>
public static class NameFile
{
    /// <exception cref="RefusedException">Not such a file; the message has every error with its line and column.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static IReadOnlyDictionary<string, string> Read(string path)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"there is no file '{path}'", path);
        try
        {
            var root = DocumentReader.Read(path, InputFiles.Of(path).Read());
            if (root is not MappingNode mapping) throw new RefusedException($"{path}:{root.Line}:{root.Column}: a mapping from names to ids was expected");
            var bind = new NodeBinder(path);
            var names = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var (key, _) in mapping.Entries) names.Add(key.Text, bind.Slug(mapping, "", key.Text));
            if (bind.Errors.Count > 0) throw new RefusedException(string.Join("\n", bind.Ordered()));
            return names;
        }
        catch (UnreadableDocumentException e)
        {
            throw new RefusedException($"{path}:{e.Line}:{e.Column}: {SafeText.Show(e.Message)}");
        }
    }
}
