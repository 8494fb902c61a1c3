using System.Runtime.CompilerServices;
using Reports.Domain.Gazetteer;

namespace Reports.Service.Pages.Parts;

/// <summary>
/// How parties look: a colour and a pattern for each. They follow the order in which actors were defined, so that a party keeps its
/// look for ever, whoever comes after it; parts of an actor have its colour and patterns of their own. Who sees colours otherwise
/// tells parties apart by pattern, and every swatch stands beside a name.
/// </summary>
public sealed class PartyPalette
{
    /// <summary>Colours told apart by those who see colours otherwise too (after Okabe and Ito).</summary>
    public const int Colours = 7;

    public const int Patterns = 6;

    /// <summary>What can hold ground; others are shown only where a source says that they do, after these.</summary>
    private static readonly string[] s_kinds = ["state", "armed-group", "coalition", "council"];

    private static readonly ConditionalWeakTable<GazetteerTree, PartyPalette> s_known = new();

    private readonly Dictionary<string, int> _looks;

    private PartyPalette(GazetteerTree names)
    {
        _looks = new Dictionary<string, int>(StringComparer.Ordinal);
        var roots = new Dictionary<string, (int Colour, int Next)>(StringComparer.Ordinal);
        foreach (var actor in names.DefinedActors.Where(a => s_kinds.Contains(a.Kind)).Concat(names.DefinedActors.Where(a => !s_kinds.Contains(a.Kind))))
        {
            var root = Root(names, actor);
            var (rank, next) = roots.TryGetValue(root, out var known) ? known : (roots.Count, 0);
            roots[root] = (rank, next + 1);
            _looks[actor.Id] = (rank % Colours * Patterns) + ((rank + next) % Patterns);
        }
    }

    public static PartyPalette Of(GazetteerTree names) => s_known.GetValue(names, static n => new PartyPalette(n));

    /// <summary>True for a kind of actor that can hold ground.</summary>
    public static bool HoldsGround(string kind) => s_kinds.Contains(kind);

    /// <summary>The number of the look of an actor, 0 to <see cref="Colours"/> × <see cref="Patterns"/> − 1.</summary>
    public int LookOf(string actor) => _looks.TryGetValue(actor, out var look) ? look : ((Colours - 1) * Patterns);

    public int ColourOf(string actor) => LookOf(actor) / Patterns;

    private static string Root(GazetteerTree names, Actor actor)
    {
        while (actor.Within is { } within && names.Actors.TryGetValue(within, out var whole)) actor = whole;
        return actor.Id;
    }
}
