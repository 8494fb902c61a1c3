using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Reports.Domain.Text;

namespace Reports.Service.Importing.Names;

/// <summary>
/// Ids from names, by one rule: letters and digits of ASCII in lower case, everything else a hyphen; where that loses something, or is
/// too long, six digits of the name's SHA-256 follow. The same name has the same id in every run, and two names have not the same.
/// </summary>
internal static class Slugs
{
    private const int HashDigits = 6;

    /// <summary>The id of a name below a prefix that ends in a hyphen.</summary>
    public static string Of(string prefix, string name)
    {
        var slug = new StringBuilder(prefix, prefix.Length + name.Length + HashDigits + 1);
        var isLossless = true;
        var isSpace = true;
        foreach (var c in name)
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                slug.Append(char.ToLowerInvariant(c));
                isSpace = false;
                continue;
            }

            // One space or hyphen between words is what a slug has too.
            isLossless &= c is ' ' or '-' or '_' && !isSpace;
            if (!isSpace) slug.Append('-');
            isSpace = true;
        }

        if (slug.Length > 0 && slug[^1] == '-') slug.Length--;
        isLossless &= !isSpace;
        if (isLossless && slug.Length <= Slug.MaxLength) return slug.ToString();
        var longest = Slug.MaxLength - HashDigits - 1;
        if (slug.Length > longest) slug.Length = longest;
        while (slug.Length > 0 && slug[^1] == '-') slug.Length--;
        return slug.Append(CultureInfo.InvariantCulture, $"{(slug.Length > 0 ? "-" : "")}{Hash(prefix + name)}").ToString();
    }

    private static string Hash(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..HashDigits];
}
