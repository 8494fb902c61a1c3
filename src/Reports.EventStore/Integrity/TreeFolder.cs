using System.Globalization;
using System.Text;
using Reports.EventStore.Log;

namespace Reports.EventStore.Integrity;

/// <summary>How far the tiles of a folder reach.</summary>
/// <param name="Size">Leaves.</param>
/// <param name="Last">The log's position of the last of them.</param>
/// <param name="Root">The root over them.</param>
public sealed record TreeState(long Size, Position Last, MerkleHash Root);

/// <summary>
/// The folder beside a log in which the tiles of its tree are kept: <c>level-0</c>, <c>level-1</c> … hold hashes one after another,
/// and <c>tree</c> says how many of them count; <c>positions</c> says where the events are, for a log whose positions do not count them. It holds nothing that cannot be made again from the log. One process writes it at a
/// time; any number read.
/// </summary>
/// <param name="path">The folder.</param>
public sealed class TreeFolder(string path)
{
    /// <summary>What helps when the folder is damaged.</summary>
    public const string Remedy = "'reports tiles rebuild' makes the tiles again from the log";

    private const string Title = "reports tiles 1";
    private const int StateBytes = 1024;

    public string Path { get; } = path;

    public string StatePath => System.IO.Path.Combine(Path, "tree");

    /// <summary>The folder of the ledger in a file: <c>ledger.db-tiles</c>.</summary>
    public static TreeFolder Beside(string ledger) => new(ledger + "-tiles");

    /// <summary>Keeps other processes from writing, until it is disposed.</summary>
    /// <exception cref="WriterExistsException">Another process writes the folder.</exception>
    /// <exception cref="LogReadOnlyException">Nothing can be written there.</exception>
    public IDisposable Lock()
    {
        try
        {
            Directory.CreateDirectory(Path);
            return new FileStream(System.IO.Path.Combine(Path, "writer"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new LogReadOnlyException($"{Path} cannot be written: {e.Message}");
        }
        catch (IOException e) when (File.Exists(System.IO.Path.Combine(Path, "writer")))
        {
            throw new WriterExistsException($"{Path} is being written by another process: try again when it is done ({e.Message})");
        }
        catch (IOException e)
        {
            throw new LogReadOnlyException($"{Path} cannot be written: {e.Message}");
        }
    }

    /// <summary>How far the tiles reach; null when there are none.</summary>
    /// <exception cref="LogDamagedException">What stands there is not what was written.</exception>
    public TreeState? Read()
    {
        try
        {
            // Read through a handle that lets the writer replace the file meanwhile.
            using var file = new FileStream(StatePath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, StateBytes);
            var bytes = new byte[StateBytes];
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return Parse(Encoding.UTF8.GetString(bytes, 0, length)) ?? throw new LogDamagedException($"{StatePath} is not what was written; {Remedy}");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Says how far the tiles reach now, in one step and durably. What it counts must be durable already.</summary>
    public void Write(TreeState state) => DurableFile.Replace(StatePath, Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"{Title}\nsize {state.Size}\nlast {state.Last.Commit} {state.Last.Prepare}\nroot {state.Root}\n")));

    /// <summary>Forgets all tiles. The caller holds the lock.</summary>
    public void Clear()
    {
        File.Delete(StatePath);
        foreach (var level in Directory.GetFiles(Path, "level-*")) File.Delete(level);
        File.Delete(PositionFile.PathOf(this));
    }

    private static TreeState? Parse(string text)
    {
        var lines = text.Split('\n');
        if (lines.Length != 5 || lines[0] != Title || lines[4].Length > 0) return null;
        var (size, last, root) = (lines[1].Split(' '), lines[2].Split(' '), lines[3].Split(' '));
        return size is ["size", var count] && long.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var leaves)
            && last is ["last", var first, var second] && long.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var commit)
            && long.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out var prepare)
            && root is ["root", var hash] && MerkleHash.TryParse(hash, out var over)
            ? new TreeState(leaves, new Position(commit, prepare), over)
            : null;
    }
}
