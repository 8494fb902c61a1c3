using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Reports.Domain.Facts;
using Reports.Service.Importing.Names;

namespace Reports.Service.Importing.Formats.Airwars;

/// <summary>What Airwars' words for strikes and parties stand for.</summary>
internal static class AirwarsWords
{
    /// <summary>Words of the table of parties that the table of incidents has another name for.</summary>
    private static readonly FrozenDictionary<string, string> Parties = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["coalition"] = "U.S.-led Coalition",
        ["russian_forces"] = "Russian Military",
        ["russia"] = "Russian Military",
        ["turkey"] = "Turkish Military",
        ["israeli_forces"] = "Israeli Military",
        ["iranian_forces"] = "Iranian Military",
        ["jordan"] = "Jordanian Military",
        ["united_kingdom"] = "UK Military",
        ["united_states"] = "US Military",
        ["ypg_forces"] = "YPG",
        ["isis"] = "ISIS",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What a mapping tells of <see cref="Kind"/>.</summary>
    public const string Kinds = "kind of incident: strike (from the air), shelling (artillery, ships), assault (on the ground); attack where several are named, or none";

    /// <param name="types">One type or several with commas; empty where Airwars does not tell.</param>
    public static IncidentKind Kind(string types)
    {
        var kinds = Split(types).Select(t => t switch
        {
            "Airstrike" or "Drone Strike" => IncidentKind.Strike,
            "Artillery" or "Naval bombardment" => IncidentKind.Shelling,
            "Ground operation" or "Counter-Terrorism Action (Ground)" => IncidentKind.Assault,
            _ => IncidentKind.Attack,
        }).Distinct().ToList();
        return kinds is [var only] ? only : IncidentKind.Attack;
    }

    /// <summary>The actors of a list of parties, each once; one that is not known is none.</summary>
    public static ImmutableArray<string> Actors(ImportNames names, string parties) =>
        [.. Split(parties).Select(p => Actor(names, p)).OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary>The actor of a party, from either table; null for one that is not known.</summary>
    public static string? Actor(ImportNames names, string party) => Name(party) is not { } name ? null : names.Actor(name, name switch
    {
        _ when name.Contains("Coalition", StringComparison.Ordinal) => "coalition",
        _ when name.Contains("Military", StringComparison.Ordinal) || name.Contains("Regime", StringComparison.Ordinal) || name.Contains("Government", StringComparison.Ordinal) => "state",
        _ => "armed-group",
    });

    /// <summary>The name of a party for a reader; null for one that is not known.</summary>
    public static string? Name(string party)
    {
        if (party.Length == 0 || party.Equals("unknown", StringComparison.OrdinalIgnoreCase)) return null;
        if (Parties.TryGetValue(party, out var name)) return name;
        var isWord = party.Contains('_', StringComparison.Ordinal) || char.IsLower(party[0]);
        return isWord ? CultureInfo.InvariantCulture.TextInfo.ToTitleCase(party.Replace('_', ' ')) : party;
    }

    private static string[] Split(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
