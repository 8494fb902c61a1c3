using System.Collections.Immutable;
using Reports.Service.Importing.Running;

namespace Reports.Service.Importing.Mapped;

/// <summary>What a mapping file says: how the rows of a delimited file become sources with facts.</summary>
internal sealed record ImportMap
{
    /// <summary>Before every id that the import makes.</summary>
    public required string Name { get; init; }

    public required string Summary { get; init; }

    public char Delimiter { get; init; } = ',';

    public required MapSource Source { get; init; }

    public required ImmutableArray<MapFact> Facts { get; init; }

    /// <summary>The columns that it names, with where.</summary>
    public required IReadOnlyList<MappedColumn> Columns { get; init; }

    /// <summary>Places of the gazetteer that it names itself, with where.</summary>
    public required IReadOnlyList<(string Id, string Where)> Places { get; init; }
}

/// <summary>The header of the source that each row is.</summary>
internal sealed record MapSource
{
    /// <summary>What the source's id is made of, behind the mapping's name.</summary>
    public required MapValue Id { get; init; }

    public required MapValue Outlet { get; init; }

    public required MapValue Title { get; init; }

    public required MapDate Published { get; init; }

    public required MapValue Language { get; init; }

    public MapValue? Url { get; init; }

    public MapValue? Archive { get; init; }

    public MapValue? Note { get; init; }
}
