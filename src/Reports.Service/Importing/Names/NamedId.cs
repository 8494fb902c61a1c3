namespace Reports.Service.Importing.Names;

/// <summary>What a name of a file stands for.</summary>
/// <param name="Kind">place, actor, outlet or voice.</param>
/// <param name="Name">As the file has it.</param>
/// <param name="Id">The id that facts name.</param>
/// <param name="IsNew">Defined by this import; otherwise the gazetteer has it.</param>
public sealed record NamedId(string Kind, string Name, string Id, bool IsNew);
