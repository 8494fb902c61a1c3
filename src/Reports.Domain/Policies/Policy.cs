using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Reports.Domain.Quantities;
using Reports.Domain.Text;

namespace Reports.Domain.Policies;

/// <summary>
/// The constants by which views follow from facts: conversion of phrases, tolerance, freshness. Named and versioned; a view
/// names the policy that made it, and changing the policy never touches a fact. Immutable and thread safe.
/// </summary>
public sealed record Policy
{
    /// <summary>The handbook's tables.</summary>
    public static readonly Policy Reports1 = new()
    {
        Name = "reports-1",
        Description = "The handbook's phrase table, tolerance 1.10, stale after 180 days.",
        Several = new(3, 9, null),
        Dozens = new(24, 99, null),
        SeveralHundred = new(200, 999, null),
        Hundreds = new(200, 999, null),
        Thousands = new(2000, 9999, null),
    };

    /// <summary>Takes of every phrase the lowest number that it states or implies, as casualty monitors do who publish minimums.</summary>
    public static readonly Policy Conservative = Reports1 with
    {
        Name = "conservative-1",
        Description = "The lowest number that each phrase states; no spread, no open ends.",
        LowestOnly = true,
    };

    /// <summary>Airwars' table: vague phrases have narrow ranges; a stated bound is the minimum or the maximum, as in the handbook's own.</summary>
    public static readonly Policy MinMax = Reports1 with
    {
        Name = "min-max-1",
        Description = "Airwars' phrase table: dozens 12–24, hundreds 100–200; N is the minimum of at least N and the maximum of up to N.",
        Dozens = new(12, 24, null),
        Hundreds = new(100, 200, null),
    };

    /// <summary>The policies that every ledger knows; the first is in force until another one is adopted.</summary>
    public static readonly ImmutableArray<Policy> BuiltIn = [Reports1, Conservative, MinMax];

    private Policy()
    {
    }

    public required string Name { get; init; }

    public required string Description { get; init; }

    /// <summary>Two anchors further apart than this ratio diverge.</summary>
    public decimal Tolerance { get; init; } = 1.10m;

    /// <summary>Days after which the last evidence makes a status stale.</summary>
    public int StalenessDays { get; init; } = 180;

    /// <summary>Half the width of "about N", in percent of N.</summary>
    public int AboutPercent { get; init; } = 10;

    public required QuantityInterval Several { get; init; }

    public required QuantityInterval Dozens { get; init; }

    public required QuantityInterval SeveralHundred { get; init; }

    public required QuantityInterval Hundreds { get; init; }

    public required QuantityInterval Thousands { get; init; }

    /// <summary>Every interval shrinks to its low end.</summary>
    public bool LowestOnly { get; init; }

    /// <summary>The table as rows to print: phrase, interval, anchor.</summary>
    public IReadOnlyList<(string Phrase, string Interval, string Anchor)> PhraseTable =>
    [
        .. ((ReadOnlySpan<string>)["36", "at least 100", "more than 100", "up to 100", "less than 100", "about 100", "between 100 and 200", "140, between 100 and 200",
            "several", "dozens", "several hundred", "hundreds", "thousands", "unknown"]).ToArray().Select(Row),
        ("half of F", "half of fact F's interval", "half of F's"),
    ];

