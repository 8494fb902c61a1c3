namespace Reports.EventStore.Integrity;

/// <summary>Files that are there whole or not at all, whenever the writing is cut short.</summary>
public static class DurableFile
{
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

        File.Move(making, path, overwrite);
    }
}
