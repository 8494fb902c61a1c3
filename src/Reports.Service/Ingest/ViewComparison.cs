using System.Collections.Immutable;
using Reports.Domain.Policies;
using Reports.Domain.Time;
using Reports.Projections;
using Reports.Projections.ControlStatus;
using Reports.Projections.Figures;
using Reports.Projections.Incidents;
using Reports.Projections.Ledger;

namespace Reports.Service.Ingest;

/// <summary>A change of views is the difference between two cuts; nothing else is kept to tell it.</summary>
internal static class ViewComparison
{
    public static ViewChanges Compare(Views views, Affected affected, Day on, long from, long to, Policy policy)
    {
        if (to == from) return ViewChanges.None;
        var (before, after) = (new Cut(on, At: from), new Cut(on, At: to));
        return new ViewChanges(
            Statuses(views, views.PlacesOf(affected), before, after, policy),
            Figures(views, views.FiguresOf(affected, policy), before, after, policy),
            Incidents(views, views.IncidentsOf(affected), before, after));
    }

    public static bool IsSame(ControlStatusView before, ControlStatusView after) =>
        before.Status == after.Status && before.Parties.SequenceEqual(after.Parties) && before.Inherited == after.Inherited
        && before.DecidedAt == after.DecidedAt && before.Extent == after.Extent && before.Denied.SequenceEqual(after.Denied) && before.Stale == after.Stale && before.Basis.Rule == after.Basis.Rule
        && before.Basis.For.SequenceEqual(after.Basis.For) && before.Basis.Against.SequenceEqual(after.Basis.Against)
        && before.BesiegedBy.Select(s => s.Actor).SequenceEqual(after.BesiegedBy.Select(s => s.Actor))
        && before.Evacuations.SequenceEqual(after.Evacuations) && before.Expected.SequenceEqual(after.Expected);

    public static bool IsSame(FigureView before, FigureView after) =>
        before.Class == after.Class && before.Disputed == after.Disputed && before.Low == after.Low && before.High == after.High
        && before.Ratio == after.Ratio && before.From == after.From && before.To == after.To
        && before.Denials.SequenceEqual(after.Denials) && before.BrokenConstraints.SequenceEqual(after.BrokenConstraints)
        && before.Origins.Select(Said).SequenceEqual(after.Origins.Select(Said));

    private static string Said(OriginFigure origin) => $"{origin.Origin}\n{origin.Quantity}\n{string.Join('\n', origin.Facts)}\n{origin.Revisions.Length}";

    private static ImmutableArray<ViewChange<ControlStatusView>> Statuses(
        Views views, IReadOnlyList<string> places, Cut before, Cut after, Policy policy)
    {
        var changes = ImmutableArray.CreateBuilder<ViewChange<ControlStatusView>>();
        foreach (var place in places)
        {
            var (was, now) = (views.Status(place, before, policy), views.Status(place, after, policy));
            if (!IsSame(was, now)) changes.Add(new ViewChange<ControlStatusView>(place, was, now));
        }

        return changes.ToImmutable();
    }

    private static ImmutableArray<ViewChange<FigureView>> Figures(
        Views views, IReadOnlyList<FigureKey> keys, Cut before, Cut after, Policy policy)
    {
        var changes = ImmutableArray.CreateBuilder<ViewChange<FigureView>>();
        foreach (var about in keys.GroupBy(k => k.About))
        {
            var was = views.FiguresAbout(about.Key, before, policy);
            var now = views.FiguresAbout(about.Key, after, policy);
            foreach (var view in now)
            {
                // Windows may have grown: a figure is compared with the one it overlaps.
                var old = was.FirstOrDefault(w => w.Key == view.Key && w.From <= view.To && view.From <= w.To);
                if (old is null || !IsSame(old, view)) changes.Add(new ViewChange<FigureView>(view.Key.ToString(), old, view));
            }

            foreach (var old in was)
                if (!now.Any(n => n.Key == old.Key && n.From <= old.To && old.From <= n.To))
                    changes.Add(new ViewChange<FigureView>(old.Key.ToString(), old, null));
        }

        return changes.ToImmutable();
    }

    private static ImmutableArray<ViewChange<IncidentView>> Incidents(Views views, IReadOnlyList<string> ids, Cut before, Cut after)
    {
        var changes = ImmutableArray.CreateBuilder<ViewChange<IncidentView>>();
        foreach (var id in ids)
        {
            var (was, now) = (views.Incident(id, before), views.Incident(id, after));
            if (was?.Statements.Length != now?.Statements.Length || was?.DatesDisagree != now?.DatesDisagree
                || (was is not null && now is not null && !was.Statements.SequenceEqual(now.Statements)))
                changes.Add(new ViewChange<IncidentView>(id, was, now));
        }

        return changes.ToImmutable();
    }
}
