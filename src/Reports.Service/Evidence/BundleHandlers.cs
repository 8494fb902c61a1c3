using MediatR;
using Reports.EventStore.Events;
using Reports.EventStore.Log;
using Reports.Projections.Ledger;
using Reports.Service.Output;
using Reports.Service.Queries;

namespace Reports.Service.Evidence;

internal sealed class BundleHandlers(TimeProvider time) : IRequestHandler<MakeBundle, Bundle>, IRequestHandler<VerifyBundle, BundleVerification>
{
    /// <summary>Differences that are told; the first of them says enough.</summary>
    private const int MostDamages = 1000;

    public async Task<Bundle> Handle(MakeBundle request, CancellationToken cancellationToken)
    {
        var ledger = request.Ledger;
        var cut = await request.Cut.ResolveAsync(ledger, time, cancellationToken);
        var policy = request.Policy ?? ledger.Views.PolicyAt(cut);
        var question = GatherEvidence.Ask(ledger, request.Of, cut, policy);
        var set = await GatherEvidence.GatherAsync(ledger, question, policy, request.Files, request.Size, cancellationToken);
        var answer = await EvidenceAnswering.AnswerAsync(set, time, cancellationToken);
        // What the evidence says alone must be what the ledger says with everything else that it has.
        var view = question.IsStatus
            ? PrintedJson.Bytes(json => ViewJson.Write(json, ledger.Views.Status(question.Subject, cut, policy)))
            : PrintedJson.Array(ledger.Views.FiguresAbout(question.Subject, cut, policy).Where(f => question.Figures.Any(a => a.Is(f))), ViewJson.Write);
        if (!BundleFiles.View(answer).AsSpan().SequenceEqual(view))
            throw new InvalidOperationException($"the {set.Events.Count} events that bear on '{question.Subject}' do not make the view that the ledger shows");
        return new Bundle(
            EvidenceArchive.Write(BundleFiles.Make(answer)), question.Subject, cut, set.Events.Count, answer.Facts.Length, answer.Sources.Length,
            set.Seal?.Checkpoint.Checkpoint);
    }

    public async Task<BundleVerification> Handle(VerifyBundle request, CancellationToken cancellationToken)
    {
        if (!EvidenceArchive.TryRead(request.Archive, out var files, out var error)) return Refuse("the archive", error);
        var reader = new BundleReader(files, request.Key);
        var set = reader.Read();
        var damages = reader.Damages.ToList();
        var answer = set is null ? null : await AnswerAsync(set, damages, cancellationToken);
        if (answer is not null) Compare(files, answer, damages);
        bool? isComplete = null;
        if (request.Ledger is { } ledger && set is not null)
        {
            var before = damages.Count;
            await CompareAsync(ledger, set, damages, cancellationToken);
            isComplete = damages.Count == before;
        }

        return new BundleVerification(
            set?.Question, answer?.Facts.Length ?? 0, set?.Seal?.Checkpoint.Checkpoint, reader.SignedBy, request.Key is not null, isComplete,
            [.. damages.Take(MostDamages)]);
    }

    private static BundleVerification Refuse(string place, string problem) => new(null, 0, null, null, false, null, [new BundleDamage(place, problem)]);

    /// <summary>Null where the events do not make a ledger, or answer another question.</summary>
    private async Task<EvidenceAnswer?> AnswerAsync(EvidenceSet set, List<BundleDamage> damages, CancellationToken cancellation)
    {
        // Nothing is asked of events of which some are not what was signed.
        if (damages.Count > 0) return null;
        try
        {
            return await EvidenceAnswering.AnswerAsync(set, time, cancellation);
        }
        catch (Exception e) when (e is InvalidLedgerException or MalformedEventException or RefusedException or LogException or FormatException)
        {
            damages.Add(new BundleDamage("events", e.Message));
            return null;
        }
    }

    /// <summary>Every file is made again from the events, and compared byte for byte.</summary>
    private static void Compare(IReadOnlyList<ArchiveFile> files, EvidenceAnswer answer, List<BundleDamage> damages)
    {
        var made = BundleFiles.Make(answer);
        var known = made.ToDictionary(f => f.Name, f => f.Content, StringComparer.Ordinal);
        // The manifest last: it differs wherever another file does.
        foreach (var file in files.OrderBy(f => f.Name == BundleNames.Manifest))
            if (!known.Remove(file.Name, out var content)) damages.Add(new BundleDamage(file.Name, "it belongs to no bundle"));
            else if (!content.AsSpan().SequenceEqual(file.Content))
                damages.Add(new BundleDamage(file.Name, $"byte {content.AsSpan().CommonPrefixLength(file.Content)} is not what follows from the events; this build of 'reports' makes {content.Length} bytes of them, and here are {file.Content.Length}"));
        damages.AddRange(known.Keys.Select(name => new BundleDamage(name, "it is missing")));
        if (damages.Count == 0 && !files.Select(f => f.Name).SequenceEqual(made.Select(f => f.Name))) damages.Add(new BundleDamage("the archive", "its files are not in their order"));
    }

    /// <summary>Whether the ledger has these events, and no others that bear on the question.</summary>
    private static async Task CompareAsync(Ledgers.Ledger ledger, EvidenceSet set, List<BundleDamage> damages, CancellationToken cancellation)
    {
        if (set.Question.Cut.At > ledger.Views.Position)
        {
            damages.Add(new BundleDamage("the ledger", $"it ends at position {ledger.Views.Position}, before the cut of the bundle at {set.Question.Cut.At}"));
            return;
        }

        var there = (await GatherEvidence.GatherAsync(ledger, set.Question, set.Policy, null, null, cancellation)).Events.ToDictionary(e => e.Position, e => e.Entry);
        foreach (var evidence in set.Events)
            if (!there.Remove(evidence.Position, out var entry)) damages.Add(new BundleDamage(BundleNames.Event(evidence.Position), "in the ledger it does not bear on the question, or is not there"));
            else if (!entry.AsSpan().SequenceEqual(evidence.Entry)) damages.Add(new BundleDamage(BundleNames.Event(evidence.Position), "the ledger has another event at this position"));
        damages.AddRange(there.Keys.Order().Select(position => new BundleDamage("the ledger", $"the event at position {position} bears on the question, and the bundle leaves it out")));
    }
}
