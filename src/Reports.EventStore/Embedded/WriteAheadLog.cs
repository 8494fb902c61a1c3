using System.Buffers.Binary;
using System.Globalization;
using Reports.EventStore.Log;

namespace Reports.EventStore.Embedded;

/// <summary>
/// Tells damage in the middle of a write-ahead log from a torn tail. SQLite takes the first frame that does not check for the
/// end, and drops what follows; but every commit is synced before the next one begins, so that at most the last may be torn.
/// Two commits from the damage on mean that one of them was acknowledged. (https://www.sqlite.org/fileformat2.html, section 4)
/// </summary>
internal static class WriteAheadLog
{
    private const int HeaderBytes = 32;
    private const int FrameHeaderBytes = 24;
    private const int FrameBytes = FrameHeaderBytes + LedgerFile.PageSize;
    private const uint MagicLittleEndian = 0x377F0682;
    private const uint MagicBigEndian = 0x377F0683;

    /// <exception cref="LogDamagedException">Commits that were acknowledged would be dropped.</exception>
    public static void Check(string ledger)
    {
        var path = ledger + "-wal";
        // A writer at work may be seen in the middle of a frame: only what stays so is damage.
        for (var look = 0; look < 3; look++)
        {
            if (Damage(path) is not { } frame) return;
            if (look < 2) continue;
            throw new LogDamagedException(string.Create(
                CultureInfo.InvariantCulture,
                $"{path}: frame {frame} is damaged, and commits that were acknowledged follow it; keep a copy of {ledger} and of this file, and restore both from a backup"));
        }
    }

    /// <summary>The frame, from 1, that is damaged before acknowledged commits; null when there is none.</summary>
    private static long? Damage(string path)
    {
        try
        {
            // No lock of SQLite is on this file, so that closing it again releases none.
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16);
            return Damage(file);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LogUnavailableException($"{path} cannot be read: {e.Message}", e);
        }
    }

    private static long? Damage(FileStream file)
    {
        var header = new byte[HeaderBytes];
        if (file.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false) < HeaderBytes) return null;
        var magic = BinaryPrimitives.ReadUInt32BigEndian(header);
        // A header that does not check is that of a log which was about to begin anew: everything before it was merged.
        if (magic is not (MagicLittleEndian or MagicBigEndian)) return null;
        var sum = new Sum(magic == MagicBigEndian);
        sum.Add(header.AsSpan(0, 24));
        if (!sum.Is(header.AsSpan(24)) || BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(8)) != LedgerFile.PageSize) return null;

        var salts = header.AsSpan(16, 8);
        var frame = new byte[FrameBytes];
        long? broken = null;
        var commits = 0;
        for (long number = 1; file.ReadAtLeast(frame, FrameBytes, throwOnEndOfStream: false) == FrameBytes; number++)
        {
            var isOfThisLog = frame.AsSpan(8, 8).SequenceEqual(salts);
            if (broken is null)
            {
                sum.Add(frame.AsSpan(0, 8));
                sum.Add(frame.AsSpan(FrameHeaderBytes));
                if (!isOfThisLog || !sum.Is(frame.AsSpan(16))) broken = number;
            }

            if (broken is not null && isOfThisLog && BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(4)) != 0) commits++;
        }

        return commits >= 2 ? broken : null;
    }

    /// <summary>The running checksum of a write-ahead log (section 4.2 of the format).</summary>
    private struct Sum(bool isBigEndian)
    {
        private uint _first;
        private uint _second;

        public void Add(ReadOnlySpan<byte> bytes)
        {
            for (var at = 0; at < bytes.Length; at += 8)
            {
                _first += Word(bytes[at..]) + _second;
                _second += Word(bytes[(at + 4)..]) + _first;
            }
        }

        public readonly bool Is(ReadOnlySpan<byte> stored) =>
            BinaryPrimitives.ReadUInt32BigEndian(stored) == _first && BinaryPrimitives.ReadUInt32BigEndian(stored[4..]) == _second;

        private readonly uint Word(ReadOnlySpan<byte> bytes) =>
            isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }
}
