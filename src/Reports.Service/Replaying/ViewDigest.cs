using System.Security.Cryptography;
using System.Text;

namespace Reports.Service.Replaying;

/// <summary>
/// The views of one kind as a digest: SHA-256, in lower-case hexadecimal digits, over the bytes that a command prints, so that two
/// auditors can compare theirs, and take them again with any tool.
/// </summary>
/// <param name="Kind">Which views.</param>
/// <param name="Count">How many of them there are in the rebuilt views.</param>
/// <param name="Command">What prints the bytes.</param>
/// <param name="Live">Of the live views.</param>
/// <param name="Rebuilt">Of those built from the log alone.</param>
public sealed record ViewDigest(string Kind, long Count, string Command, string Live, string Rebuilt)
{
    public bool IsEqual => Live == Rebuilt;

    internal static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
