using System.Globalization;
using Reports.Domain.Text;

namespace Reports.Domain.Quantities;

/// <summary>Reads the phrases of the handbook's table, with the synonyms that reports use.</summary>
internal static class QuantityParser
{
    private const int MaxLength = 200;

    private const string EstimateLink = ", between ";

    private static readonly (string Lead, PhraseClass Class)[] Leads =
    [
        ("at least", PhraseClass.AtLeast), ("no fewer than", PhraseClass.AtLeast), ("no less than", PhraseClass.AtLeast),
        ("not less than", PhraseClass.AtLeast), ("a minimum of", PhraseClass.AtLeast),
        ("more than", PhraseClass.MoreThan), ("over", PhraseClass.MoreThan), ("upwards of", PhraseClass.MoreThan),
        ("up to", PhraseClass.UpTo), ("at most", PhraseClass.UpTo), ("no more than", PhraseClass.UpTo), ("as many as", PhraseClass.UpTo),
        ("less than", PhraseClass.LessThan), ("fewer than", PhraseClass.LessThan), ("under", PhraseClass.LessThan),
        ("about", PhraseClass.About), ("some", PhraseClass.About), ("roughly", PhraseClass.About), ("around", PhraseClass.About),
        ("approximately", PhraseClass.About), ("an estimated", PhraseClass.About), ("estimated", PhraseClass.About),
        ("nearly", PhraseClass.About), ("almost", PhraseClass.About), ("close to", PhraseClass.About),
    ];

    private static readonly Dictionary<string, PhraseClass> Whole = new(StringComparer.Ordinal)
    {
        ["several"] = PhraseClass.Several,
        ["a few"] = PhraseClass.Several,
        ["a handful"] = PhraseClass.Several,
        ["dozens"] = PhraseClass.Dozens,
        ["scores"] = PhraseClass.Dozens,
        ["several hundred"] = PhraseClass.SeveralHundred,
        ["a few hundred"] = PhraseClass.SeveralHundred,
        ["hundreds"] = PhraseClass.Hundreds,
        ["thousands"] = PhraseClass.Thousands,
        ["several thousand"] = PhraseClass.Thousands,
        ["unknown"] = PhraseClass.Unknown,
        ["an unknown number"] = PhraseClass.Unknown,
    };

    public static bool TryParse(string text, out Quantity quantity, out string error)
    {
        quantity = default;
        if (text.Length > MaxLength) return Fail($"a quantity of {text.Length} characters; at most {MaxLength}", out error);
        // Spaces of every width separate words or thousands; the ones between words become one space.
        var phrase = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToLowerInvariant();
        if (phrase.Length == 0) return Fail("an empty quantity", out error);
        if (Whole.TryGetValue(phrase, out var whole))
        {
            quantity = new Quantity(whole);
            error = "";
            return true;
        }

        if (phrase.StartsWith("half of ", StringComparison.Ordinal)) return TryHalf(phrase["half of ".Length..], out quantity, out error);
        if (phrase.IndexOf(EstimateLink, StringComparison.Ordinal) is var link && link > 0)
            return TryEstimate(text, phrase[..link], phrase[(link + EstimateLink.Length)..], out quantity, out error);
        if (phrase.StartsWith("between ", StringComparison.Ordinal)) return TryRange(text, phrase["between ".Length..].Split(" and "), out quantity, out error);
        if (phrase.Contains(" to ", StringComparison.Ordinal) && char.IsAsciiDigit(phrase[0])) return TryRange(text, phrase.Split(" to "), out quantity, out error);
        if (phrase.IndexOfAny(['-', '–']) is var dash && dash > 0 && char.IsAsciiDigit(phrase[0]))
            return TryRange(text, [phrase[..dash], phrase[(dash + 1)..]], out quantity, out error);

        foreach (var (lead, kind) in Leads)
        {
            if (!phrase.StartsWith(lead, StringComparison.Ordinal) || phrase.Length <= lead.Length || phrase[lead.Length] != ' ') continue;
            if (!TryNumber(phrase[(lead.Length + 1)..], text, out var number, out error)) return false;
            if (kind == PhraseClass.LessThan && number == 0) return Fail($"'{text}': nothing is less than 0", out error);
            quantity = new Quantity(kind, number);
            return true;
        }

        if (!TryNumber(phrase, text, out var exact, out error)) return false;
        quantity = new Quantity(PhraseClass.Exact, exact);
        return true;
    }

    private static bool TryHalf(string of, out Quantity quantity, out string error)
    {
        quantity = default;
        if (!Slug.TryParse(of, out error))
        {
            error = $"'half of {of}': half of what? name a fact of the same file ({error})";
            return false;
        }

        quantity = new Quantity(PhraseClass.HalfOf, of: of);
        return true;
    }

    private static bool TryRange(string text, string[] sides, out Quantity quantity, out string error)
    {
        quantity = default;
        if (sides.Length != 2) return Fail($"'{text}' is not a range: write 'between 10 and 20'", out error);
        if (!TryNumber(sides[0], text, out var low, out error) || !TryNumber(sides[1], text, out var high, out error)) return false;
        if (low > high) return Fail($"'{text}': {low} is more than {high}", out error);
        quantity = new Quantity(PhraseClass.Between, low, high);
        return true;
    }

    private static bool TryEstimate(string text, string best, string range, out Quantity quantity, out string error)
    {
        if (!TryRange(text, range.Split(" and "), out quantity, out error) || !TryNumber(best, text, out var number, out error)) return false;
        if (number < quantity.A || number > quantity.B) return Fail($"'{text}': {number} is not between {quantity.A} and {quantity.B}", out error);
        quantity = Quantity.Estimate(quantity.A, number, quantity.B);
        return true;
    }

    private static bool TryNumber(string word, string text, out long number, out string error)
    {
        number = 0;
        word = word.Trim();
        if (word.Length == 0) return Fail($"'{text}' has no number", out error);
        if (word[0] is '-' or '−') return Fail($"'{text}': a quantity is not negative", out error);
        var groups = word.Split(',', ' ', '\u00A0', '\u202F', '\u2009');
        if (groups.Any(g => g.Length == 0 || g.Any(c => !char.IsAsciiDigit(c))))
            return Fail(
                word.Contains('.', StringComparison.Ordinal)
                    ? $"'{text}': a quantity is a whole number; thousands are separated by ','"
                    : $"'{text}' is not a quantity: write a number, or a phrase such as 'at least 200', 'about 200', 'several hundred'",
                out error);
        if (groups.Length > 1 && (groups[0].Length > 3 || groups.Skip(1).Any(g => g.Length != 3)))
            return Fail($"'{text}': thousands are separated every three digits, as in 2,289", out error);
        if (word.Contains(',', StringComparison.Ordinal) && word.Contains(' ', StringComparison.Ordinal))
            return Fail($"'{text}': thousands are separated in one way, as in 2,289", out error);
        var digits = string.Concat(groups);
        if (digits.Length > 18 || (number = long.Parse(digits, CultureInfo.InvariantCulture)) > Quantity.MaxNumber)
            return Fail($"'{text}' is more than {Quantity.MaxNumber}, the largest quantity", out error);
        error = "";
        return true;
    }

    private static bool Fail(string message, out string error)
    {
        error = message;
        return false;
    }
}
