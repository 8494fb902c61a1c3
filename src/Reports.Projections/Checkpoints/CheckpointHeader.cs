using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace Reports.Projections.Checkpoints;

/// <summary>
/// The start of a checkpoint: what it is, who wrote it, from which log and how far, and how long each section is. All numbers
/// are little-endian: magic (8 bytes), format (4), length of the header (4), code (8), decoder (16), position (8), log (8),
/// events (8), number of sections (4), then for each its name (16), element size (4) and bytes (8); then XXH3 of all of it (8).
/// </summary>
internal sealed record CheckpointHeader(ulong Code, CheckpointOrigin Origin, long Events, IReadOnlyList<CheckpointHeader.Entry> Sections)
{
    public const uint Format = 1;

    private const int Start = 16;
    private const int Fixed = Start + 8 + 16 + 8 + 8 + 8 + 4;
    private const int NameLength = 16;
    private const int EntryLength = NameLength + sizeof(int) + sizeof(long);
    private const int MaxLength = 1 << 16;

    private static ReadOnlySpan<byte> Magic => "RPTVIEWS"u8;

    internal sealed record Entry(string Name, int ElementSize, long Length);

    public byte[] ToBytes()
    {
        var bytes = new byte[Fixed + (Sections.Count * EntryLength) + sizeof(ulong)];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), Format);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), bytes.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(16), Code);
        Origin.Decoder.TryWriteBytes(bytes.AsSpan(24), bigEndian: false, out _);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(40), Origin.Position);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(48), Origin.Log);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(56), Events);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(64), Sections.Count);
        var at = bytes.AsSpan(Fixed);
        foreach (var section in Sections)
        {
            Encoding.ASCII.GetBytes(section.Name, at);
            BinaryPrimitives.WriteInt32LittleEndian(at[NameLength..], section.ElementSize);
            BinaryPrimitives.WriteInt64LittleEndian(at[(NameLength + sizeof(int))..], section.Length);
            at = at[EntryLength..];
        }

        BinaryPrimitives.WriteUInt64LittleEndian(at, XxHash3.HashToUInt64(bytes.AsSpan(0, bytes.Length - sizeof(ulong))));
        return bytes;
    }

    /// <summary>Reads a header and checks everything but the log.</summary>
    public static bool TryRead(Stream stream, out CheckpointHeader? header, out byte[] bytes, out CheckpointRefusal? refusal)
    {
        (header, bytes) = (null, new byte[Start]);
        if (stream.ReadAtLeast(bytes, Start, throwOnEndOfStream: false) < Start || !bytes.AsSpan().StartsWith(Magic))
            return Refuse(CheckpointProblem.Foreign, "is no checkpoint of views", out refusal);
        var format = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(8));
        if (format > Format)
            return Refuse(CheckpointProblem.Newer, $"has the format {format}, and this version knows {Format}", out refusal);
        if (format < Format) return Refuse(CheckpointProblem.OtherCode, $"has the old format {format}", out refusal);

        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(12));
        if (length is < Fixed + sizeof(ulong) or > MaxLength) return Damaged(out refusal);
        Array.Resize(ref bytes, length);
        if (stream.ReadAtLeast(bytes.AsSpan(Start), length - Start, throwOnEndOfStream: false) < length - Start)
            return Refuse(CheckpointProblem.Damaged, "ends within its header", out refusal);
        if (BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(length - sizeof(ulong))) != XxHash3.HashToUInt64(bytes.AsSpan(0, length - sizeof(ulong))))
            return Damaged(out refusal);

        header = Decode(bytes);
        if (header is null) return Damaged(out refusal);
        if (header.Code != StateSections.Code) return Refuse(CheckpointProblem.OtherCode, "was written by another version of the code", out refusal);
        refusal = null;
        return true;
    }

    private static CheckpointHeader? Decode(ReadOnlySpan<byte> bytes)
    {
        var count = BinaryPrimitives.ReadInt32LittleEndian(bytes[64..]);
        if (count < 0 || Fixed + ((long)count * EntryLength) + sizeof(ulong) != bytes.Length) return null;
        var sections = new List<Entry>(count);
        for (var at = bytes[Fixed..]; sections.Count < count; at = at[EntryLength..])
            sections.Add(new Entry(
                Encoding.ASCII.GetString(at[..NameLength].TrimEnd((byte)0)), BinaryPrimitives.ReadInt32LittleEndian(at[NameLength..]),
                BinaryPrimitives.ReadInt64LittleEndian(at[(NameLength + sizeof(int))..])));
        return new CheckpointHeader(
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]),
            new CheckpointOrigin(
                BinaryPrimitives.ReadInt64LittleEndian(bytes[40..]), BinaryPrimitives.ReadUInt64LittleEndian(bytes[48..]), new Guid(bytes.Slice(24, 16))),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[56..]), sections);
    }

    private static bool Damaged(out CheckpointRefusal refusal) =>
        Refuse(CheckpointProblem.Damaged, "has a damaged header", out refusal);

    private static bool Refuse(CheckpointProblem problem, string reason, out CheckpointRefusal refusal)
    {
        refusal = new CheckpointRefusal(problem, reason);
        return false;
    }
}
