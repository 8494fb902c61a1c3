using System.Runtime.InteropServices;

namespace Reports.EventStore.Integrity;

/// <summary>Files that are there whole or not at all, whenever the writing is cut short.</summary>
public static partial class DurableFile
{
    private const string C = "libc";

    /// <summary>Writes a file under another name, waits for the disk, and moves it into place.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">All of it.</param>
    /// <param name="mode">Its permissions from the moment it is made, where the system has such; null for the usual.</param>
    /// <exception cref="IOException">It cannot be written; the old file is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be written.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content, UnixFileMode? mode = null) => Write(path, content, mode, overwrite: true);

    /// <summary>The same for a file that must not be there yet.</summary>
    /// <exception cref="IOException">It is there, or cannot be written.</exception>
    public static void Create(string path, ReadOnlySpan<byte> content, UnixFileMode? mode = null) => Write(path, content, mode, overwrite: false);

    /// <summary>Moves a durable file into place, and waits until its new name is durable.</summary>
    /// <exception cref="IOException">It cannot be moved, or the disk failed.</exception>
    public static void Move(string from, string to, bool overwrite)
    {
        File.Move(from, to, overwrite);
        SyncFolder(Path.GetDirectoryName(Path.GetFullPath(to))!);
    }

    /// <summary>
    /// Overwrites a file with zeroes, waits for the disk, takes the file away and waits until that is durable. What a disk keeps elsewhere of
    /// the old blocks (wear levelling, snapshots, journals) it does not reach.
    /// </summary>
    /// <returns>False when there is none.</returns>
    /// <exception cref="IOException">It cannot be overwritten or taken away.</exception>
    public static bool Destroy(string path)
    {
        // What a write that was cut short left beside it.
        File.Delete(path + "-new");
        if (!File.Exists(path)) return false;
        using (var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 }))
        {
            file.Write(new byte[file.Length]);
            file.Flush(flushToDisk: true);
        }

        File.Delete(path);
        SyncFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
        return true;
    }

    private static void Write(string path, ReadOnlySpan<byte> content, UnixFileMode? mode, bool overwrite)
    {
        var making = path + "-new";
        File.Delete(making);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (mode is not null && !OperatingSystem.IsWindows()) options.UnixCreateMode = mode;
        using (var file = new FileStream(making, options))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        Move(making, path, overwrite);
    }

    /// <summary>A name is part of its folder, which has to reach the disk as well; Windows does so with the file.</summary>
    private static void SyncFolder(string folder)
    {
        // EINVAL: a file system whose folders need no sync, or know none.
        const int Invalid = 22;
        if (OperatingSystem.IsWindows()) return;
        var handle = Open(folder, 0);
        if (handle < 0) throw new IOException($"{folder} cannot be opened to be synced: {Marshal.GetLastPInvokeErrorMessage()}");
        var result = Sync(handle);
        var (error, message) = (Marshal.GetLastPInvokeError(), Marshal.GetLastPInvokeErrorMessage());
        _ = Close(handle);
        if (result != 0 && error != Invalid) throw new IOException($"{folder} cannot be synced: {message}");
    }

    [LibraryImport(C, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport(C, EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int handle);

    [LibraryImport(C, EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int handle);
}
