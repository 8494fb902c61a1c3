using Reports.Domain.Facts;
using Reports.Domain.Gazetteer;
using Reports.Domain.Policies;

namespace Reports.Projections.Tests.Checkpoints;

/// <summary>Random runs of reports, corrections, retractions, withdrawals, regrades, redefinitions, boundaries, merges, splits and adopted policies that a log could hold.</summary>
internal static class RandomLedger
{
    private static readonly string[] Actors = ["syrian-government", "isil", "hts", "ajnad-al-sham", "jaish-al-islam", "syrian-opposition"];
    private static readonly string[] Places = ["qadam", "yarmouk", "damascus", "syria"];
    private static readonly string[] Days = ["2018-04-29", "2018-05-01/2018-05-04", "2018-05-02", "2018-05", "2018-04/..", "2018-05-09~"];
    private static readonly string[] Windows = ["2018-05-01", "2018-05-01/2018-05-03", "2018-04", "../2018-05-02"];
    private static readonly string[] Quantities = ["about 1500", "at least 200", "several hundred", "2289", "between 30 and 50"];
    private static readonly string[] Published = ["2018-05-03", "2018-05-01", "2018-05-10"];
    private static readonly Policy[] Policies =
        [.. Policy.BuiltIn, Policy.Reports1 with { Name = "loose-1", Tolerance = 2, StalenessDays = 5, Several = new(2, null, 5.5m) }];

    private static readonly string?[] Grades = ["A1", "C3", "F6", null];

    private static readonly string?[] Origins = [null, "sohr", "reuters", "sana"];

    /// <summary>True when the gazetteer stays a tree with a definition.</summary>
    private static bool Takes(this Scenario scenario, Actor actor)
    {
        var tree = scenario.Views.Gazetteer();
        return GazetteerTree.TryBuild(
            tree.DefinedPlaces, [.. tree.DefinedActors.Where(a => a.Id != actor.Id), actor], tree.DefinedOutlets, tree.Reconciliations, out _, out _);
    }

    /// <summary>Merges or splits where a ledger would take it.</summary>
    private static void Reconciles(this Scenario scenario, Reconciliation reconciliation)
    {
        var tree = scenario.Views.Gazetteer();
        var (kind, id, into) = (reconciliation.Kind, reconciliation.Id, reconciliation.Into);
        bool Stands(string name) => kind == ReconciledKind.Place ? tree.Places.ContainsKey(name) : tree.Actors.ContainsKey(name);
        if (id == into || !Stands(id)) return;
        if (reconciliation.Form == ReconciliationForm.Unmerge ? !tree.Reconciliations.IsMergedInto(kind, into, id) : !Stands(into)) return;
        if (GazetteerTree.TryBuild(
            tree.DefinedPlaces, tree.DefinedActors, tree.DefinedOutlets, tree.Reconciliations.With(reconciliation), out _, out _)) scenario.Reads(reconciliation);
    }

    /// <summary>Appends the events of the numbers to the scenario, from a source number on. Equal numbers give equal events.</summary>
    public static Scenario Reports(this Scenario scenario, IReadOnlyList<int> numbers, int fromSource = 0, bool reconciles = true)
    {
        var source = fromSource;
        var (standing, withdrawn) = (new List<string>(), true);
        foreach (var number in numbers)
        {
            var n = number;
            int Pick(int of)
            {
                var picked = n % of;
                n /= of;
                return picked;
            }

            var action = withdrawn ? 0 : Pick(27);
            switch (action)
            {
                case 0 or 1:
                    if (withdrawn) Pick(27);
                    scenario.Source($"source-{source++}", Published[Pick(Published.Length)], $"outlet-{Pick(3)}");
                    standing.Clear();
                    withdrawn = false;
                    break;
                case 2 when standing.Count > 0:
                    var retracted = standing[Pick(standing.Count)];
                    scenario.Retracts(retracted);
                    standing.Remove(retracted);
                    break;
                case 3:
                    scenario.Withdraws($"source-{source - 1}");
                    withdrawn = true;
                    break;
                case 4:
                    var hts = new Actor { Id = "hts", Name = "HTS", Kind = "armed-group", Within = Pick(2) == 0 ? null : "isil", Aliases = ["Nusra"] };
                    if (scenario.Takes(hts)) scenario.Defines(hts);
                    break;
                case 22 when reconciles:
                    var kind = (ReconciledKind)Pick(2);
                    var names = kind == ReconciledKind.Place ? Places : Actors;
                    scenario.Reconciles(Reconciliation.Merge(kind, names[Pick(names.Length)], names[Pick(names.Length)]));
                    break;
                case 23 when reconciles:
                    var split = (ReconciledKind)Pick(2);
                    var ids = split == ReconciledKind.Place ? Places : Actors;
                    var (id, into) = (ids[Pick(ids.Length)], ids[Pick(ids.Length)]);
                    string[] facts = Pick(2) == 0 ? [] : [.. standing.Where(_ => Pick(2) == 0).Take(3).Select(k => $"source-{source - 1}/{k}")];
                    scenario.Reconciles(Reconciliation.Split(split, id, into, [.. facts]));
                    break;
                case 26:
                    scenario.Bounds(Places[Pick(Places.Length)], 1 + Pick(9), Pick(2) == 0 ? null : "CC BY-IGO");
                    break;
                case 24:
                    scenario.Adopts(Policies[Pick(Policies.Length)]);
                    break;
                case 25 when standing.Count > 0:
                    scenario.Regrades(standing[Pick(standing.Count)], Grades[Pick(Grades.Length)]);
                    break;
                case < 12:
                    var key = $"k{standing.Count}-{number}";
                    if (standing.Contains(key)) break;
                    scenario.Counts(
                        Quantities[Pick(Quantities.Length)], Windows[Pick(Windows.Length)], Pick(2) == 0 ? "qadam" : "evac", key: key,
                        by: Origins[Pick(Origins.Length)], scope: (Scope)Pick(2), rounds: standing.Count > 0 && Pick(3) == 0 ? standing[0] : "");
                    standing.Add(key);
                    break;
                case < 15:
                    var incident = $"incident-{Pick(40)}";
                    if (standing.Contains(incident)) break;
                    scenario.Tells(incident, Days[Pick(Days.Length)], from: Pick(3) == 0 ? ["qadam"] : ["yarmouk", "damascus"], by: Origins[Pick(Origins.Length)]);
                    standing.Add(incident);
                    break;
                default:
                    var isCorrection = standing.Count > 0 && standing[^1].StartsWith('c') && Pick(4) == 0;
                    var control = isCorrection ? standing[^1] : $"c{standing.Count}-{number}";
                    if (!isCorrection && standing.Contains(control)) break;
                    scenario.Says(
                        Actors[Pick(Actors.Length)], (Relation)Pick(5), Days[Pick(Days.Length)], Places[Pick(Places.Length)],
                        (Extent)Pick(3), Origins[Pick(Origins.Length)], (Stance)Pick(5), control, corrects: isCorrection,
                        grade: (byte)Pick(3));
                    if (!isCorrection) standing.Add(control);
                    break;
            }
        }

        return scenario;
    }
}
