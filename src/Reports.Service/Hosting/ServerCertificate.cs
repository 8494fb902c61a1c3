using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Reports.Service.Queries;

namespace Reports.Service.Hosting;

/// <summary>The certificate that a server shows, with the chain that leads to its authority.</summary>
internal sealed record ServerCertificate(X509Certificate2 Certificate, X509Certificate2Collection Chain)
{
    /// <exception cref="RefusedException">A file is missing or is not what it should be.</exception>
    public static ServerCertificate Load(string certificateFile, string? keyFile)
    {
        try
        {
            var certificate = X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(certificateFile);
            return new ServerCertificate(certificate, chain);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new RefusedException($"the certificate {certificateFile}{(keyFile is null ? "" : $" with the key {keyFile}")} cannot be used: {e.Message}");
        }
    }
}
