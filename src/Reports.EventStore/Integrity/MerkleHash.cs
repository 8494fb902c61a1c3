using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Reports.EventStore.Integrity;

/// <summary>A SHA-256 hash of a leaf or a node of the tree (RFC 6962, section 2.1). Its text is standard base64.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
public readonly record struct MerkleHash
{
    public const int Bytes = 32;

    /// <summary>The root of a tree without leaves: SHA-256 of nothing.</summary>
    public static readonly MerkleHash Empty = From(SHA256.HashData([]));

    private readonly ulong _first;
    private readonly ulong _second;
    private readonly ulong _third;
    private readonly ulong _fourth;

    /// <exception cref="ArgumentException">Not 32 bytes.</exception>
    public static MerkleHash From(ReadOnlySpan<byte> bytes) =>
        bytes.Length == Bytes ? MemoryMarshal.Read<MerkleHash>(bytes) : throw new ArgumentException($"a hash has {Bytes} bytes, not {bytes.Length}", nameof(bytes));

    /// <summary>Hashes a log entry: SHA-256(0x00 ‖ entry).</summary>
    public static MerkleHash OfLeaf(ReadOnlySpan<byte> entry)
    {
        var prefixed = entry.Length < 1024 ? stackalloc byte[entry.Length + 1] : new byte[entry.Length + 1];
        prefixed[0] = 0;
        entry.CopyTo(prefixed[1..]);
        return OfPrefixed(prefixed);
    }

    /// <summary>Hashes two subtrees into the one over them: SHA-256(0x01 ‖ left ‖ right).</summary>
    public static MerkleHash OfNode(in MerkleHash left, in MerkleHash right)
    {
        Span<byte> prefixed = stackalloc byte[1 + (2 * Bytes)];
        prefixed[0] = 1;
        left.CopyTo(prefixed[1..]);
        right.CopyTo(prefixed[(1 + Bytes)..]);
        return OfPrefixed(prefixed);
    }

    /// <summary>Hashes neighbours in pairs.</summary>
    /// <param name="children">An even number of hashes.</param>
    /// <param name="parents">Half as many; may be the same memory, or overlap it.</param>
    internal static void OfNodes(ReadOnlySpan<MerkleHash> children, Span<MerkleHash> parents)
    {
        const int Length = 1 + (2 * Bytes);
        const int Padded = 2 * Sha256Lanes.BlockBytes;
        const int AtOnce = 128;
        if (children.IsEmpty) return;
        Span<byte> buffer = stackalloc byte[AtOnce * Padded];
        Span<(int, int)> messages = stackalloc (int, int)[AtOnce];
        for (var done = 0; done < children.Length / 2; done += AtOnce)
        {
            var count = Math.Min(AtOnce, (children.Length / 2) - done);
            for (var i = 0; i < count; i++)
            {
                var message = buffer.Slice(i * Padded, Padded);
                message[0] = 1;
                MemoryMarshal.AsBytes(children.Slice(2 * (done + i), 2)).CopyTo(message[1..]);
                Sha256Lanes.Pad(message, Length);
                messages[i] = (i * Padded, Length);
            }

            Sha256Lanes.Hash(buffer, messages[..count], parents.Slice(done, count));
        }
    }

    /// <summary>Reads base64 in its one canonical form.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out MerkleHash hash)
    {
        hash = default;
        Span<byte> bytes = stackalloc byte[Bytes];
        if (text is not { Length: 44 } || !Convert.TryFromBase64String(text, bytes, out var count) || count != Bytes) return false;
        hash = From(bytes);
        // The last character has bits to spare, and must not be another spelling of the same hash.
        return string.Equals(hash.ToString(), text, StringComparison.Ordinal);
    }

    public void CopyTo(Span<byte> to) => MemoryMarshal.Write(to, in this);

    public byte[] ToArray()
    {
        var bytes = new byte[Bytes];
        CopyTo(bytes);
        return bytes;
    }

    public override string ToString() => Convert.ToBase64String(ToArray());

    internal static MerkleHash OfPrefixed(ReadOnlySpan<byte> prefixed)
    {
        Span<byte> hash = stackalloc byte[Bytes];
        SHA256.HashData(prefixed, hash);
        return MemoryMarshal.Read<MerkleHash>(hash);
    }
}
