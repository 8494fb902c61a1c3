using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Reports.EventStore.Log;
using Reports.Service.Queries;

namespace Reports.Service.Protection;

/// <summary>
/// Seals a protected person's name: AES-256-GCM under a key that seals nothing else, bound to the stream and the id, and padded to one
/// length for every name.
/// </summary>
internal static class NameSeal
{
    public const int KeyBytes = 32;

    /// <summary>UTF-8 bytes of the longest name.</summary>
    public const int MaxNameBytes = PaddedBytes - sizeof(ushort);

    private const int PaddedBytes = 512;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int SealedBytes = NonceBytes + PaddedBytes + TagBytes;

    /// <summary>Characters of base64 of a sealed name.</summary>
    public const int Characters = SealedBytes / 3 * 4;

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="RefusedException">The name is empty, too long, or has characters that no name has. The message has none of it.</exception>
    public static string Seal(SecretText name, string id, ReadOnlySpan<byte> key, FillRandom random)
    {
        Span<byte> padded = stackalloc byte[PaddedBytes];
        try
        {
            padded.Clear();
            Check(name);
            BinaryPrimitives.WriteUInt16BigEndian(padded, (ushort)s_strict.GetBytes(name.Reveal(), padded[sizeof(ushort)..]));
            Span<byte> bytes = stackalloc byte[SealedBytes];
            random(bytes[..NonceBytes]);
            using var cipher = new AesGcm(key, TagBytes);
            cipher.Encrypt(bytes[..NonceBytes], padded, bytes[NonceBytes..^TagBytes], bytes[^TagBytes..], BoundTo(id));
            return Convert.ToBase64String(bytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(padded);
        }
    }

    /// <exception cref="RefusedException">The key is another one's, or the sealed name was damaged: the two cannot be told apart.</exception>
    public static SecretText Open(string sealedName, string id, ReadOnlySpan<byte> key)
    {
        Span<byte> bytes = stackalloc byte[SealedBytes];
        Span<byte> padded = stackalloc byte[PaddedBytes];
        try
        {
            if (!IsSealed(sealedName) || !Convert.TryFromBase64String(sealedName, bytes, out _)) throw Unreadable(id);
            using var cipher = new AesGcm(key, TagBytes);
            cipher.Decrypt(bytes[..NonceBytes], bytes[NonceBytes..^TagBytes], bytes[^TagBytes..], padded, BoundTo(id));
            return new SecretText(s_strict.GetString(padded.Slice(sizeof(ushort), BinaryPrimitives.ReadUInt16BigEndian(padded))));
        }
        catch (AuthenticationTagMismatchException)
        {
            throw Unreadable(id);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(padded);
        }
    }

    /// <summary>True when a text can be a sealed name; only its key tells whether it is one.</summary>
    public static bool IsSealed(string text)
    {
        Span<byte> bytes = stackalloc byte[SealedBytes];
        return text.Length == Characters && Convert.TryFromBase64String(text, bytes, out var length) && length == SealedBytes && Convert.ToBase64String(bytes) == text;
    }

    private static void Check(SecretText name)
    {
        if (name.Reveal().Trim().Length == 0) throw new RefusedException("a name is needed: it is read from standard input");
        if (!Domain.Text.SafeText.TryCheck(name.Reveal(), MaxNameBytes, out _)) throw new RefusedException("the name has characters that no name has, or is too long");
        if (Encoding.UTF8.GetByteCount(name.Reveal()) > MaxNameBytes) throw new RefusedException($"a name has at most {MaxNameBytes} bytes of UTF-8");
    }

    /// <summary>What is sealed for one person in one stream opens for no other.</summary>
    private static byte[] BoundTo(string id) => Encoding.UTF8.GetBytes($"reports sealed name 1\n{StreamName.Actor(id)}\n{id}\n");

    private static RefusedException Unreadable(string id) =>
        new($"the name of '{id}' cannot be read: its key is another one's, or what was recorded is damaged ('reports verify' tells)");
}
