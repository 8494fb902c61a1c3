using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Reports.EventStore.Embedded;
using static SQLitePCL.raw;

namespace Reports.EventStore.Tests.Simulation;

/// <summary>
/// The platform's file system, with every write, cut and sync of the ledgers that are followed noted in order. Thread safe.
/// </summary>
internal static unsafe class RecordedFiles
{
    /// <summary>For <see cref="EmbeddedLogOptions.Files"/>.</summary>
    public const string Name = "recorded";

    private const string LogSuffix = "-wal";

    private static readonly VfsLayout* s_beneath;
    private static readonly ConcurrentDictionary<string, SimulatedDisk> s_disks = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<nint, OpenFile> s_files = new();
    private static readonly ConcurrentDictionary<nint, nint> s_methods = new();

    static RecordedFiles()
    {
        SQLitePCL.Batteries_V2.Init();
        s_beneath = SqliteLayout.Find(null);
        // Never freed: SQLite keeps the pointer as long as the process lives.
        var recorded = (VfsLayout*)NativeMemory.AllocZeroed((nuint)sizeof(VfsLayout));
        *recorded = *s_beneath;
        recorded->Next = 0;
        recorded->Name = Marshal.StringToCoTaskMemUTF8(Name);
        recorded->Open = &Open;
        recorded->Delete = (nint)(delegate* unmanaged[Cdecl]<VfsLayout*, byte*, int, int>)&Delete;
        if (SqliteLayout.Register(recorded, 0) != SQLITE_OK) throw new InvalidOperationException("SQLite does not take the recording file system");
    }

    private sealed record OpenFile(SimulatedDisk Disk, bool IsLog, nint Beneath);

    /// <summary>Notes what happens to the files of a ledger from now on.</summary>
    public static void Follow(string ledger, SimulatedDisk disk) => s_disks[ledger] = disk;

    public static void Forget(string ledger) => s_disks.TryRemove(ledger, out _);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Open(VfsLayout* vfs, byte* path, FileLayout* file, int flags, int* flagsOut)
    {
        var result = s_beneath->Open(s_beneath, path, file, flags, flagsOut);
        if (result != SQLITE_OK || (flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)) == 0) return result;
        var isLog = (flags & SQLITE_OPEN_WAL) != 0;
        var name = Marshal.PtrToStringUTF8((nint)path)!;
        if (!s_disks.TryGetValue(isLog ? name[..^LogSuffix.Length] : name, out var disk)) return result;
        s_files[(nint)file] = new OpenFile(disk, isLog, (nint)file->Methods);
        file->Methods = (MethodsLayout*)s_methods.GetOrAdd((nint)file->Methods, static beneath => (nint)Recorded((MethodsLayout*)beneath));
        return result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Delete(VfsLayout* vfs, byte* path, int isFolderSynced)
    {
        var name = Marshal.PtrToStringUTF8((nint)path)!;
        if (name.EndsWith(LogSuffix, StringComparison.Ordinal) && s_disks.TryGetValue(name[..^LogSuffix.Length], out var disk)) disk.Note(new Change(true, ChangeKind.Delete));
        return ((delegate* unmanaged[Cdecl]<VfsLayout*, byte*, int, int>)s_beneath->Delete)(s_beneath, path, isFolderSynced);
    }

    private static MethodsLayout* Recorded(MethodsLayout* beneath)
    {
        var recorded = (MethodsLayout*)NativeMemory.AllocZeroed((nuint)sizeof(MethodsLayout));
        *recorded = *beneath;
        recorded->Write = &Write;
        recorded->Truncate = (nint)(delegate* unmanaged[Cdecl]<FileLayout*, long, int>)&Truncate;
        recorded->Sync = (nint)(delegate* unmanaged[Cdecl]<FileLayout*, int, int>)&Sync;
        return recorded;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Write(FileLayout* file, byte* from, int count, long offset)
    {
        var open = s_files[(nint)file];
        open.Disk.Note(new Change(open.IsLog, ChangeKind.Write, offset, new ReadOnlySpan<byte>(from, count).ToArray()));
        return ((MethodsLayout*)open.Beneath)->Write(file, from, count, offset);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Truncate(FileLayout* file, long length)
    {
        var open = s_files[(nint)file];
        open.Disk.Note(new Change(open.IsLog, ChangeKind.Cut, length));
        return ((delegate* unmanaged[Cdecl]<FileLayout*, long, int>)((MethodsLayout*)open.Beneath)->Truncate)(file, length);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Sync(FileLayout* file, int flags)
    {
        // Synced in the simulation alone, which is what makes thousands of lives take seconds.
        var open = s_files[(nint)file];
        open.Disk.Note(new Change(open.IsLog, ChangeKind.Sync));
        return SQLITE_OK;
    }
}
