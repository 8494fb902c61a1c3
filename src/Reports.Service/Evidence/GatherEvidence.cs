using System.Collections.Immutable;
using System.Globalization;
using Reports.Domain.Events;
using Reports.Domain.Facts;
using Reports.Domain.Policies;
using Reports.EventStore.Embedded;
using Reports.EventStore.Events;
using Reports.EventStore.Integrity;
using Reports.EventStore.Log;
using Reports.Projections.Ledger;
using Reports.Service.Audit;
using Reports.Service.Integrity;
using Reports.Service.Ledgers;
using Reports.Service.Queries;

namespace Reports.Service.Evidence;

/// <summary>Takes from a ledger what answers a question, and what proves that it is there.</summary>
internal static class GatherEvidence
{
    /// <summary>Events of one bundle at most.</summary>
    public const int MaxEvents = 10_000;

    /// <summary>The question in full, for a place, an incident or a figure's key.</summary>
    /// <exception cref="RefusedException">Nothing of that name, or no figure.</exception>
    public static EvidenceQuestion Ask(Ledger ledger, string of, Cut cut, Policy policy)
    {
        var subject = ViewSubject.Find(ledger, of, cut);
        if (subject.IsStatus) return new EvidenceQuestion(subject.Id, [], cut, policy.Name, policy.Digest, 0);
        var figures = ledger.Views.FiguresAbout(subject.Id, cut, policy).Where(f => subject.Has(f.Key)).Select(f => new AskedFigure(f.Key, f.From, f.To)).ToImmutableArray();
        return figures.Length > 0
            ? new EvidenceQuestion(subject.Id, figures, cut, policy.Name, policy.Digest, 0)
            : throw new RefusedException($"nothing is counted of '{Domain.Text.SafeText.Show(of)}' at this cut");
    }

