namespace Reports.Domain.Text;

/// <summary>The form of every id: lower-case ASCII letters and digits in words joined by single hyphens, at most 100 characters.</summary>
public static class Slug
{
    public const int MaxLength = 100;

    /// <param name="text">The candidate.</param>
    /// <param name="error">What is wrong, naming the character.</param>
    public static bool TryParse(string text, out string error)
    {
        error = Problem(text);
        return error.Length == 0;
    }

    private static string Problem(string text)
    {
        if (text.Length == 0) return "an id is empty";
        if (text.Length > MaxLength) return $"an id of {text.Length} characters; at most {MaxLength}";
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsAsciiLetterLower(text[i]) || char.IsAsciiDigit(text[i])) continue;
            if (text[i] == '-' && i > 0 && i < text.Length - 1 && text[i - 1] != '-') continue;
            return text[i] == '-'
                ? $"an id has single hyphens between its words, unlike '{SafeText.Show(text)}'"
                : $"an id has lower-case letters a–z, digits and hyphens, not {SafeText.Describe(text, i)} in '{SafeText.Show(text)}'";
        }

        return "";
    }
}
