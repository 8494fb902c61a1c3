using System.Collections.Immutable;
using Reports.Projections.ControlStatus;
using Reports.Projections.Figures;
using Reports.Projections.Incidents;

namespace Reports.Projections.Changes;

/// <summary>A change of views is the difference between two viewpoints; nothing else is kept to tell it.</summary>
public static class ViewComparison
{
    /// <summary>What changed of the views that some events may have changed.</summary>
    public static ViewChanges Compare(Views views, Affected affected, Viewpoint before, Viewpoint after)
    {
        if (before == after) return ViewChanges.None;
        return new ViewChanges(
            Statuses(views, views.PlacesOf(affected), before, after),
            Figures(views, views.FiguresOf(affected).Select(f => f.About).Distinct(StringComparer.Ordinal), before, after),
            Incidents(views, views.IncidentsOf(affected), before, after));
    }

    /// <summary>What changed of every view that there is.</summary>
    public static ViewChanges Compare(Views views, Viewpoint before, Viewpoint after) => before == after
        ? ViewChanges.None
        : new ViewChanges(
            Statuses(views, views.PlacesWithFacts(), before, after), Figures(views, views.CountedSubjects(), before, after),
            Incidents(views, views.IncidentIds(), before, after));

    /// <summary>What changed of the views of one place or incident.</summary>
    /// <param name="views">The ledger's views.</param>
    /// <param name="subject">The id of a place or incident.</param>
    /// <param name="before">From where.</param>
    /// <param name="after">To where.</param>
    public static ViewChanges Compare(Views views, string subject, Viewpoint before, Viewpoint after) => before == after
        ? ViewChanges.None
        : new ViewChanges(
            views.IsIncident(subject) ? [] : Statuses(views, [subject], before, after), Figures(views, [subject], before, after),
            views.IsIncident(subject) ? Incidents(views, [subject], before, after) : []);

    /// <summary>True when two statuses say the same and rest on the same facts; the age of the evidence may differ.</summary>
    public static bool IsSame(ControlStatusView before, ControlStatusView after) =>
        IsSameAnswer(before, after)
        && before.DecidedAt == after.DecidedAt && before.Extent == after.Extent && before.Denied.SequenceEqual(after.Denied) && before.Stale == after.Stale && before.Basis.Rule == after.Basis.Rule
        && before.Basis.For.SequenceEqual(after.Basis.For) && before.Basis.Against.SequenceEqual(after.Basis.Against)
        && before.BesiegedBy.Select(s => s.Actor).SequenceEqual(after.BesiegedBy.Select(s => s.Actor))
        && before.Evacuations.SequenceEqual(after.Evacuations) && before.Basis.BestGrade == after.Basis.BestGrade && before.Expected.SequenceEqual(after.Expected);

    /// <summary>True when two statuses say the same, whatever they rest on.</summary>
    public static bool IsSameAnswer(ControlStatusView before, ControlStatusView after) =>
        before.Status == after.Status && before.Parties.SequenceEqual(after.Parties) && before.Inherited == after.Inherited;

    /// <summary>True when two figures say the same and rest on the same facts.</summary>
    public static bool IsSame(FigureView before, FigureView after) =>
        IsSameAnswer(before, after) && before.From == after.From && before.To == after.To
        && before.Denials.SequenceEqual(after.Denials) && before.BrokenConstraints.SequenceEqual(after.BrokenConstraints)
        && before.Origins.Select(Said).SequenceEqual(after.Origins.Select(Said));

    /// <summary>True when two figures have the same class and envelope, whatever they rest on.</summary>
    public static bool IsSameAnswer(FigureView before, FigureView after) =>
        before.Class == after.Class && before.Disputed == after.Disputed && before.Low == after.Low && before.High == after.High
        && before.Ratio == after.Ratio;

    private static string Said(OriginFigure origin) => $"{origin.Origin}\n{origin.Quantity}\n{string.Join('\n', origin.Facts)}\n{origin.Revisions.Length}";

    private static ImmutableArray<ViewChange<ControlStatusView>> Statuses(
        Views views, IEnumerable<string> places, Viewpoint before, Viewpoint after)
    {
        var changes = ImmutableArray.CreateBuilder<ViewChange<ControlStatusView>>();
        foreach (var place in places)
        {
            var (was, now) = (views.Status(place, before.Cut, before.Policy), views.Status(place, after.Cut, after.Policy));
            if (!IsSame(was, now)) changes.Add(new ViewChange<ControlStatusView>(place, was, now) { Causes = views.CausesOf(was, now) });
        }

        return changes.ToImmutable();
    }

    private static ImmutableArray<ViewChange<FigureView>> Figures(Views views, IEnumerable<string> subjects, Viewpoint before, Viewpoint after)
    {
        var changes = ImmutableArray.CreateBuilder<ViewChange<FigureView>>();
        foreach (var about in subjects)
        {
            var was = views.FiguresAbout(about, before.Cut, before.Policy);
            var now = views.FiguresAbout(about, after.Cut, after.Policy);
            foreach (var view in now)
            {
                // Windows may have grown: a figure is compared with the one it overlaps.
                var old = was.FirstOrDefault(w => IsSameFigure(w, view));
                if (old is null || !IsSame(old, view)) Add(old, view);
            }

            foreach (var old in was)
                if (!now.Any(n => IsSameFigure(n, old)))
                    Add(old, null);
        }

        return changes.ToImmutable();

        void Add(FigureView? old, FigureView? view) => changes.Add(
            new ViewChange<FigureView>((view ?? old)!.Key.ToString(), old, view) { Causes = views.CausesOf(old, before.Cut, view, after.Cut) });
    }

    private static bool IsSameFigure(FigureView left, FigureView right) => left.Key == right.Key && left.From <= right.To && right.From <= left.To;

    private static ImmutableArray<ViewChange<IncidentView>> Incidents(Views views, IEnumerable<string> ids, Viewpoint before, Viewpoint after)
    {
        var changes = ImmutableArray.CreateBuilder<ViewChange<IncidentView>>();
        foreach (var id in ids)
        {
            var (was, now) = (views.Incident(id, before.Cut), views.Incident(id, after.Cut));
            if (was?.Statements.Length != now?.Statements.Length || was?.DatesDisagree != now?.DatesDisagree
                || (was is not null && now is not null && !was.Statements.SequenceEqual(now.Statements)))
                changes.Add(new ViewChange<IncidentView>(id, was, now) { Causes = views.CausesOf(id, before.Cut, after.Cut) });
        }

        return changes.ToImmutable();
    }
}
