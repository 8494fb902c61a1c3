using Reports.Domain.Events;
using Reports.Domain.Gazetteer;
using Reports.EventStore.Events;
using Reports.EventStore.Log;
using Reports.Service.Coding;

namespace Reports.Service.Ingest;

/// <summary>The gazetteer files of one run, checked together with what the ledger has: all of them are taken, or none.</summary>
internal sealed class GazetteerChange(GazetteerTree current, EventSerializer serializer)
{
    private sealed record Defined(string File, int Index, int Line);

    private readonly Dictionary<string, Place> _places = current.DefinedPlaces.ToDictionary(p => p.Id, StringComparer.Ordinal);
    private readonly Dictionary<string, Actor> _actors = current.DefinedActors.ToDictionary(a => a.Id, StringComparer.Ordinal);
    private readonly Dictionary<string, Outlet> _outlets = current.DefinedOutlets.ToDictionary(o => o.Id, StringComparer.Ordinal);
    private readonly Dictionary<(string Kind, string Id), Defined> _defined = [];
    private readonly Dictionary<int, (string File, List<CodingError> Errors, int New, List<string> Changed, int Unchanged)> _files = [];

    /// <summary>What to append, in the files' order. Empty until <see cref="Check"/> found no error.</summary>
    public List<(StreamName Stream, LedgerEvent Event, string File, int Line)> Definitions { get; } = [];

    /// <summary>The gazetteer with the change; as it was until <see cref="Check"/> found no error.</summary>
    public GazetteerTree Tree { get; private set; } = current;

    public void Add(int index, string file, DocumentNode root)
    {
        var reader = new GazetteerFileReader(file);
        var document = reader.Read(root);
        _files[index] = (file, [.. reader.Errors], 0, [], 0);
        if (document is null) return;
        foreach (var (place, line) in document.Places) Define("place", place.Id, index, line, place, _places, StreamName.Place, p => new PlaceDefined(p));
        foreach (var (actor, line) in document.Actors) Define("actor", actor.Id, index, line, actor, _actors, StreamName.Actor, a => new ActorDefined(a));
        foreach (var (outlet, line) in document.Outlets) Define("outlet", outlet.Id, index, line, outlet, _outlets, StreamName.Outlet, o => new OutletDefined(o));
    }

    /// <summary>Reports by file index. With any error in any file nothing is taken, for a tree cannot be taken in parts.</summary>
    public Dictionary<int, FileReport> Check()
    {
        if (!GazetteerTree.TryBuild(_places.Values, _actors.Values, _outlets.Values, Tree.Reconciliations, out var tree, out var problems))
            foreach (var problem in problems)
            {
                var (index, line) = _defined.TryGetValue((problem.Kind, problem.Id), out var at) ? (at.Index, at.Line) : (_files.Keys.Min(), 1);
                _files[index].Errors.Add(new CodingError(_files[index].File, line, 1, $"{problem.Kind}s", problem.ToString()));
            }

        var isRefused = _files.Values.Any(f => f.Errors.Count > 0);
        if (isRefused) Definitions.Clear();
        else Tree = tree;
        return _files.ToDictionary(f => f.Key, f => new FileReport
        {
            File = f.Value.File,
            Kind = FileKind.Gazetteer,
            New = isRefused ? 0 : f.Value.New,
            Corrected = isRefused ? [] : [.. f.Value.Changed],
            Unchanged = f.Value.Unchanged,
            Errors = [.. f.Value.Errors],
            Notices = isRefused && f.Value.Errors.Count == 0 ? ["not taken: another gazetteer file of this run has errors"] : [],
        });
    }

    private void Define<T>(
        string kind, string id, int index, int line, T definition, Dictionary<string, T> known, Func<string, StreamName> stream, Func<T, LedgerEvent> @event)
        where T : class
    {
        var file = _files[index];
        if (!_defined.TryAdd((kind, id), new Defined(file.File, index, line)))
        {
            var first = _defined[(kind, id)];
            file.Errors.Add(new CodingError(file.File, line, 1, $"{kind}s", $"the {kind} '{id}' is defined twice; first at {first.File}:{first.Line}"));
            return;
        }

        if (ProtectedPerson.IsId(id))
        {
            file.Errors.Add(new CodingError(file.File, line, 1, $"{kind}s", $"'{id}' is the id of a protected person, who has no names here: 'reports protect' makes one"));
            return;
        }

        var isKnown = known.TryGetValue(id, out var before);
        if (isKnown && serializer.Serialize(@event(before!)).AsSpan().SequenceEqual(serializer.Serialize(@event(definition))))
        {
            _files[index] = file with { Unchanged = file.Unchanged + 1 };
            return;
        }

        known[id] = definition;
        Definitions.Add((stream(id), @event(definition), file.File, line));
        if (isKnown) file.Changed.Add(id);
        else _files[index] = file with { New = file.New + 1 };
    }
}
