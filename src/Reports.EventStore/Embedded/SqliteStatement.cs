using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SQLitePCL;
using static SQLitePCL.raw;

namespace Reports.EventStore.Embedded;

/// <summary>
/// A prepared statement. Columns are read through calls that skip the runtime's transition: a scan makes millions of them,
/// and each only looks at memory that the last step left behind.
/// </summary>
internal sealed unsafe partial class SqliteStatement(SqliteDatabase database, sqlite3_stmt statement) : IDisposable
{
    private const string Library = "e_sqlite3";

    private readonly nint _pointer = statement.DangerousGetHandle();

    /// <summary>True when a row is there.</summary>
    /// <exception cref="SqliteFailure">Neither a row nor the end.</exception>
    public bool Step()
    {
        var result = NativeStep(_pointer);
        return result switch
        {
            SQLITE_ROW => true,
            SQLITE_DONE => false,
            _ => throw database.Failure(result),
        };
    }

    public void Reset() => _ = NativeReset(_pointer);

    public long Int64(int column) => NativeInt64(_pointer, column);

    public bool IsNull(int column) => NativeType(_pointer, column) == SQLITE_NULL;

    /// <summary>The column's bytes, valid until the next step or reset.</summary>
    public ReadOnlySpan<byte> Bytes(int column)
    {
        var start = NativeBlob(_pointer, column);
        return start is null ? default : new ReadOnlySpan<byte>(start, NativeBytes(_pointer, column));
    }

    public SqliteStatement Bind(int index, long value)
    {
        Check(NativeBindInt64(_pointer, index, value));
        return this;
    }

    public SqliteStatement BindText(int index, ReadOnlySpan<byte> utf8)
    {
        Check(sqlite3_bind_text(statement, index, utf8));
        return this;
    }

    public SqliteStatement BindBlob(int index, ReadOnlySpan<byte> value)
    {
        Check(sqlite3_bind_blob(statement, index, value));
        return this;
    }

    /// <summary>
    /// Binds text that SQLite does not copy: it must stay where it is until the statement has run. For rows by the hundred thousand.
    /// </summary>
    /// <param name="index">Of the parameter, from 1.</param>
    /// <param name="utf8">In memory that the collector does not move.</param>
    public SqliteStatement BindPinnedText(int index, ReadOnlySpan<byte> utf8)
    {
        Check(NativeBindText(_pointer, index, Start(utf8), utf8.Length, 0));
        return this;
    }

    /// <inheritdoc cref="BindPinnedText"/>
    public SqliteStatement BindPinnedBlob(int index, ReadOnlySpan<byte> value)
    {
        Check(NativeBindBlob(_pointer, index, Start(value), value.Length, 0));
        return this;
    }

    /// <summary>Steps a statement that yields no row, and makes it ready for the next time.</summary>
    public void Run()
    {
        try
        {
            Step();
        }
        finally
        {
            Reset();
        }
    }

    public void Dispose() => statement.Dispose();

    private void Check(int result)
    {
        if (result != SQLITE_OK) throw database.Failure(result);
    }

    /// <summary>Never null, which would bind NULL.</summary>
    private static byte* Start(ReadOnlySpan<byte> bytes) => bytes.IsEmpty ? (byte*)1 : (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(bytes));

    [LibraryImport(Library, EntryPoint = "sqlite3_reset")]
    private static partial int NativeReset(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_int64")]
    [SuppressGCTransition]
    private static partial int NativeBindInt64(nint statement, int index, long value);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_text")]
    [SuppressGCTransition]
    private static partial int NativeBindText(nint statement, int index, byte* utf8, int bytes, nint destructor);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_blob")]
    [SuppressGCTransition]
    private static partial int NativeBindBlob(nint statement, int index, byte* value, int bytes, nint destructor);

    [LibraryImport(Library, EntryPoint = "sqlite3_step")]
    private static partial int NativeStep(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_int64")]
    [SuppressGCTransition]
    private static partial long NativeInt64(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_blob")]
    [SuppressGCTransition]
    private static partial byte* NativeBlob(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_bytes")]
    [SuppressGCTransition]
    private static partial int NativeBytes(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_type")]
    [SuppressGCTransition]
    private static partial int NativeType(nint statement, int column);
}
