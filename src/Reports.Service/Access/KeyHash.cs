using System.Globalization;
using System.Security.Cryptography;

namespace Reports.Service.Access;

/// <summary>A salted PBKDF2-SHA256 hash of a key, written <c>pbkdf2-sha256$iterations$salt$hash</c> (RFC 8018 §5.2).</summary>
internal sealed record KeyHash(int Iterations, byte[] Salt, byte[] Hash)
{
    private const string Scheme = "pbkdf2-sha256";
    private const int MostIterations = 10_000_000;
    private const int Bytes = 32;

    /// <summary>OWASP's figure of 2023 for PBKDF2 with SHA-256.</summary>
    private const int DefaultIterations = 600_000;

    public static KeyHash Of(string key, int iterations = DefaultIterations)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        return new KeyHash(iterations, salt, Derive(key, salt, iterations));
    }

    public static bool TryParse(string text, out KeyHash? hash)
    {
        hash = null;
        var parts = text.Split('$');
        if (parts.Length != 4 || parts[0] != Scheme
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var iterations) || iterations is < 1 or > MostIterations
            || FromBase64(parts[2]) is not { Length: >= 8 and <= 64 } salt || FromBase64(parts[3]) is not { Length: Bytes } bytes)
            return false;
        hash = new KeyHash(iterations, salt, bytes);
        return true;
    }

    /// <summary>Takes as long for a wrong key as for the right one.</summary>
    public bool Matches(string key) => CryptographicOperations.FixedTimeEquals(Derive(key, Salt, Iterations), Hash);

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Scheme}${Iterations}${Convert.ToBase64String(Salt)}${Convert.ToBase64String(Hash)}");

    private static byte[] Derive(string key, byte[] salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(key, salt, iterations, HashAlgorithmName.SHA256, Bytes);

    private static byte[]? FromBase64(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var written) ? bytes[..written] : null;
    }
}
