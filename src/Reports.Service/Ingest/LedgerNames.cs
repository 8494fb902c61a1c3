using Reports.Domain.Gazetteer;
using Reports.Projections;
using Reports.Service.Coding;

namespace Reports.Service.Ingest;

/// <summary>Names as the ledger's gazetteer has them now, and the incidents that a dry run would have recorded.</summary>
internal sealed class LedgerNames(GazetteerTree gazetteer, Views views, IReadOnlySet<string> planned) : INameLookup
{
    public bool TryPlace(string name, out string id, out string problem) => gazetteer.PlaceNames.TryFind(name, out id, out problem);

    public bool IsPlace(string name, out string id) => gazetteer.PlaceNames.TryFind(name, out id);

    public bool TryActor(string name, out string id, out string problem) => gazetteer.ActorNames.TryFind(name, out id, out problem);

    public bool TrySpeaker(string name, out string id, out string problem) => gazetteer.SpeakerNames.TryFind(name, out id, out problem);

    public bool TryOutlet(string name, out string id, out string problem) => gazetteer.OutletNames.TryFind(name, out id, out problem);

    public bool IsIncident(string id) => views.IsIncident(id) || planned.Contains(id);
}