    /// <summary>
    /// SHA-256 over the name and every constant, 64 hexadecimal digits: two policies with the same digest make the same views.
    /// The description says nothing that views follow from.
    /// </summary>
    public string Digest => Convert64(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical)));

    private string Canonical => string.Create(
        CultureInfo.InvariantCulture,
        $"{Name}\ntolerance {Tolerance:0.00##}\nstaleness {StalenessDays}\nabout {AboutPercent}\nseveral {Stated(Several)}\ndozens {Stated(Dozens)}\n"
        + $"several-hundred {Stated(SeveralHundred)}\nhundreds {Stated(Hundreds)}\nthousands {Stated(Thousands)}\nlowest-only {LowestOnly}\n");

    /// <summary>Finds a built-in policy by its name, with or without the version.</summary>
    public static bool TryFind(string name, [NotNullWhen(true)] out Policy? policy, out string error) => TryFind(name, BuiltIn, out policy, out error);

    /// <summary>Finds one of the given policies by its name, with or without the version.</summary>
    public static bool TryFind(string name, IReadOnlyCollection<Policy> known, [NotNullWhen(true)] out Policy? policy, out string error)
    {
        policy = known.FirstOrDefault(p => p.Name == name) ?? known.FirstOrDefault(p => p.Name == name + "-1");
        error = policy is null ? $"unknown policy '{SafeText.Show(name)}': the policies are {string.Join(", ", known.Select(p => p.Name))}" : "";
        return policy is not null;
    }

    /// <summary>The interval that a phrase stands for.</summary>
    /// <exception cref="ArgumentException">"Half of" needs the interval of its whole.</exception>
    public QuantityInterval Convert(Quantity quantity)
    {
        var (a, b) = (quantity.A, quantity.B);
        return Shrink(quantity.Class switch
        {
            PhraseClass.Exact => new QuantityInterval(a, a, a),
            PhraseClass.AtLeast => new QuantityInterval(a, null, a),
            PhraseClass.MoreThan => new QuantityInterval(a + 1, null, a),
            PhraseClass.UpTo => new QuantityInterval(0, a, a),
            PhraseClass.LessThan => new QuantityInterval(0, a - 1, a),
            PhraseClass.About => About(a),
            PhraseClass.Between => new QuantityInterval(a, b, (a + b) / 2m),
            PhraseClass.Estimate => new QuantityInterval(a, b, quantity.Best),
            PhraseClass.Several => Several,
            PhraseClass.Dozens => Dozens,
            PhraseClass.SeveralHundred => SeveralHundred,
            PhraseClass.Hundreds => Hundreds,
            PhraseClass.Thousands => Thousands,
            PhraseClass.Unknown => new QuantityInterval(0, null, null),
            _ => throw new ArgumentException("half of a fact needs the interval of that fact", nameof(quantity)),
        });
    }

    /// <summary>The interval of "half of" a fact, given that fact's own; any other phrase stands for itself.</summary>
    public QuantityInterval Convert(Quantity quantity, QuantityInterval whole) =>
        quantity.Class == PhraseClass.HalfOf ? Shrink(whole.Half()) : Convert(quantity);

    /// <summary>N ± 10 %, rounded outwards to whole numbers.</summary>
    private QuantityInterval About(long number)
    {
        var spread = (decimal)number * AboutPercent / 100m;
        return new QuantityInterval((long)Math.Floor(number - spread), (long)Math.Ceiling(number + spread), number);
    }

    /// <summary>The lowest number alone, except of what has no bounds: an unknown number is not zero (DOMAIN.md, What the field teaches).</summary>
    private QuantityInterval Shrink(QuantityInterval interval) => LowestOnly && interval is not { Low: 0, High: null, Anchor: null }
        ? interval with { High = interval.Low, Anchor = interval.Low }
        : interval;

    private (string, string, string) Row(string phrase)
    {
        var interval = Convert(Quantity.Parse(phrase));
        return (phrase, interval.ToString(), interval.Anchor?.ToString(CultureInfo.InvariantCulture) ?? "—");
    }

    /// <summary>A vague phrase states no number in the handbook's table; where a policy gives it an anchor, ratios follow from that.</summary>
    private static string Stated(QuantityInterval interval) =>
        interval.Anchor is { } anchor ? string.Create(CultureInfo.InvariantCulture, $"{interval} anchor {anchor:0.##}") : interval.ToString();

    private static string Convert64(byte[] hash) => System.Convert.ToHexStringLower(hash);
}
