using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Reports.EventStore.Log;
using static SQLitePCL.raw;

namespace Reports.EventStore.Embedded;

/// <summary>
/// A layer under SQLite that puts a checksum into the last eight bytes of every page of a ledger as it is written, and compares
/// it as the page is read. The rows carry checksums of their own; this one covers what stands between them, above all the index:
/// one that leaves an entry out would say that a stream does not exist. Other tools may read such a file, its header reserves
/// these bytes. Thread safe.
/// </summary>
/// <remarks>
/// The pages of the write-ahead log are covered by that log's own checksums. SQLite sees the bytes as zeroes; a page that another
/// tool merged from there keeps them, and is taken without this comparison.
/// </remarks>
internal static unsafe class PageGuard
{
    public const int Bytes = 8;

    /// <summary>SQLITE_IOERR_DATA: a page is not what was written.</summary>
    public const int DamagedPage = SQLITE_IOERR | (32 << 8);

    private const string Prefix = "reports-guarded-";
    private const long PageNumberMixer = unchecked((long)0x9E3779B97F4A7C15);

    private static readonly Lock s_gate = new();
    private static readonly Dictionary<string, string> s_names = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<nint, nint> s_methods = new();

    private const int SQLITE_IOERR_SHORT_READ = SQLITE_IOERR | (2 << 8);

    [ThreadStatic]
    private static long t_damagedPage;

    /// <summary>The page (counted from 1) that the last <see cref="DamagedPage"/> on this thread was about.</summary>
    public static string DamagedPlace => string.Create(
        CultureInfo.InvariantCulture, $"page {t_damagedPage}, at byte {(t_damagedPage - 1) * LedgerFile.PageSize}, is not what was written: its checksum does not match");

    /// <summary>The name to open a ledger with.</summary>
    /// <param name="files">The SQLite file system beneath; null for the platform's own.</param>
    /// <exception cref="LogUnavailableException">There is none of that name.</exception>
    public static string Over(string? files)
    {
        lock (s_gate)
        {
            if (s_names.TryGetValue(files ?? "", out var known)) return known;
            var name = Prefix + (files ?? "default");
            Register(files, name);
            return s_names[files ?? ""] = name;
        }
    }

    private static void Register(string? files, string name)
    {
        var beneath = SqliteLayout.Find(files);
        if (beneath is null) throw new LogUnavailableException($"SQLite has no file system '{files}'");
        // Neither is ever freed: SQLite keeps the pointers as long as the process lives.
        var guarded = (GuardedVfs*)NativeMemory.AllocZeroed((nuint)sizeof(GuardedVfs));
        guarded->Vfs = *beneath;
        guarded->Vfs.Next = 0;
        guarded->Vfs.Name = Marshal.StringToCoTaskMemUTF8(name);
        guarded->Vfs.Open = &Open;
        guarded->Beneath = beneath;
        var result = SqliteLayout.Register(&guarded->Vfs, 0);
        if (result != SQLITE_OK) throw new LogUnavailableException($"SQLite does not take the file system '{name}' ({result})");
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Open(VfsLayout* vfs, byte* path, FileLayout* file, int flags, int* flagsOut)
    {
        var beneath = ((GuardedVfs*)vfs)->Beneath;
        var result = beneath->Open(beneath, path, file, flags, flagsOut);
        if (result == SQLITE_OK && (flags & SQLITE_OPEN_MAIN_DB) != 0 && HasRoom(file))
            file->Methods = (MethodsLayout*)s_methods.GetOrAdd((nint)file->Methods, static beneath => (nint)Guarded((MethodsLayout*)beneath));
        return result;
    }

    /// <summary>True for a new file, and for one whose pages leave room for a checksum: what else is no ledger, and is left alone.</summary>
    private static bool HasRoom(FileLayout* file)
    {
        // https://www.sqlite.org/fileformat2.html, section 1.3: the page size at byte 16, the room at the end of a page at byte 20.
        const int HeaderBytes = 100;
        var header = stackalloc byte[HeaderBytes];
        var result = file->Methods->Read(file, header, HeaderBytes, 0);
        return result == SQLITE_IOERR_SHORT_READ || (result == SQLITE_OK && ((header[16] << 8) | header[17]) == LedgerFile.PageSize && header[20] == Bytes);
    }

    private static GuardedMethods* Guarded(MethodsLayout* beneath)
    {
        var guarded = (GuardedMethods*)NativeMemory.AllocZeroed((nuint)sizeof(GuardedMethods));
        guarded->Methods = *beneath;
        // Version 3 would let SQLite map the file and look at pages that were not compared.
        guarded->Methods.Version = Math.Min(beneath->Version, 2);
        guarded->Methods.Read = &Read;
        guarded->Methods.Write = &Write;
        guarded->Beneath = beneath;
        return guarded;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Read(FileLayout* file, byte* to, int count, long offset)
    {
        var result = ((GuardedMethods*)file->Methods)->Beneath->Read(file, to, count, offset);
        if (result != SQLITE_OK || !IsPage(count, offset)) return result;
        var stored = (ulong*)(to + LedgerFile.PageSize - Bytes);
        if (*stored != 0 && *stored != Checksum(to, offset))
        {
            t_damagedPage = (offset / LedgerFile.PageSize) + 1;
            return DamagedPage;
        }

        *stored = 0;
        return SQLITE_OK;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Write(FileLayout* file, byte* from, int count, long offset)
    {
        var write = ((GuardedMethods*)file->Methods)->Beneath->Write;
        if (!IsPage(count, offset)) return write(file, from, count, offset);
        // SQLite's own bytes stay as they are: it may have summed them for its log.
        var page = stackalloc byte[LedgerFile.PageSize];
        Unsafe.CopyBlock(page, from, LedgerFile.PageSize);
        *(ulong*)(page + LedgerFile.PageSize - Bytes) = Checksum(from, offset);
        return write(file, page, count, offset);
    }

    private static bool IsPage(int count, long offset) => count == LedgerFile.PageSize && offset % LedgerFile.PageSize == 0;

    /// <summary>Never zero. Of the page's bytes and its number, so that no page passes for another.</summary>
    private static ulong Checksum(byte* page, long offset)
    {
        var number = unchecked(((offset / LedgerFile.PageSize) + 1) * PageNumberMixer);
        var sum = XxHash3.HashToUInt64(new ReadOnlySpan<byte>(page, LedgerFile.PageSize - Bytes)) ^ unchecked((ulong)number);
        return sum == 0 ? 1 : sum;
    }
}
