using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Reports.Service.Http;

/// <summary>Where the next page of a list begins. Opaque to callers, who only send it back.</summary>
/// <param name="At">The position at which all pages of the list are.</param>
/// <param name="Offset">Items before the page; for the log, the position before it.</param>
/// <param name="Query">What the list is of.</param>
internal sealed record Cursor(long At, long Offset, string Query)
{
    public static bool TryParse(string text, out Cursor cursor)
    {
        cursor = new Cursor(0, 0, "");
        if (text.Length > 200 || !Base64Url.IsValid(text)) return false;
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split('.');
        if (parts.Length != 3
            || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
            return false;
        cursor = new Cursor(at, offset, parts[2]);
        return true;
    }

    public override string ToString() =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{At}.{Offset}.{Query}")));
}

internal static class Digest
{
    /// <summary>Enough of SHA-256 to tell answers apart.</summary>
    public static string Short(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
}
