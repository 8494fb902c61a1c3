using System.Globalization;

namespace Reports.Service.Pages.Parts;

/// <summary>Intervals of numbers in words.</summary>
internal static class QuantityWords
{
    /// <summary><c>36</c>, <c>1,501 or more</c>, <c>up to 40</c>, <c>24 to 99</c>, <c>no number</c>.</summary>
    /// <param name="low">The least that it can be; null for none stated.</param>
    /// <param name="high">The most; null for no bound.</param>
    public static string Say(long? low, long? high) => (low, high) switch
    {
        (null or 0, null) => "no number",
        ({ } least, null) => $"{N(least)} or more",
        (null or 0, { } most) when most > 0 => $"up to {N(most)}",
        ({ } least, { } most) when least != most => $"{N(least)} to {N(most)}",
        (_, { } most) => N(most),
    };

    /// <summary>A ratio of anchors: <c>1.53 times apart</c>; null for none.</summary>
    public static string? Ratio(decimal? ratio) => ratio is not { } times
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"{decimal.Round(times, 2):#,0.##} times apart");

    private static string N(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
