using Reports.Domain.Events;
using Reports.EventStore.Log;

namespace Reports.Service.Ingest;

/// <summary>
/// Puts what a definition names before it, where both are of one change: a store that takes streams one after another holds a
/// gazetteer that is a tree at each step.
/// </summary>
internal static class DefinitionOrder
{
    public static IEnumerable<(StreamName Stream, LedgerEvent Event, string File, int Line)> Of(
        IReadOnlyList<(StreamName Stream, LedgerEvent Event, string File, int Line)> definitions)
    {
        var byStream = new Dictionary<StreamName, int>();
        for (var i = 0; i < definitions.Count; i++) byStream[definitions[i].Stream] = i;
        var isTaken = new bool[definitions.Count];
        var open = new Stack<(int Index, IEnumerator<StreamName> Named)>();
        for (var i = 0; i < definitions.Count; i++)
        {
            if (isTaken[i]) continue;
            Open(i);
            while (open.TryPeek(out var top))
            {
                if (!top.Named.MoveNext())
                {
                    open.Pop();
                    yield return definitions[top.Index];
                }
                else if (byStream.TryGetValue(top.Named.Current, out var named) && !isTaken[named])
                {
                    Open(named);
                }
            }
        }

        void Open(int index)
        {
            isTaken[index] = true;
            open.Push((index, Named(definitions[index].Event).GetEnumerator()));
        }
    }

    private static IEnumerable<StreamName> Named(LedgerEvent definition)
    {
        switch (definition)
        {
            case PlaceDefined { Place: var place }:
                if (place.Within is { } within) yield return StreamName.Place(within);
                foreach (var part in place.ComposedOf) yield return StreamName.Place(part);
                break;
            case ActorDefined { Actor: var actor }:
                if (actor.Within is { } whole) yield return StreamName.Actor(whole);
                if (actor.Affiliation is { } side) yield return StreamName.Actor(side);
                break;
        }
    }
}
