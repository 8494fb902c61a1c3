using System.Globalization;
using System.Text.Json;
using Reports.EventStore.Integrity;
using Reports.Service.Integrity;

namespace Reports.Cli.Commands;

/// <summary>Checkpoints, proofs and verifications in JSON; properties are only ever added.</summary>
internal static class IntegrityJson
{
    public static void Write(Utf8JsonWriter json, SignedCheckpoint signed)
    {
        json.WriteStartObject();
        Properties(json, signed);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, EntryProof proof)
    {
        json.WriteStartObject();
        json.WriteNumber("index", proof.Proof.Index);
        json.WriteString("entry", Convert.ToBase64String(proof.Entry.Span));
        End(json, proof.Proof.Path, proof.Signed, proof.ToString());
    }

    public static void Write(Utf8JsonWriter json, GrowthProof proof)
    {
        json.WriteStartObject();
        json.WriteNumber("from", proof.Proof.From);
        json.WriteNumber("to", proof.Proof.To);
        End(json, proof.Proof.Path, proof.Newer, proof.ToString());
    }

    public static void Write(Utf8JsonWriter json, Verification verification)
    {
        json.WriteStartObject();
        json.WriteBoolean("whole", verification.IsWhole);
        json.WriteNumber("size", verification.Size);
        if (verification.Root is { } root) json.WriteString("root", root.ToString());
        json.WriteStartArray("checkpoints");
        foreach (var size in verification.Checkpoints) json.WriteNumberValue(size);
        json.WriteEndArray();
        if (verification.KeptSize is { } kept) json.WriteNumber("kept", kept);
        json.WriteNumber("tiles", verification.TilesSize);
        json.WriteBoolean("views", verification.HasViews);
        json.WriteStartArray("damages");
        foreach (var damage in verification.Damages)
        {
            json.WriteStartObject();
            json.WriteString("kind", damage.Kind.ToString().ToLowerInvariant());
            json.WriteString("place", damage.Place);
            if (damage.Position is { } position) json.WriteNumber("position", position);
            json.WriteString("problem", damage.Problem);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Properties(Utf8JsonWriter json, SignedCheckpoint signed)
    {
        json.WriteString("origin", signed.Checkpoint.Origin);
        json.WriteNumber("size", signed.Checkpoint.Size);
        json.WriteString("root", signed.Checkpoint.Root.ToString());
        json.WriteStartArray("signatures");
        foreach (var signature in signed.Note.Signatures)
        {
            json.WriteStartObject();
            json.WriteString("name", signature.Name);
            json.WriteString("id", signature.Id.ToString("x8", CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("note", signed.Note.ToString());
    }

    /// <summary>What every proof ends with: its path, the checkpoint that it leads to, and itself as text.</summary>
    private static void End(Utf8JsonWriter json, IEnumerable<MerkleHash> path, SignedCheckpoint checkpoint, string proof)
    {
        json.WriteStartArray("path");
        foreach (var hash in path) json.WriteStringValue(hash.ToString());
        json.WriteEndArray();
        json.WritePropertyName("checkpoint");
        Write(json, checkpoint);
        json.WriteString("proof", proof);
        json.WriteEndObject();
    }
}
