using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace Reports.Service.Evidence;

/// <summary>A file of an archive.</summary>
/// <param name="Name">Letters, digits, dots, hyphens, and slashes between folders.</param>
public sealed record ArchiveFile(string Name, byte[] Content);

/// <summary>
/// A ZIP archive that has exactly one spelling: files as they stand, not compressed, in a given order, without times or attributes.
/// So the same evidence is the same bytes everywhere, and a byte that is not the evidence's own has one value and no other.
/// </summary>
public static class EvidenceArchive
{
    /// <summary>The largest archive that is read or written.</summary>
    public const int MaxBytes = 256 * 1024 * 1024;

    public const int MaxFiles = 60_000;

    private static readonly SearchValues<byte> s_nameBytes = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-/"u8);

    private const int MaxNameBytes = 200;
    private const int LocalBytes = 30;
    private const int CentralBytes = 46;
    private const int EndBytes = 22;
    private const uint LocalSignature = 0x04034b50;
    private const uint CentralSignature = 0x02014b50;
    private const uint EndSignature = 0x06054b50;

    /// <summary>ZIP 1.0: nothing but stored files.</summary>
    private const ushort Version = 10;

    /// <summary>1980-01-01, the first day of ZIP: the archive does not say when it was made.</summary>
    private const ushort NoDate = (0 << 9) | (1 << 5) | 1;

    /// <summary>Writes an archive.</summary>
    /// <exception cref="Queries.RefusedException">It would be larger than <see cref="MaxBytes"/> or have more than <see cref="MaxFiles"/>.</exception>
    public static byte[] Write(IReadOnlyList<ArchiveFile> files)
    {
        var names = files.Select(f => Encoding.ASCII.GetBytes(f.Name)).ToList();
        var size = files.Select((f, i) => (long)LocalBytes + CentralBytes + (2 * names[i].Length) + f.Content.Length).Sum() + EndBytes;
        if (size > MaxBytes || files.Count > MaxFiles)
            throw new Queries.RefusedException(string.Create(
                CultureInfo.InvariantCulture, $"the bundle would have {files.Count:N0} files and {size:N0} bytes, and it takes {MaxFiles:N0} and {MaxBytes:N0}: ask a narrower question"));
        var archive = new byte[size];
        var at = 0;
        var starts = new List<(int Start, uint Crc)>();
        for (var i = 0; i < files.Count; i++)
        {
            var crc = Crc32.HashToUInt32(files[i].Content);
            starts.Add((at, crc));
            BinaryPrimitives.WriteUInt32LittleEndian(archive.AsSpan(at), LocalSignature);
            Common(archive.AsSpan(at + 4), crc, files[i].Content.Length, names[i].Length);
            names[i].CopyTo(archive, at + LocalBytes);
            files[i].Content.CopyTo(archive, at + LocalBytes + names[i].Length);
            at += LocalBytes + names[i].Length + files[i].Content.Length;
        }

        var central = at;
        for (var i = 0; i < files.Count; i++)
        {
            var head = archive.AsSpan(at, CentralBytes);
            BinaryPrimitives.WriteUInt32LittleEndian(head, CentralSignature);
            BinaryPrimitives.WriteUInt16LittleEndian(head[4..], Version);
            Common(head[6..], starts[i].Crc, files[i].Content.Length, names[i].Length);
            BinaryPrimitives.WriteUInt32LittleEndian(head[42..], (uint)starts[i].Start);
            names[i].CopyTo(archive, at + CentralBytes);
            at += CentralBytes + names[i].Length;
        }

        var end = archive.AsSpan(at);
        BinaryPrimitives.WriteUInt32LittleEndian(end, EndSignature);
        BinaryPrimitives.WriteUInt16LittleEndian(end[8..], (ushort)files.Count);
        BinaryPrimitives.WriteUInt16LittleEndian(end[10..], (ushort)files.Count);
        BinaryPrimitives.WriteUInt32LittleEndian(end[12..], (uint)(at - central));
        BinaryPrimitives.WriteUInt32LittleEndian(end[16..], (uint)central);
        return archive;
    }

