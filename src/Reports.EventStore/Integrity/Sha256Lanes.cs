using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Reports.EventStore.Integrity;

/// <summary>
/// SHA-256 (FIPS 180-4) of many short messages, eight at a time in the lanes of vectors. The system's own is made for long messages:
/// for one of 65 bytes, as the nodes of a tree are, calling it takes ten times as long as hashing.
/// </summary>
internal static class Sha256Lanes
{
    public const int BlockBytes = 64;

    private const int Lanes = 8;
    private const int Words = BlockBytes / sizeof(uint);

    /// <summary>Bytes behind a message: one bit, and its length in bits in eight bytes.</summary>
    private const int PaddingBytes = 1 + sizeof(ulong);

    private static ReadOnlySpan<uint> Constants =>
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    private static ReadOnlySpan<uint> Initial =>
        [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];

    /// <summary>Bytes that a message takes with its padding.</summary>
    public static int PaddedBytes(int length) => (length + PaddingBytes + BlockBytes - 1) / BlockBytes * BlockBytes;

    /// <summary>Pads a message in place.</summary>
    /// <param name="message">As many bytes as <see cref="PaddedBytes"/>, of which the first <paramref name="length"/> are the message.</param>
    /// <param name="length">Bytes of the message.</param>
    public static void Pad(Span<byte> message, int length)
    {
        message[length] = 0x80;
        message[(length + 1)..^sizeof(ulong)].Clear();
        BinaryPrimitives.WriteUInt64BigEndian(message[^sizeof(ulong)..], (ulong)length * 8);
    }

    /// <summary>Hashes padded messages that stand in one buffer.</summary>
    /// <param name="buffer">The messages.</param>
    /// <param name="messages">Where each begins, and how many bytes it has without its padding.</param>
    /// <param name="hashes">One for each message.</param>
    public static void Hash(ReadOnlySpan<byte> buffer, ReadOnlySpan<(int Start, int Length)> messages, Span<MerkleHash> hashes)
    {
        if (!Vector256.IsHardwareAccelerated || messages.Length < Lanes)
        {
            for (var i = 0; i < messages.Length; i++) hashes[i] = MerkleHash.OfPrefixed(buffer.Slice(messages[i].Start, messages[i].Length));
            return;
        }

        // Lanes run as long as the longest of them: neighbours by length waste least.
        var order = messages.Length <= 1024 ? stackalloc int[messages.Length] : new int[messages.Length];
        var blocks = messages.Length <= 1024 ? stackalloc int[messages.Length] : new int[messages.Length];
        for (var i = 0; i < messages.Length; i++) (order[i], blocks[i]) = (i, PaddedBytes(messages[i].Length) / BlockBytes);
        blocks.Sort(order);
        Span<int> starts = stackalloc int[Lanes];
        Span<int> counts = stackalloc int[Lanes];
        Span<uint> states = stackalloc uint[Lanes * Lanes];
        Span<byte> hash = stackalloc byte[MerkleHash.Bytes];
        for (var first = 0; first < order.Length; first += Lanes)
        {
            // The last lanes of the last group repeat its last message.
            for (var lane = 0; lane < Lanes; lane++)
            {
                var at = Math.Min(first + lane, order.Length - 1);
                (starts[lane], counts[lane]) = (messages[order[at]].Start, blocks[at]);
            }

            HashLanes(buffer, starts, counts, states);
            for (var lane = 0; lane < Lanes && first + lane < order.Length; lane++)
            {
                for (var word = 0; word < Lanes; word++)
                    BinaryPrimitives.WriteUInt32BigEndian(hash[(word * sizeof(uint))..], states[(word * Lanes) + lane]);
                hashes[order[first + lane]] = MerkleHash.From(hash);
            }
        }
    }

    // Compiled for speed at once: a command is over before the runtime would find out that it pays.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void HashLanes(ReadOnlySpan<byte> buffer, ReadOnlySpan<int> starts, ReadOnlySpan<int> counts, Span<uint> states)
    {
        Span<uint> turned = stackalloc uint[Words * Lanes];
        Span<Vector256<uint>> w = stackalloc Vector256<uint>[64];
        Span<Vector256<uint>> state = stackalloc Vector256<uint>[Lanes];
        for (var i = 0; i < Lanes; i++) state[i] = Vector256.Create(Initial[i]);
        var ends = Vector256.Create<int>(counts);
        // In order of length: the last lane has the most blocks.
        for (var block = 0; block < counts[^1]; block++)
        {
            for (var lane = 0; lane < Lanes; lane++)
            {
                // A lane that is done reads its last block again, in vain.
                var words = MemoryMarshal.Cast<byte, uint>(buffer.Slice(starts[lane] + (Math.Min(block, counts[lane] - 1) * BlockBytes), BlockBytes));
                for (var t = 0; t < Words; t++) turned[(t * Lanes) + lane] = BinaryPrimitives.ReverseEndianness(words[t]);
            }

            for (var t = 0; t < Words; t++) w[t] = Vector256.Create<uint>(turned.Slice(t * Lanes, Lanes));
            for (var t = Words; t < 64; t++)
            {
                var (x, y) = (w[t - 15], w[t - 2]);
                w[t] = w[t - 16] + (Rotate(x, 7) ^ Rotate(x, 18) ^ (x >>> 3)) + w[t - 7] + (Rotate(y, 17) ^ Rotate(y, 19) ^ (y >>> 10));
            }

            Round(w, state, Vector256.GreaterThan(ends, Vector256.Create(block)).AsUInt32());
        }

        for (var i = 0; i < Lanes; i++) state[i].CopyTo(states[(i * Lanes)..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Round(ReadOnlySpan<Vector256<uint>> w, Span<Vector256<uint>> state, Vector256<uint> isRunning)
    {
        var (a, b, c, d) = (state[0], state[1], state[2], state[3]);
        var (e, f, g, h) = (state[4], state[5], state[6], state[7]);
        for (var t = 0; t < 64; t++)
        {
            var first = h + (Rotate(e, 6) ^ Rotate(e, 11) ^ Rotate(e, 25)) + ((e & f) ^ Vector256.AndNot(g, e)) + Vector256.Create(Constants[t]) + w[t];
            var second = (Rotate(a, 2) ^ Rotate(a, 13) ^ Rotate(a, 22)) + ((a & b) | (c & (a | b)));
            (h, g, f, e) = (g, f, e, d + first);
            (d, c, b, a) = (c, b, a, first + second);
        }

        state[0] += a & isRunning;
        state[1] += b & isRunning;
        state[2] += c & isRunning;
        state[3] += d & isRunning;
        state[4] += e & isRunning;
        state[5] += f & isRunning;
        state[6] += g & isRunning;
        state[7] += h & isRunning;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Rotate(Vector256<uint> x, [ConstantExpected] byte bits) =>
        Avx512F.VL.IsSupported ? Avx512F.VL.RotateRight(x, bits) : (x >>> bits) | (x << (32 - bits));
}
