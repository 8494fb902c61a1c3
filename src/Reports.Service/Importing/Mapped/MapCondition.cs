namespace Reports.Service.Importing.Mapped;

/// <summary>When a fact is made of a row.</summary>
/// <param name="Column">Whose value is looked at.</param>
/// <param name="Values">In any capitals; an empty one stands for an empty field.</param>
/// <param name="IsNot">True where the value must be none of them.</param>
internal sealed record MapCondition(string Column, IReadOnlySet<string> Values, bool IsNot)
{
    public bool Holds(MapRow at) => Values.Contains(at.Text(Column)) != IsNot;

    public override string ToString() =>
        Values.Count == 1 && Values.Contains("") ? $"{Column} is {(IsNot ? "not " : "")}empty" : $"{Column} is {(IsNot ? "none" : "one")} of {string.Join(", ", Values)}";
}
