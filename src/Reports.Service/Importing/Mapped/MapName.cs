using Reports.Service.Coding;

namespace Reports.Service.Importing.Mapped;

/// <summary>A place of a row.</summary>
internal sealed record MapPlace(MapValue? Name, MapValue? Pcode, string Kind, string? Within, bool IsKnownOnly)
{
    /// <summary>Its id; null where the row names none, and after a problem, of which the row knows.</summary>
    public string? Read(MapRow at)
    {
        if (Pcode?.Optional(at, 40) is { } pcode)
        {
            if (at.Names.OfCode(pcode) is { } coded) return coded;
            if (Name is null)
            {
                at.Row.Reject(Pcode.Column, "no place of the gazetteer has this p-code", pcode);
                return null;
            }
        }

        if (Name?.Optional(at, CodingLimits.NameCharacters) is not { } name || at.Row.Problem is not null) return null;
        if (at.Names.PlaceAnywhere(name, Kind, out var problem, Within, IsKnownOnly) is { } id) return id;
        at.Row.Reject(Name.Column, problem, name);
        return null;
    }
}

/// <summary>Actors of a row: one, or several in one text.</summary>
internal sealed record MapActor(MapValue Name, string Kind, string? Separator, bool IsKnownOnly)
{
    /// <summary>Their ids; none where the row names none, and after a problem, of which the row knows.</summary>
    public IEnumerable<string> Read(MapRow at)
    {
        var text = Name.Text(at);
        var names = Separator is null ? [text.Trim()] : text.Split(Separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var name in names.Where(n => n.Length > 0))
        {
            if (name.Length > CodingLimits.NameCharacters) at.Row.Reject(Name.Column, $"a name of {name.Length} characters; at most {CodingLimits.NameCharacters}", name);
            if (at.Row.Problem is not null) yield break;
            if (at.Names.Actor(name, Kind, IsKnownOnly, out var problem) is { } id) yield return id;
            else at.Row.Reject(Name.Column, problem, name);
        }
    }
}
