using System.Collections.Immutable;
using MediatR;
using Reports.Service.Access;
using Reports.Service.Ledgers;

namespace Reports.Service.Queries;

/// <summary>Whatever has a name like a text: places, actors and outlets by every spelling, sources by id and title, incidents by id.</summary>
/// <param name="Text">What somebody typed; spellings that fold to the same key are the same.</param>
/// <param name="Most">Of each kind at most.</param>
[Needs(Permission.Read)]
public sealed record FindNames(Ledger Ledger, string Text, CutRequest Cut, int Most) : IRequest<FoundNames>
{
    /// <summary>Only these kinds; all of them where nothing else is said.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = FoundNames.AllKinds;
}

/// <param name="Kinds">By kind, in a fixed order; only kinds of which something was found.</param>
/// <param name="Near">Names that are spelt nearly so, where nothing was found.</param>
/// <param name="AreTitlesSearched">False where there are too many sources to read the titles of all.</param>
public sealed record FoundNames(ImmutableArray<FoundKind> Kinds, ImmutableArray<string> Near, bool AreTitlesSearched)
{
    /// <summary>The words for the kinds.</summary>
    public static IReadOnlyList<string> AllKinds { get; } = ["place", "actor", "outlet", "source", "incident"];
}

/// <param name="Kind">place, actor, outlet, source or incident.</param>
/// <param name="Items">The best of them: the same name first, then those that begin with the text, then those that have it within.</param>
/// <param name="Count">How many there are.</param>
public sealed record FoundKind(string Kind, ImmutableArray<FoundName> Items, int Count);

/// <param name="Id">Its id.</param>
/// <param name="Name">The name under which it is shown.</param>
/// <param name="Spelling">The name that matches, where it is another one; null otherwise.</param>
/// <param name="Remark">What else tells it from its like: its kind and what it lies in; null for nothing.</param>
public sealed record FoundName(string Id, string Name, string? Spelling, string? Remark);
