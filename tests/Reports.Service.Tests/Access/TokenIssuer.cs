using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;

namespace Reports.Service.Tests.Access;

/// <summary>Whoever issues tokens, with a key pair of its own; also whoever would like to.</summary>
internal sealed class TokenIssuer(string keyId = "k1") : IDisposable
{
    public const string Name = "https://issuer.example";
    public const string Audience = "reports-test";

    private readonly RSA _rsa = RSA.Create(2048);

    public string Pem => _rsa.ExportSubjectPublicKeyInfoPem();

    public string KeySet
    {
        get
        {
            var key = _rsa.ExportParameters(includePrivateParameters: false);
            return $$"""{"keys":[{"kty":"RSA","use":"sig","kid":"{{keyId}}","n":"{{Base64UrlEncoder.Encode(key.Modulus)}}","e":"{{Base64UrlEncoder.Encode(key.Exponent)}}"}]}""";
        }
    }

    /// <summary>The claims of a token that is good at a time for an hour.</summary>
    public static JsonObject Claims(DateTimeOffset now, string role = "reporter", string author = "layla") => new()
    {
        ["iss"] = Name,
        ["aud"] = Audience,
        ["sub"] = author,
        ["role"] = role,
        ["nbf"] = now.ToUnixTimeSeconds(),
        ["exp"] = now.AddHours(1).ToUnixTimeSeconds(),
    };

    public string Sign(JsonObject claims)
    {
        var signed = $"{Part(new JsonObject { ["alg"] = "RS256", ["typ"] = "JWT", ["kid"] = keyId })}.{Part(claims)}";
        return $"{signed}.{Base64UrlEncoder.Encode(_rsa.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    /// <summary>A token that needs no key to be made.</summary>
    public static string Unsigned(JsonObject claims) => $"{Part(new JsonObject { ["alg"] = "none", ["typ"] = "JWT" })}.{Part(claims)}.";

    /// <summary>A token under a secret that everybody knows: the text of the public key.</summary>
    public string SignWithPublicKey(JsonObject claims)
    {
        var signed = $"{Part(new JsonObject { ["alg"] = "HS256", ["typ"] = "JWT", ["kid"] = keyId })}.{Part(claims)}";
        return $"{signed}.{Base64UrlEncoder.Encode(HMACSHA256.HashData(Encoding.ASCII.GetBytes(Pem), Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <summary>The signature of one token under the claims of another.</summary>
    public string Forge(JsonObject signed, JsonObject claims)
    {
        var parts = Sign(signed).Split('.');
        return $"{parts[0]}.{Part(claims)}.{parts[2]}";
    }

    public void Dispose() => _rsa.Dispose();

    private static string Part(JsonObject part) => Base64UrlEncoder.Encode(JsonSerializer.SerializeToUtf8Bytes(part));
}
