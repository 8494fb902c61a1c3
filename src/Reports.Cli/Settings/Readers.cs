using System.Globalization;
using System.Net;

namespace Reports.Cli.Settings;

/// <summary>How values of settings are written.</summary>
internal static class Readers
{
    public static string? Text(string text, out string? problem)
    {
        problem = text.Length == 0 ? "it is empty" : null;
        return text;
    }

    public static string[] List(string text, out string? problem)
    {
        problem = text.Length == 0 ? "it is empty" : null;
        return text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }

    public static SettingReader<string> OneOf(params string[] words) => (string text, out string? problem) =>
    {
        problem = words.Contains(text) ? null : $"'{text}' is none of {string.Join(", ", words)}";
        return text;
    };

    public static bool Flag(string text, out string? problem)
    {
        problem = text is "true" or "false" ? null : $"'{text}' is neither true nor false";
        return text == "true";
    }

    public static SettingReader<int> Number(int least, int most) => (string text, out string? problem) =>
        (int)(Whole(text, least, most, out problem) ?? 0);

    public static SettingReader<int?> NumberOrNone(int least, int most) => (string text, out string? problem) =>
        (int?)Whole(text, least, most, out problem);

    public static SettingReader<long?> LongOrNone(long least, long most) => (string text, out string? problem) => Whole(text, least, most, out problem);

    public static SettingReader<double?> DecimalOrNone(double least, double most) => (string text, out string? problem) =>
    {
        var isOne = double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most;
        problem = isOne ? null : string.Create(CultureInfo.InvariantCulture, $"'{text}' is not a number from {least} to {most}");
        return number;
    };

    public static IPAddress? Address(string text, out string? problem)
    {
        problem = null;
        if (text == "localhost") return IPAddress.Loopback;
        if (!IPAddress.TryParse(text, out var address)) problem = $"'{text}' is not an address such as 127.0.0.1 or ::";
        return address;
    }

    public static Uri? Link(string text, out string? problem)
    {
        problem = !Uri.TryCreate(text, UriKind.Absolute, out var link) || (link.Scheme != Uri.UriSchemeHttps && link.Scheme != Uri.UriSchemeHttp) ? $"'{text}' is no address such as https://example.org/"
            : link.UserInfo.Length > 0 ? "an address with a password would be shown and logged: leave it out" : null;
        return link;
    }

    private static long? Whole(string text, long least, long most, out string? problem)
    {
        var isOne = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most;
        problem = isOne ? null : string.Create(CultureInfo.InvariantCulture, $"'{text}' is not a whole number from {least} to {most}");
        return number;
    }
}
