using Reports.EventStore.Integrity;
using Reports.Service.Access;
using Reports.Service.Integrity;
using Reports.Service.Pages.Parts;
using Reports.Service.Queries;

namespace Reports.Service.Pages.Audit;

/// <summary>The proof that an event is in the log as a checkpoint has it, for a browser to check; or why there is none.</summary>
/// <param name="Proof">Checked by the server; null where there is none.</param>
/// <param name="Key">The key of the log that signed the checkpoint; null likewise.</param>
/// <param name="Problem">Why there is none, in a sentence.</param>
/// <param name="NeedsKey">True where another caller may have it.</param>
public sealed record ServedProof(EntryProof? Proof, VerifierKey? Key, string Problem, bool NeedsKey)
{
    /// <summary>For the script that checks it.</summary>
    public string Json => PageJson.Text(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("index", Proof!.Proof.Index);
        json.WriteNumber("size", Proof.Proof.Size);
        json.WriteBase64String("entry", Proof.Entry.Span);
        json.WriteStartArray("path");
        foreach (var hash in Proof.Proof.Path) json.WriteStringValue(hash.ToString());
        json.WriteEndArray();
        json.WriteString("checkpoint", Proof.Signed.Note.ToString());
        json.WriteString("key", Key?.ToString());
        json.WriteEndObject();
    });

    internal static async Task<ServedProof> OfAsync(PageCall call, long position)
    {
        if (call.Options.Integrity is not { } files) return new ServedProof(null, null, "This server knows of no checkpoints: it was started without --integrity-folder", false);
        if (!call.May(Permission.Audit)) return new ServedProof(null, null, "Proofs are for the role auditor", true);
        try
        {
            var proof = await call.Mediator.Send(new ProveInclusion(call.Ledger.Log, files, EventStore.Log.Position.At(position)), call.Cancellation);
            var keys = files.History.Keys()?.At(proof.Signed.Checkpoint.Size) ?? [];
            var key = keys.FirstOrDefault(k => proof.Signed.Note.Signatures.Any(s => s.Id == k.Id && s.Name == k.Name));
            return new ServedProof(proof, key, "", false);
        }
        catch (RefusedException e)
        {
            return new ServedProof(null, null, e.Message, false);
        }
    }
}
