using System.Collections.Immutable;
using Reports.Domain.Facts;
using Reports.Domain.Gazetteer;
using Reports.Domain.Sources;

namespace Reports.Service.Coding;

/// <summary>A source file, read and checked; names are resolved to ids.</summary>
/// <param name="Line">Where the header stands.</param>
/// <param name="Facts">Incidents first, then the other facts, in the file's order.</param>
/// <param name="Corrections">Why facts read differently now.</param>
/// <param name="Retractions">Facts that are taken back.</param>
public sealed record SourceDocument(
    SourceHeader Header, int Line, ImmutableArray<CodedFact> Facts, ImmutableArray<CodedTaking> Corrections, ImmutableArray<CodedTaking> Retractions)
{
    /// <summary>
    /// For a source that a program made of a data set's row: why it reads differently than the ledger has it. Facts that the row no longer
    /// has are then retracted for this reason. Null for a file that a person coded, who must give a reason for each.
    /// </summary>
    public string? ChangeReason { get; init; }

    /// <summary>True for some facts of a source: others that the ledger has of it stay as they are.</summary>
    public bool IsPart { get; init; }
}

public sealed record CodedFact(Fact Fact, int Line);

/// <summary>An entry under <c>corrections</c> or <c>retractions</c>.</summary>
/// <param name="Source">Another source's id; null for the file's own.</param>
public sealed record CodedTaking(string? Source, string Fact, string Reason, int Line, int Column, string Path, bool IsCorrection);

/// <summary>A gazetteer file, read and checked by itself.</summary>
public sealed record GazetteerDocument(
    ImmutableArray<CodedDefinition<Place>> Places, ImmutableArray<CodedDefinition<Actor>> Actors, ImmutableArray<CodedDefinition<Outlet>> Outlets);

public sealed record CodedDefinition<T>(T Definition, int Line);

/// <summary>Finds what names in a file stand for.</summary>
public interface INameLookup
{
    /// <summary>Finds an id, or says what is wrong with the name.</summary>
    bool TryPlace(string name, out string id, out string problem);

    /// <summary>Finds an id and looks no further.</summary>
    bool IsPlace(string name, out string id);

    bool TryActor(string name, out string id, out string problem);

    /// <summary>An actor or an outlet.</summary>
    bool TrySpeaker(string name, out string id, out string problem);

    bool TryOutlet(string name, out string id, out string problem);

    /// <summary>True when the incident was reported by some source that is known already.</summary>
    bool IsIncident(string id);
}
