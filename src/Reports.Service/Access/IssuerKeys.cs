using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.IdentityModel.Tokens;
using Reports.Service.Queries;

namespace Reports.Service.Access;

/// <summary>
/// The public keys of whoever issues tokens, in a file: a JSON Web Key Set, or PEM with public keys and certificates. What is changed
/// counts from the next token on; while the file cannot be read no token counts. Thread safe.
/// </summary>
internal sealed class IssuerKeys
{
    private const int MostBytes = 1024 * 1024;

    /// <summary>NIST SP 800-131A: shorter ones are not to be trusted any more.</summary>
    private const int LeastRsaBits = 2048;

    private readonly string _path;
    private readonly Lock _reading = new();
    private volatile Known _known;

    private sealed record Known(DateTime Changed, long Bytes, IReadOnlyList<SecurityKey> Keys);

    /// <exception cref="RefusedException">The file cannot be read, or has something else than public keys.</exception>
    public IssuerKeys(string path)
    {
        _path = path;
        // Looked at before it is read: what changes in between is read again.
        var (changed, bytes) = Stamp();
        _known = new Known(changed, bytes, Read(path));
    }

    public IReadOnlyList<SecurityKey> Current()
    {
        var (changed, bytes) = Stamp();
        if (_known.Changed == changed && _known.Bytes == bytes) return _known.Keys;
        lock (_reading)
        {
            if (_known.Changed == changed && _known.Bytes == bytes) return _known.Keys;
            try
            {
                _known = new Known(changed, bytes, Read(_path));
            }
            catch (RefusedException e)
            {
                // Not the keys that were: one of them may have been taken back.
                Serilog.Log.Error("No token is taken until its issuer's keys can be read: {Problem}", e.Message);
                _known = new Known(changed, bytes, []);
            }

            return _known.Keys;
        }
    }

    /// <exception cref="RefusedException">The file cannot be read, or has something else than public keys.</exception>
    internal static IReadOnlyList<SecurityKey> Read(string path)
    {
        try
        {
            if (new FileInfo(path).Length > MostBytes) throw new RefusedException($"{path} has more than {MostBytes} bytes: it is no file of keys");
            var text = File.ReadAllText(path);
            var keys = text.TrimStart().StartsWith('{') ? OfSet(path, text) : OfPem(path, text);
            if (keys.Count == 0) throw new RefusedException($"{path} has no key");
            foreach (var key in keys)
                if (key is RsaSecurityKey or JsonWebKey { Kty: "RSA" } && key.KeySize < LeastRsaBits)
                    throw new RefusedException($"{path} has an RSA key of {key.KeySize} bits; {LeastRsaBits} are the least");
            return keys;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException($"the keys of tokens cannot be read: {e.Message}");
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException or FormatException)
        {
            throw new RefusedException($"{path} is neither a JSON Web Key Set nor PEM with public keys: {e.Message}");
        }
    }

    private static List<SecurityKey> OfSet(string path, string text)
    {
        var set = new JsonWebKeySet(text);
        foreach (var key in set.Keys)
        {
            // A secret that signs and checks would let whoever can check forge: RFC 8725 §3.1.
            if (key.Kty is not ("RSA" or "EC")) throw new RefusedException($"{path} has a key of the kind '{Domain.Text.SafeText.Show(key.Kty ?? "")}': only public keys RSA and EC are taken");
            if (key.HasPrivateKey) throw new RefusedException($"{path} has a private key: only the issuer keeps that; give its public one");
        }

        return [.. set.Keys.Where(k => k.Use is null or "" or "sig")];
    }

    private static List<SecurityKey> OfPem(string path, string text)
    {
        var keys = new List<SecurityKey>();
        var rest = text.AsSpan();
        while (PemEncoding.TryFind(rest, out var found))
        {
            var (label, pem) = (rest[found.Label].ToString(), rest[found.Location].ToString());
            keys.Add(label switch
            {
                "CERTIFICATE" => OfCertificate(path, pem),
                "PUBLIC KEY" or "RSA PUBLIC KEY" => OfPublicKey(pem),
                _ when label.EndsWith("PRIVATE KEY", StringComparison.Ordinal) => throw new RefusedException($"{path} has a private key: only the issuer keeps that; give its public one"),
                _ => throw new RefusedException($"{path} has a '{label}', and takes public keys and certificates"),
            });
            rest = rest[found.Location.End..];
        }

        return keys;
    }

    private static SecurityKey OfCertificate(string path, string pem)
    {
        using var certificate = X509Certificate2.CreateFromPem(pem);
        if (certificate.GetRSAPublicKey() is { } rsa) return new RsaSecurityKey(rsa);
        return certificate.GetECDsaPublicKey() is { } curve ? new ECDsaSecurityKey(curve) : throw new RefusedException($"{path} has a certificate whose key is neither RSA nor EC");
    }

    private static SecurityKey OfPublicKey(string pem)
    {
        try
        {
            var rsa = RSA.Create();
            rsa.ImportFromPem(pem);
            return new RsaSecurityKey(rsa);
        }
        catch (CryptographicException)
        {
            var curve = ECDsa.Create();
            curve.ImportFromPem(pem);
            return new ECDsaSecurityKey(curve);
        }
    }

    private (DateTime Changed, long Bytes) Stamp()
    {
        var file = new FileInfo(_path);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
    }
}
