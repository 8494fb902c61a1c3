using Reports.Service.Coding;

namespace Reports.Service.Appending;

/// <summary>Names as events have them: ids alone, where a file may use any spelling.</summary>
internal sealed class ExactNames(INameLookup names) : INameLookup
{
    public bool TryPlace(string name, out string id, out string problem) => IsExact(names.TryPlace(name, out id, out problem), name, id, ref problem);

    public bool IsPlace(string name, out string id) => names.IsPlace(name, out id) && id == name;

    public bool TryActor(string name, out string id, out string problem) => IsExact(names.TryActor(name, out id, out problem), name, id, ref problem);

    public bool TrySpeaker(string name, out string id, out string problem) => IsExact(names.TrySpeaker(name, out id, out problem), name, id, ref problem);

    public bool TryOutlet(string name, out string id, out string problem) => IsExact(names.TryOutlet(name, out id, out problem), name, id, ref problem);

    public bool IsIncident(string id) => names.IsIncident(id);

    private static bool IsExact(bool isFound, string name, string id, ref string problem)
    {
        if (!isFound || id == name) return isFound;
        problem = $"an event names by id: write '{id}', not '{name}'";
        return false;
    }
}
