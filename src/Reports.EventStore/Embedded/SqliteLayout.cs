using System.Runtime.InteropServices;

namespace Reports.EventStore.Embedded;

// The structures of sqlite3.h that PageGuard stands between, field by field; SQLite promises never to change them, only to add
// to their ends with a higher version.

/// <summary>sqlite3_vfs, version 3.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct VfsLayout
{
    public int Version;
    public int FileBytes;
    public int MaxPath;
    public nint Next;
    public nint Name;
    public nint Own;
    public delegate* unmanaged[Cdecl]<VfsLayout*, byte*, FileLayout*, int, int*, int> Open;
    public nint Delete;
    public nint Access;
    public nint FullPath;
    public nint LibraryOpen;
    public nint LibraryError;
    public nint LibrarySymbol;
    public nint LibraryClose;
    public nint Randomness;
    public nint Sleep;
    public nint CurrentTime;
    public nint LastError;
    public nint CurrentTime64;
    public nint SetSystemCall;
    public nint GetSystemCall;
    public nint NextSystemCall;
}

/// <summary>sqlite3_file.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct FileLayout
{
    public MethodsLayout* Methods;
}

/// <summary>sqlite3_io_methods, version 3.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MethodsLayout
{
    public int Version;
    public nint Close;
    public delegate* unmanaged[Cdecl]<FileLayout*, byte*, int, long, int> Read;
    public delegate* unmanaged[Cdecl]<FileLayout*, byte*, int, long, int> Write;
    public nint Truncate;
    public nint Sync;
    public nint FileSize;
    public nint Lock;
    public nint Unlock;
    public nint CheckReservedLock;
    public nint FileControl;
    public nint SectorSize;
    public nint DeviceCharacteristics;
    public nint SharedMemoryMap;
    public nint SharedMemoryLock;
    public nint SharedMemoryBarrier;
    public nint SharedMemoryUnmap;
    public nint Fetch;
    public nint Unfetch;
}

/// <summary>A file system with the one that it stands on.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct GuardedVfs
{
    public VfsLayout Vfs;
    public VfsLayout* Beneath;
}

/// <summary>A file's calls with those that they stand on.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct GuardedMethods
{
    public MethodsLayout Methods;
    public MethodsLayout* Beneath;
}

internal static unsafe partial class SqliteLayout
{
    private const string Library = "e_sqlite3";

    [LibraryImport(Library, EntryPoint = "sqlite3_vfs_find", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial VfsLayout* Find(string? name);

    [LibraryImport(Library, EntryPoint = "sqlite3_vfs_register")]
    internal static partial int Register(VfsLayout* vfs, int isDefault);

    /// <summary>The bytes that each page keeps free at its end (SQLITE_FCNTL_RESERVE_BYTES), as they were before; −1 changes nothing.</summary>
    internal static int Reserved(nint database, int bytes)
    {
        const int ReserveBytes = 38;
        _ = FileControl(database, "main", ReserveBytes, &bytes);
        return bytes;
    }

    /// <summary>The main file of a connection (SQLITE_FCNTL_FILE_POINTER), valid as long as the connection.</summary>
    internal static FileLayout* FileOf(nint database)
    {
        const int FilePointer = 7;
        FileLayout* file = null;
        _ = FileControl(database, "main", FilePointer, &file);
        return file;
    }

    [LibraryImport(Library, EntryPoint = "sqlite3_file_control", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int FileControl(nint database, string schema, int operation, void* argument);
}