    /// <summary>Gathers.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="policy">By which policy.</param>
    /// <param name="files">Where the tree and the checkpoints are; null for a bundle that is not signed.</param>
    /// <param name="size">The size of the checkpoint; null for the latest.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task<EvidenceSet> GatherAsync(
        Ledger ledger, EvidenceQuestion question, Policy policy, IntegrityFiles? files, long? size, CancellationToken cancellation)
    {
        var recorded = await EventsAsync(ledger, question, policy, cancellation);
        question = question with { Events = recorded.Count };
        if (files is null) return new EvidenceSet(question, policy, [.. recorded.Select(e => new EvidenceEvent(e, EntryOf(e), null))], null);
        // Elsewhere an event's number is not its position, and a bundle names its events by both at once.
        if (ledger.Log is not EmbeddedLog) throw new RefusedException($"only what is in a ledger file is proved, and {ledger.Log.Name} is none");
        var (signed, tree) = await TreeAsync(ledger.Log, files, size, question.Cut.At!.Value, cancellation);
        using (tree)
        {
            var events = recorded.ConvertAll(e => new EvidenceEvent(e, EntryOf(e), ProofOf(e, tree, signed)));
            return new EvidenceSet(question, policy, events, Seal(files.History, tree, signed, recorded.Count == 0 ? 0 : recorded[^1].Position.Commit));
        }
    }

    private static async Task<List<RecordedEvent>> EventsAsync(Ledger ledger, EvidenceQuestion question, Policy policy, CancellationToken cancellation)
    {
        var (views, at) = (ledger.Views, question.Cut.At!.Value);
        var bearing = question.IsStatus
            ? views.BearingOn(question.Subject, question.Cut)
            : views.BearingOn([.. views.FiguresAbout(question.Subject, question.Cut, policy).Where(f => question.Figures.Any(a => a.Is(f)))]);
        var found = new SortedDictionary<long, RecordedEvent>();
        var (names, sources) = (new HashSet<string>(StringComparer.Ordinal) { question.Subject }, new HashSet<string>(StringComparer.Ordinal));
        await ReadAsync(bearing);
        // The sources of corrections, and then who and where all of these are.
        await ReadAsync(views.DefinitionsOf(sources, [], at));
        await ReadAsync(views.DefinitionsOf([], names, at));
        // Who put the policy in force, and why, where somebody did.
        if (views.AdoptedPolicies(at) is [.., var adopted] && adopted.Policy == policy) await ReadAsync([adopted.Position]);
        return [.. found.Values];

        async Task ReadAsync(IReadOnlyList<long> positions)
        {
            if (found.Count + positions.Count > MaxEvents)
                throw new RefusedException(string.Create(
                    CultureInfo.InvariantCulture, $"{found.Count + positions.Count:N0} events bear on this, and a bundle takes {MaxEvents:N0}: ask about a smaller place, one figure, or an earlier cut"));
            foreach (var position in positions)
            {
                if (found.ContainsKey(position)) continue;
                var recorded = await ledger.EventAtAsync(position, cancellation)
                    ?? throw new LogDamagedException($"{ledger.Log.Name}: position {position} is missing");
                found[position] = recorded;
                Names(EventReader.Default.Read(recorded), names, sources);
            }
        }
    }

    private static void Names(LedgerEvent recorded, HashSet<string> names, HashSet<string> sources)
    {
        switch (recorded)
        {
            case SourceReported e: names.Add(e.Source.Outlet); break;
            case SourceCorrected e: names.Add(e.Source.Outlet); break;
            case ControlReported e: Names(e.Fact, names); break;
            case FigureReported e: Names(e.Fact, names); break;
            case IncidentReported e: Names(e.Fact, names); break;
            case FactCorrected e:
                Names(e.Replacement, names);
                if (e.CorrectedBy is { } by) sources.Add(by);
                break;
            case FactRetracted { CorrectedBy: { } publisher }: sources.Add(publisher); break;
        }
    }

    private static void Names(Fact fact, HashSet<string> names)
    {
        names.UnionWith(fact.By.Speakers);
        names.UnionWith(fact switch
        {
            ControlFact control => (string[])[control.Place, control.Actor],
            FigureFact figure => [figure.About],
            IncidentFact incident => [.. incident.From, .. incident.To, .. incident.Participants],
            _ => [],
        });
    }

    private static byte[] EntryOf(RecordedEvent recorded)
    {
        var room = new byte[LogEntry.MaxBytes];
        return room[..LogEntry.Write(recorded, recorded.Position.Commit, room)];
    }

    private static EntryProof ProofOf(RecordedEvent recorded, LogTree tree, SignedCheckpoint signed)
    {
        var proof = new EntryProof(EntryOf(recorded), tree.Proofs.Inclusion(recorded.Position.Commit - 1, signed.Checkpoint.Size), signed);
        return proof.LeadsToRoot
            ? proof
            : throw new LogDamagedException($"the event at position {recorded.Position} is not in the checkpoint of size {signed.Checkpoint.Size}: 'reports verify' says what was changed");
    }

    private static async Task<(SignedCheckpoint Signed, LogTree Tree)> TreeAsync(
        IEventLog log, IntegrityFiles files, long? wanted, long at, CancellationToken cancellation)
    {
        var sizes = files.History.Sizes();
        if (files.History.Keys() is null || sizes.Count == 0)
            throw new RefusedException("no checkpoint of this ledger was signed, and without one nothing in a bundle can be proved: 'reports signing-key create' and 'reports checkpoint' sign one, or ask for --unsigned");
        var size = wanted ?? sizes[^1];
        if (!sizes.Contains(size)) throw new RefusedException($"there is no checkpoint of size {size}: 'reports checkpoint list' has those that were signed");
        if (size < at)
            throw new RefusedException($"the latest checkpoint has {size} events, and the question is asked at position {at}: 'reports checkpoint' signs one that has it, or ask with --at {size}");
        var tree = LogTree.OpenToRead(log, files.Tiles);
        try
        {
            if (tree.Size < size) await tree.CatchUpAsync(null, cancellation);
            return (files.History.Read(size), tree);
        }
        catch
        {
            tree.Dispose();
            throw;
        }
    }

    /// <summary>Beside the checkpoint: whose key signed it, and since when the ledger has had these events and only added to them.</summary>
    private static EvidenceSeal Seal(CheckpointHistory history, LogTree tree, SignedCheckpoint signed, long last)
    {
        var (first, notes) = (history.Keys()!.All[0], history.RotationNotes().Select(r => r.Note).ToList());
        var earlier = history.Sizes().FirstOrDefault(s => s >= last && s < signed.Checkpoint.Size);
        if (earlier == 0) return new EvidenceSeal(signed, first, notes, null, null);
        var growth = new GrowthProof(tree.Proofs.Consistency(earlier, signed.Checkpoint.Size), signed);
        var since = history.Read(earlier);
        return growth.LeadsFrom(since.Checkpoint)
            ? new EvidenceSeal(signed, first, notes, since, growth)
            : throw new LogDamagedException($"the log does not lead from the checkpoint of size {earlier} to that of size {signed.Checkpoint.Size}: 'reports verify' says what was changed");
    }
}
