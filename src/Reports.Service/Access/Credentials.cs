using System.Text;

namespace Reports.Service.Access;

/// <summary>
/// A key or a token as a client sends it: <c>Basic base64(name:key)</c> (RFC 7617) or <c>Bearer key</c> (RFC 6750).
/// </summary>
/// <param name="Name">The key's name, which must be right where it is given; null with Bearer.</param>
/// <param name="Key">The key, or the token.</param>
internal readonly record struct Credentials(string? Name, string Key)
{
    /// <summary>Longer headers are refused unseen.</summary>
    private const int MostCharacters = BearerTokens.MostCharacters + 512;

    public static bool TryParse(string header, out Credentials credentials)
    {
        credentials = default;
        if (header.Length > MostCharacters) return false;
        var space = header.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0) return false;
        var (scheme, rest) = (header[..space], header[(space + 1)..].Trim());
        if (scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
        {
            credentials = new Credentials(null, rest);
            return rest.Length > 0;
        }

        if (!scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase)) return false;
        var bytes = new byte[rest.Length];
        if (!Convert.TryFromBase64String(rest, bytes, out var length)) return false;
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 1) return false;
        credentials = new Credentials(text[..colon], text[(colon + 1)..]);
        return true;
    }
}
