using System.Text;

namespace Reports.Service.Protocol.Access;

/// <summary>A name and a key as a client sends them: <c>Basic base64(name:key)</c> (RFC 7617).</summary>
internal readonly record struct BasicCredentials(string Name, string Key)
{
    private const string Scheme = "Basic ";

    public static bool TryParse(string header, out BasicCredentials credentials)
    {
        credentials = default;
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return false;
        var bytes = new byte[header.Length];
        if (!Convert.TryFromBase64String(header[Scheme.Length..].Trim(), bytes, out var length)) return false;
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 1) return false;
        credentials = new BasicCredentials(text[..colon], text[(colon + 1)..]);
        return true;
    }
}
