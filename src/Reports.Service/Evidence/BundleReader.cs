using System.Text;
using Reports.EventStore.Integrity;
using Reports.EventStore.Log;

namespace Reports.Service.Evidence;

/// <summary>Reads what a bundle is given with: question, policy, events, seal. Everything is checked that can be without the answer.</summary>
internal sealed class BundleReader
{
    private readonly Dictionary<string, byte[]> _files = new(StringComparer.Ordinal);
    private readonly List<BundleDamage> _damages = [];
    private readonly VerifierKey? _trusted;

    public BundleReader(IReadOnlyList<ArchiveFile> files, VerifierKey? trusted)
    {
        _trusted = trusted;
        foreach (var file in files)
            if (!_files.TryAdd(file.Name, file.Content))
                _damages.Add(new BundleDamage(file.Name, "it is there twice"));
    }

    public IReadOnlyList<BundleDamage> Damages => _damages;

    /// <summary>The key that signed the checkpoint, once that was checked.</summary>
    public VerifierKey? SignedBy { get; private set; }

    /// <summary>Null where the bundle cannot be read as one.</summary>
    public EvidenceSet? Read()
    {
        if (!EvidenceQuestion.TryParse(File(BundleNames.Question), out var question, out var error)) Found(BundleNames.Question, error);
        if (!EvidencePolicy.TryParse(File(BundleNames.Policy), out var policy, out error)) Found(BundleNames.Policy, error);
        else if (question is not null && (policy.Name != question.Policy || policy.Digest != question.PolicyDigest)) Found(BundleNames.Policy, "it is not the policy of the question");
        var seal = Seal();
        var events = Events(seal);
        if (question is not null && question.Events != events.Count) Found(BundleNames.Question, $"it says {question.Events} events, and there are {events.Count}");
        return question is not null && policy is not null ? new EvidenceSet(question, policy, events, seal) : null;
    }

    private EvidenceSeal? Seal()
    {
        if (!_files.ContainsKey(BundleNames.Checkpoint))
        {
            if (_trusted is not null) Found(BundleNames.Checkpoint, "there is none: the bundle is not signed, by no key");
            return null;
        }

        var isRead = SignedCheckpoint.TryParse(File(BundleNames.Checkpoint), out var signed, out var error);
        if (!isRead) Found(BundleNames.Checkpoint, error!);
        var text = Encoding.UTF8.GetString(File(BundleNames.FirstKey));
        if (!VerifierKey.TryParse(text.TrimEnd('\n'), out var first, out error)) Found(BundleNames.FirstKey, error);
        var rotations = new List<byte[]>();
        while (_files.TryGetValue(BundleNames.Rotation(rotations.Count + 1), out var note)) rotations.Add(note);
        var (earlier, growth) = Earlier(signed);
        if (signed is null || first is null) return null;
        var seal = new EvidenceSeal(signed, first, rotations, earlier, growth);
        Check(seal);
        return seal;
    }

    private (SignedCheckpoint? Earlier, GrowthProof? Growth) Earlier(SignedCheckpoint? signed)
    {
        if (!_files.ContainsKey(BundleNames.Earlier) && !_files.ContainsKey(BundleNames.Growth)) return (null, null);
        if (!SignedCheckpoint.TryParse(File(BundleNames.Earlier), out var earlier, out var error)) Found(BundleNames.Earlier, error);
        if (!GrowthProof.TryParse(File(BundleNames.Growth), out var growth, out error)) Found(BundleNames.Growth, error);
        else if (earlier is not null && signed is not null && (growth.Newer.Note.ToString() != signed.Note.ToString() || !growth.LeadsFrom(earlier.Checkpoint)))
            Found(BundleNames.Growth, "it does not lead from the earlier checkpoint to the bundle's");
        return (earlier, growth);
    }

    private void Check(EvidenceSeal seal)
    {
        try
        {
            var keys = seal.Keys(_trusted);
            if (!seal.Checkpoint.TryVerify(keys.At(seal.Checkpoint.Checkpoint.Size), [], out var verified, out var error)) Found(BundleNames.Checkpoint, error);
            else SignedBy = verified[0].Key;
            // A key that was handed over since cannot be asked for what an earlier one signed; the growth proof leads there all the same.
            if (seal.Earlier is { } earlier && seal.Keys(null) is var all && !earlier.TryVerify(all.At(earlier.Checkpoint.Size), [], out _, out error))
                Found(BundleNames.Earlier, error);
        }
        catch (FormatException e)
        {
            Found(_trusted is null ? BundleNames.Rotation(1) : BundleNames.FirstKey, e.Message);
        }
    }

    private List<EvidenceEvent> Events(EvidenceSeal? seal)
    {
        var events = new List<EvidenceEvent>();
        foreach (var name in _files.Keys.Where(BundleNames.IsEntry).Order(StringComparer.Ordinal))
            if (Event(name[..^BundleNames.EntryEnd.Length], seal) is { } evidence)
                events.Add(evidence);
        return events;
    }

    private EvidenceEvent? Event(string name, EvidenceSeal? seal)
    {
        var (bytes, data, metadata) = (File(name + BundleNames.EntryEnd), File(name + BundleNames.DataEnd), File(name + BundleNames.MetadataEnd));
        LogEntry entry;
        try
        {
            entry = LogEntry.Parse(bytes);
        }
        catch (FormatException e)
        {
            Found(name + BundleNames.EntryEnd, e.Message);
            return null;
        }

        if (entry.Number < 1 || BundleNames.Event(entry.Number) != name)
        {
            Found(name + BundleNames.EntryEnd, $"it is the entry of position {entry.Number}");
            return null;
        }

        var recorded = new RecordedEvent(
            Position.At(entry.Number), entry.Revision, entry.Id, Encoding.ASCII.GetBytes(entry.Stream), Encoding.ASCII.GetBytes(entry.Type), data, metadata);
        var room = new byte[LogEntry.MaxBytes];
        if (!bytes.AsSpan().SequenceEqual(room.AsSpan(0, LogEntry.Write(recorded, entry.Number, room))))
        {
            Found(name + BundleNames.EntryEnd, "it is not the entry of the stored bytes beside it");
            return null;
        }

        return new EvidenceEvent(recorded, bytes, seal is null ? null : Proof(name, bytes, entry.Number, seal));
    }

    private EntryProof? Proof(string name, byte[] entry, long number, EvidenceSeal seal)
    {
        name += BundleNames.ProofEnd;
        if (!EntryProof.TryParse(File(name), out var proof, out var error)) Found(name, error);
        else if (!proof.Entry.Span.SequenceEqual(entry)) Found(name, "it proves another entry");
        else if (proof.Proof.Index != number - 1) Found(name, $"it proves the entry at position {proof.Proof.Index + 1}");
        else if (proof.Signed.Note.ToString() != seal.Checkpoint.Note.ToString()) Found(name, "it leads to another checkpoint");
        else if (!proof.LeadsToRoot) Found(name, "the entry does not lead to the root of the checkpoint");
        return proof;
    }

    private byte[] File(string name)
    {
        if (_files.TryGetValue(name, out var content)) return content;
        if (!_damages.Exists(d => d.Place == name)) Found(name, "it is missing");
        return [];
    }

    private void Found(string place, string problem) => _damages.Add(new BundleDamage(place, problem));
}
