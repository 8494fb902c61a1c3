using System.Collections.Immutable;
using System.Globalization;
using Reports.Domain.Policies;
using Reports.Domain.Quantities;
using Reports.Domain.Text;

namespace Reports.Service.Coding;

/// <summary>Reads a policy file's tree: a built-in policy with other constants, or every error in it.</summary>
internal sealed class PolicyFileReader(string file)
{
    private static readonly string[] Keys =
        ["name", "description", "based-on", "tolerance", "staleness-days", "about-percent", "lowest-only", "phrases"];

    private readonly NodeBinder _bind = new(file);

    public ImmutableArray<CodingError> Errors => _bind.Ordered();

    public Policy? Read(DocumentNode root)
    {
        if (_bind.Mapping(root, "", Keys) is not { } document) return null;
        var basis = Basis(document);
        var policy = basis with
        {
            Name = _bind.Slug(document, "", "name"),
            Description = _bind.Text(document, "", "description", CodingLimits.TitleCharacters, isRequired: true) ?? "",
            Tolerance = Tolerance(document, basis.Tolerance),
            StalenessDays = (int)Number(document, "", "staleness-days", PolicyLimits.MinStalenessDays, PolicyLimits.MaxStalenessDays, basis.StalenessDays),
            AboutPercent = (int)Number(document, "", "about-percent", 0, PolicyLimits.MaxAboutPercent, basis.AboutPercent),
            LowestOnly = Flag(document, "lowest-only", basis.LowestOnly),
        };
        if (document.Find("phrases") is { } node
            && _bind.Mapping(node, "phrases", "several", "dozens", "several-hundred", "hundreds", "thousands") is { } phrases)
            policy = policy with
            {
                Several = Interval(phrases, "several", basis.Several),
                Dozens = Interval(phrases, "dozens", basis.Dozens),
                SeveralHundred = Interval(phrases, "several-hundred", basis.SeveralHundred),
                Hundreds = Interval(phrases, "hundreds", basis.Hundreds),
                Thousands = Interval(phrases, "thousands", basis.Thousands),
            };
        return _bind.Errors.Count == 0 ? policy : null;
    }

    private Policy Basis(MappingNode document)
    {
        var name = _bind.Required(document, "", "based-on");
        if (name.Length == 0) return Policy.Reports1;
        if (Policy.TryFind(name, out var policy, out _)) return policy;
        _bind.Fail(
            document.Find("based-on")!, "based-on",
            $"'{SafeText.Show(name)}' is not a built-in policy: {string.Join(", ", Policy.BuiltIn.Select(p => p.Name))}");
        return Policy.Reports1;
    }

    private decimal Tolerance(MappingNode document, decimal absent)
    {
        if (_bind.Optional(document, "", "tolerance") is not { } text) return absent;
        if (Decimal(text) is { } tolerance and >= PolicyLimits.MinTolerance and <= PolicyLimits.MaxTolerance
            && decimal.Round(tolerance, PolicyLimits.ToleranceDecimals) == tolerance)
            return tolerance;
        _bind.Fail(
            document.Find("tolerance")!, "tolerance",
            $"'{SafeText.Show(text)}' is not a ratio from {PolicyLimits.MinTolerance} to {PolicyLimits.MaxTolerance} with {PolicyLimits.ToleranceDecimals} decimals at most, such as 1.25");
        return absent;
    }

    private long Number(MappingNode parent, string path, string key, long least, long most, long absent)
    {
        if (_bind.Optional(parent, path, key) is not { } text) return absent;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
        _bind.Fail(parent.Find(key)!, NodeBinder.Join(path, key), $"'{SafeText.Show(text)}' is not a whole number from {least} to {most}");
        return absent;
    }

    private bool Flag(MappingNode parent, string key, bool absent)
    {
        if (_bind.Optional(parent, "", key) is not { } text) return absent;
        if (text is "true" or "false") return text == "true";
        _bind.Fail(parent.Find(key)!, key, $"'{SafeText.Show(text)}' is neither true nor false");
        return absent;
    }

    /// <summary>What is given of a phrase replaces all that the policy below says of it: an upper bound that is left out is open.</summary>
    private QuantityInterval Interval(MappingNode phrases, string key, QuantityInterval absent)
    {
        if (phrases.Find(key) is not { } node) return absent;
        var path = NodeBinder.Join("phrases", key);
        if (_bind.Mapping(node, path, "low", "high", "anchor") is not { } interval) return absent;
        if (_bind.Required(interval, path, "low").Length == 0) return absent;
        var low = Number(interval, path, "low", 0, PolicyLimits.MaxQuantity, absent.Low);
        long? high = _bind.Optional(interval, path, "high") is null ? null : Number(interval, path, "high", 0, PolicyLimits.MaxQuantity, low);
        if (high < low) _bind.Fail(interval.Find("high")!, NodeBinder.Join(path, "high"), $"{high} is below the low end, {low}");
        return new QuantityInterval(low, high, Anchor(interval, path, low, high));
    }

    private decimal? Anchor(MappingNode interval, string path, long low, long? high)
    {
        if (_bind.Optional(interval, path, "anchor") is not { } text) return null;
        if (Decimal(text) is { } anchor && anchor >= low && !(anchor > high) && decimal.Round(anchor, 2) == anchor) return anchor;
        _bind.Fail(
            interval.Find("anchor")!, NodeBinder.Join(path, "anchor"),
            $"'{SafeText.Show(text)}' is not a number within {new QuantityInterval(low, high, null)} with 2 decimals at most");
        return null;
    }

    private static decimal? Decimal(string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;
}
