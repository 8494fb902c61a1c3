using System.Globalization;
using System.Text;

namespace Reports.Domain.Text;

/// <summary>
/// The key under which spellings of one name meet, in any script: case, diacritics, hyphens, apostrophes and spaces do not
/// count, and Arabic letters that writers interchange are one. Needs no operating-system Unicode library.
/// </summary>
public static class NameKey
{
    /// <summary>Letters that stand for others, each followed by what it stands for.</summary>
    private static readonly Dictionary<char, string> Letters = Build(
        "àáâãäåāăą=a", "ç ć ĉ ċ č=c", "ď đ ð=d", "è é ê ë ē ĕ ė ę ě=e", "ĝ ğ ġ ģ ǧ=g", "ĥ ħ ḥ ḫ ẖ=h", "ì í î ï ĩ ī ĭ į ı İ=i", "ĵ=j",
        "ķ ḳ ḵ=k", "ĺ ļ ľ ŀ ł=l", "ñ ń ņ ň=n", "ò ó ô õ ö ø ō ŏ ő=o", "ŕ ŗ ř=r", "ś ŝ ş š ș ṣ=s", "ţ ť ŧ ț ṭ ṯ=t", "ù ú û ü ũ ū ŭ ů ű ų=u",
        "ŵ=w", "ý ÿ ŷ=y", "ź ż ž ẓ ẕ=z", "ḍ ḏ=d", "æ=ae", "œ=oe", "ß=ss", "þ=th", "ё=е", "й=и", "ї=і", "ў=у", "ѓ=г", "ќ=к",
        // The rest of Latin: BGN/PCGN writes Ḩamāh and Aḑ Ḑumayr, and gazetteers follow it; Vietnamese; modern Greek accents.
        "ǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặ=a", "ǣǽ=ae", "ḃḅḇ=b", "ḉ=c", "ḋḑḓ=d", "ȅȇȩḕḗḙḛḝẹẻẽếềểễệ=e", "ḟ=f", "ǵḡ=g", "ȟḣḧḩ=h", "ǐȉȋḭḯỉị=i",
        "ǰ=j", "ǩḱ=k", "ḷḹḻḽ=l", "ḿṁṃ=m", "ǹṅṇṉṋ=n", "ơǒǫǭǿȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợ=o", "ṕṗ=p", "ȑȓṙṛṝṟ=r", "ṡṥṧṩ=s", "ṫṱẗ=t",
        "ưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự=u", "ṽṿ=v", "ẁẃẅẇẉẘ=w", "ẋẍ=x", "ȳẏẙỳỵỷỹ=y", "ẑ=z",
        "ά=α", "έ=ε", "ή=η", "ίϊΐ=ι", "ό=ο", "ύϋΰ=υ", "ώ=ω", "ѐ=е", "ѝ=и", "ۀ=ە", "ۂ=ہ", "ۓ=ے",
        "أ إ آ ٱ=ا", "ة=ه", "ى ی ئ=ي", "ؤ=و", "ک=ك");

    /// <summary>Folds a name; folding a key gives the key.</summary>
    public static string Fold(string name)
    {
        var folded = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
        {
            var lower = Rune.ToLowerInvariant(Rune.ToUpperInvariant(rune));
            switch (Rune.GetUnicodeCategory(lower))
            {
                case UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format
                    or UnicodeCategory.DashPunctuation or UnicodeCategory.SpaceSeparator or UnicodeCategory.Control
                    or UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation
                    or UnicodeCategory.OtherPunctuation or UnicodeCategory.ModifierSymbol:
                    continue;
                // Transliterations write hamza and ayn as modifier letters; the Arabic tatweel only stretches a word.
                case UnicodeCategory.ModifierLetter:
                    continue;
            }

            if (lower.Value == 'ء') continue;
            if (lower.IsBmp && Letters.TryGetValue((char)lower.Value, out var stands)) folded.Append(stands);
            else folded.Append(lower.ToString());
        }

        return folded.ToString();
    }

    /// <summary>
    /// Names near to a misspelt one: at most a third of its letters changed, added, left out or swapped. Nearest first, then in
    /// the order of the alphabet.
    /// </summary>
    public static IReadOnlyList<string> Closest(string name, IEnumerable<string> candidates, int max)
    {
        var key = Fold(name);
        var bound = Math.Clamp(key.Length / 3, 1, 4);
        return
        [
            .. candidates
                .Select(c => (Candidate: c, Distance: Distance(key, Fold(c), bound)))
                .Where(c => c.Distance <= bound)
                .OrderBy(c => c.Distance).ThenBy(c => c.Candidate, StringComparer.Ordinal)
                .DistinctBy(c => Fold(c.Candidate), StringComparer.Ordinal)
                .Take(max)
                .Select(c => c.Candidate),
        ];
    }

    /// <summary>Damerau-Levenshtein distance with adjacent swaps, or more than <paramref name="bound"/>.</summary>
    private static int Distance(string left, string right, int bound)
    {
        if (Math.Abs(left.Length - right.Length) > bound) return bound + 1;
        var older = new int[right.Length + 1];
        var last = new int[right.Length + 1];
        var row = new int[right.Length + 1];
        for (var j = 0; j <= right.Length; j++) last[j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var cost = left[i - 1] == right[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + cost);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                    row[j] = Math.Min(row[j], older[j - 2] + 1);
            }

            (older, last, row) = (last, row, older);
        }

        return last[right.Length];
    }

    private static Dictionary<char, string> Build(params string[] lines)
    {
        var letters = new Dictionary<char, string>();
        foreach (var line in lines)
        {
            var sides = line.Split('=');
            foreach (var letter in sides[0])
                if (letter != ' ')
                    letters[letter] = sides[1];
        }

        return letters;
    }
}