    /// <summary>
    /// Reads an archive. Only what <see cref="Write"/> writes is one: nothing is unpacked or extracted, so that neither a size that is
    /// not there nor a name that leads elsewhere can do harm.
    /// </summary>
    /// <param name="bytes">The whole of it.</param>
    /// <param name="files">Its files, in order.</param>
    /// <param name="error">What is wrong, and at which byte.</param>
    public static bool TryRead(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out IReadOnlyList<ArchiveFile>? files, [NotNullWhen(false)] out string? error)
    {
        files = null;
        if (bytes.Length > MaxBytes)
        {
            error = string.Create(CultureInfo.InvariantCulture, $"it has more than {MaxBytes:N0} bytes");
            return false;
        }

        var found = new List<ArchiveFile>();
        var at = 0;
        while (bytes.Length - at >= LocalBytes && BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span[at..]) == LocalSignature)
        {
            if (!TryReadFile(bytes.Span, ref at, out var file, out error)) return false;
            found.Add(file);
            if (found.Count <= MaxFiles) continue;
            error = string.Create(CultureInfo.InvariantCulture, $"it has more than {MaxFiles:N0} files");
            return false;
        }

        error = "it is not an archive of files that stand in it as they are";
        if (found.Count == 0) return false;
        // The rest says again what the files say, and one way alone is right.
        var canonical = Write(found);
        if (bytes.Span.SequenceEqual(canonical))
        {
            (files, error) = (found, null);
            return true;
        }

        var same = bytes.Span.CommonPrefixLength(canonical);
        error = string.Create(CultureInfo.InvariantCulture, $"byte {same} of the archive is not what it must be{Within(found, same)}");
        return false;
    }

    private static bool TryReadFile(ReadOnlySpan<byte> bytes, ref int at, [NotNullWhen(true)] out ArchiveFile? file, [NotNullWhen(false)] out string? error)
    {
        file = null;
        var head = bytes[at..];
        var (length, nameLength) = (BinaryPrimitives.ReadUInt32LittleEndian(head[22..]), BinaryPrimitives.ReadUInt16LittleEndian(head[26..]));
        error = string.Create(CultureInfo.InvariantCulture, $"the file at byte {at} is not one of a bundle");
        if (nameLength is 0 or > MaxNameBytes || length > (uint)(head.Length - LocalBytes) || LocalBytes + nameLength + length > head.Length) return false;
        var name = head.Slice(LocalBytes, nameLength);
        error = string.Create(CultureInfo.InvariantCulture, $"the name of the file at byte {at} is not one of a bundle");
        if (!IsName(name)) return false;
        var content = head.Slice(LocalBytes + nameLength, (int)length);
        file = new ArchiveFile(Encoding.ASCII.GetString(name), content.ToArray());
        error = $"{file.Name}: its content is not what its checksum says";
        if (BinaryPrimitives.ReadUInt32LittleEndian(head[14..]) != Crc32.HashToUInt32(content)) return false;
        at += LocalBytes + nameLength + (int)length;
        error = null;
        return true;
    }

    /// <summary>A relative path of plain names: whoever does extract an archive finds nothing outside the folder.</summary>
    private static bool IsName(ReadOnlySpan<byte> name)
    {
        if (name.ContainsAnyExcept(s_nameBytes)) return false;
        foreach (var part in name.Split((byte)'/'))
            if (name[part].IsEmpty || name[part][0] == '.')
                return false;
        return true;
    }

    private static string Within(List<ArchiveFile> files, int place)
    {
        var at = 0;
        foreach (var file in files)
        {
            at += LocalBytes + file.Name.Length + file.Content.Length;
            if (place < at) return $", at {file.Name}";
        }

        return ", in the directory at its end";
    }

    private static void Common(Span<byte> to, uint crc, int length, int nameLength)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(to, Version);
        BinaryPrimitives.WriteUInt16LittleEndian(to[8..], NoDate);
        BinaryPrimitives.WriteUInt32LittleEndian(to[10..], crc);
        BinaryPrimitives.WriteUInt32LittleEndian(to[14..], (uint)length);
        BinaryPrimitives.WriteUInt32LittleEndian(to[18..], (uint)length);
        BinaryPrimitives.WriteUInt16LittleEndian(to[22..], (ushort)nameLength);
    }
}
