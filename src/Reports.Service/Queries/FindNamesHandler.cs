using System.Collections.Immutable;
using MediatR;
using Reports.Domain.Gazetteer;
using Reports.Domain.Text;
using Reports.Projections.Ledger;

namespace Reports.Service.Queries;

internal sealed class FindNamesHandler(TimeProvider time) : IRequestHandler<FindNames, FoundNames>
{
    /// <summary>A title is read from the log: of more sources than these, only the ids are looked at.</summary>
    private const int MostTitles = 2000;

    private const int MostNear = 5;

    public async Task<FoundNames> Handle(FindNames request, CancellationToken cancellationToken)
    {
        var cut = await request.Cut.ResolveAsync(request.Ledger, time, cancellationToken);
        var (views, names, key) = (request.Ledger.Views, request.Ledger.Views.Gazetteer(cut.At), NameKey.Fold(request.Text));
        if (key.Length == 0) return new FoundNames([], [], true);
        var places = names.Places.Values.Select(p => Match(key, p.Id, p.Name, p.Aliases, () => Remark(p.Kind, p.Within, names)));
        var actors = names.Actors.Values.Select(a => Match(key, a.Id, a.Name, a.Aliases, () => Remark(a.Kind, a.Within, names)));
        var outlets = names.Outlets.Values.Select(o => Match(key, o.Id, o.Name, o.Aliases, () => null));
        var sources = request.Kinds.Contains("source") ? views.Sources(cut) : [];
        var areTitlesSearched = sources.Count <= MostTitles;
        var titled = new List<Matched?>();
        foreach (var source in sources)
        {
            var title = areTitlesSearched ? (await ViewQueryHandlers.DetailAsync(request.Ledger, source, cancellationToken)).Header.Title : source.Id;
            titled.Add(Match(key, source.Id, title, [], () => $"{names.NameOf(source.Outlet)}, {source.Published}"));
        }

        var incidents = views.IncidentIds().Select(id => Match(key, id, id, [], () => null));
        ImmutableArray<FoundKind> kinds =
        [
            .. new[]
            {
                Kind("place", places, request.Most), Kind("actor", actors, request.Most), Kind("outlet", outlets, request.Most), Kind("source", titled, request.Most),
                // An incident may be known only later than the cut.
                Kind("incident", incidents.Where(i => i is not null && views.Incident(i.Found.Id, cut) is not null), request.Most),
            }.OfType<FoundKind>().Where(k => request.Kinds.Contains(k.Kind)),
        ];
        return new FoundNames(kinds, kinds.IsEmpty ? Near(request.Text, names, sources) : [], areTitlesSearched);
    }

    private static FoundKind? Kind(string kind, IEnumerable<Matched?> matches, int most)
    {
        var found = matches.OfType<Matched>().OrderBy(m => m.Rank).ThenBy(m => m.Found.Name, StringComparer.OrdinalIgnoreCase).ThenBy(m => m.Found.Id, StringComparer.Ordinal).ToList();
        return found.Count == 0 ? null : new FoundKind(kind, [.. found.Take(most).Select(m => m.Found with { Remark = m.Remark() })], found.Count);
    }

    private static Matched? Match(string key, string id, string name, ImmutableArray<string> aliases, Func<string?> remark)
    {
        // A protected person is found by id alone: what the role says could narrow down who it is.
        var spellings = ProtectedPerson.IsId(id) ? [id] : aliases.Prepend(id).Prepend(name);
        Matched? best = null;
        foreach (var spelling in spellings)
        {
            var at = NameKey.Fold(spelling) is var folded && folded == key ? 0 : folded.StartsWith(key, StringComparison.Ordinal) ? 1 : folded.Contains(key, StringComparison.Ordinal) ? 2 : 3;
            if (at < (best?.Rank ?? 3)) best = new Matched(at, new FoundName(id, name, spelling == name || spelling == id ? null : spelling, null), remark);
        }

        return best;
    }

    private static string Remark(string kind, string? within, GazetteerTree names) => within is null ? kind : $"{kind} in {names.NameOf(within)}";

    private static ImmutableArray<string> Near(string text, GazetteerTree names, IReadOnlyList<SourceView> sources) =>
    [
        .. NameKey.Closest(
            text,
            names.Places.Values.SelectMany(p => p.Aliases.Append(p.Name)).Concat(names.Actors.Values.Where(a => !ProtectedPerson.IsId(a.Id)).SelectMany(a => a.Aliases.Append(a.Name)))
                .Concat(names.Outlets.Values.SelectMany(o => o.Aliases.Append(o.Name))).Concat(sources.Select(s => s.Id)),
            MostNear),
    ];

    private sealed record Matched(int Rank, FoundName Found, Func<string?> Remark);
}
