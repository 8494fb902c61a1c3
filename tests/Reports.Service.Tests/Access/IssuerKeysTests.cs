using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Reports.Service.Access;
using Reports.Service.Queries;

namespace Reports.Service.Tests.Access;

/// <summary>What may stand in the file of an issuer's keys.</summary>
public sealed class IssuerKeysTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("reports-tokens-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Public_keys_and_certificates_are_taken()
    {
        using var rsa = RSA.Create(2048);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var subject = new CertificateRequest("CN=issuer", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = subject.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(99));
        Assert.Equal(3, Read($"{rsa.ExportSubjectPublicKeyInfoPem()}\n{curve.ExportSubjectPublicKeyInfoPem()}\n{certificate.ExportCertificatePem()}\n").Count);
        using var issuer = new TokenIssuer();
        Assert.Single(Read(issuer.KeySet));
    }

    [Fact]
    public void What_could_sign_what_is_weak_and_what_is_no_key_is_refused()
    {
        using var rsa = RSA.Create(2048);
        using var weak = RSA.Create(1024);
        foreach (var (text, why) in ((string, string)[])
        [
            ("""{"keys":[{"kty":"oct","k":"c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0"}]}""", "a key of the kind 'oct'"),
            (rsa.ExportRSAPrivateKeyPem(), "has a private key"),
            (rsa.ExportPkcs8PrivateKeyPem(), "has a private key"),
            (weak.ExportSubjectPublicKeyInfoPem(), "an RSA key of 1024 bits; 2048 are the least"),
            ("""{"keys":[]}""", "has no key"),
            ("", "has no key"),
            ("{", "is neither a JSON Web Key Set nor PEM"),
            ("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "is neither a JSON Web Key Set nor PEM"),
        ])
            Assert.Contains(why, Assert.Throws<RefusedException>(() => Read(text)).Message, StringComparison.Ordinal);
        Assert.Contains("cannot be read", Assert.Throws<RefusedException>(() => IssuerKeys.Read(Path.Combine(_folder.FullName, "none"))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://issuer.example/.well-known/openid-configuration", true)]
    [InlineData("http://127.0.0.1:8080/x", true)]
    [InlineData("http://issuer.example/.well-known/openid-configuration", false)]
    [InlineData("ftp://issuer.example/", false)]
    public void Keys_are_fetched_where_nobody_between_can_change_them(string address, bool isTaken)
    {
        var options = new TokenOptions("i", "a") { Metadata = new Uri(address) };
        if (isTaken) options.Check();
        else Assert.Throws<RefusedException>(options.Check);
    }

    private IReadOnlyList<Microsoft.IdentityModel.Tokens.SecurityKey> Read(string text)
    {
        var path = Path.Combine(_folder.FullName, "keys");
        File.WriteAllText(path, text);
        return IssuerKeys.Read(path);
    }
}
