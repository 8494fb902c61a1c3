using Reports.Service.Coding;

namespace Reports.Service.Tests.Coding;

/// <summary>A small gazetteer.</summary>
internal sealed class KnownNames : INameLookup
{
    public static readonly KnownNames Lookup = new();

    private static readonly Dictionary<string, string> Places = Ids(
        ("qadam", "qadam"), ("Al-Qadam", "qadam"), ("القدم", "qadam"), ("idlib", "idlib"), ("yarmouk", "yarmouk"));

    private static readonly Dictionary<string, string> Actors = Ids(
        ("syrian-government", "syrian-government"), ("Syrian government", "syrian-government"), ("hts", "hts"),
        ("ajnad-al-sham", "ajnad-al-sham"), ("sohr", "sohr"), ("reuters", "reuters"));

    private static readonly Dictionary<string, string> Outlets = Ids(
        ("new-arab", "new-arab"), ("The New Arab", "new-arab"), ("sana", "sana"));

    public bool TryPlace(string name, out string id, out string problem) => Find(Places, "place", name, out id, out problem);

    public bool IsPlace(string name, out string id) => Places.TryGetValue(name, out id!);

    public bool TryActor(string name, out string id, out string problem) => Find(Actors, "actor", name, out id, out problem);

    public bool TrySpeaker(string name, out string id, out string problem) =>
        Find(Actors, "actor", name, out id, out problem) || Find(Outlets, "actor or outlet", name, out id, out problem);

    public bool TryOutlet(string name, out string id, out string problem) => Find(Outlets, "outlet", name, out id, out problem);

    public bool IsIncident(string id) => id == "evac-elsewhere";

    private static bool Find(Dictionary<string, string> names, string what, string name, out string id, out string problem)
    {
        problem = $"unknown {what} '{name}'";
        return names.TryGetValue(name, out id!);
    }

    private static Dictionary<string, string> Ids(params (string Name, string Id)[] names) =>
        names.ToDictionary(n => n.Name, n => n.Id, StringComparer.Ordinal);
}
