using Reports.Service.Http;

namespace Reports.Service.Pages.Parts;

/// <summary>Parameters of pages that list.</summary>
internal static class ListParameters
{
    /// <summary>As many characters as a name may have.</summary>
    private const int LongestText = 200;

    /// <summary>What <see cref="Text"/> reads.</summary>
    public static ApiParameter Search { get; } = new("q", "Part of a name, in any spelling.");

    /// <summary>The text that a list is searched for; null for none.</summary>
    /// <exception cref="ApiProblem">It is longer than any name.</exception>
    public static string? Text(ApiCall call) => call.Text("q")?.Trim() is not { Length: > 0 } text
        ? null
        : text.Length <= LongestText ? text : throw ApiCall.Invalid("q", $"it has {text.Length} characters; at most {LongestText}");

    /// <summary>One page of a list; a page beyond its end is empty.</summary>
    public static IReadOnlyList<T> Page<T>(IReadOnlyList<T> items, int number, int size = PageCall.PageSize) =>
        [.. items.Skip((int)Math.Min((long)(number - 1) * size, items.Count)).Take(size)];
}
