using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Reports.Service.Evidence.Report;
using Reports.Service.Output;

namespace Reports.Service.Evidence;

/// <summary>
/// The files of a bundle, in their order. Those that are given stand for themselves; all others follow from them, and are made again
/// when a bundle is checked.
/// </summary>
internal static class BundleFiles
{
    /// <summary>Every file. The same evidence gives the same bytes.</summary>
    public static IReadOnlyList<ArchiveFile> Make(EvidenceAnswer answer)
    {
        var files = Derived(answer);
        files.AddRange(Given(answer.Set));
        return [new ArchiveFile(BundleNames.Manifest, Manifest(files)), .. files];
    }

    /// <summary>The bytes of the view, as <c>--json</c> prints it.</summary>
    public static byte[] View(EvidenceAnswer answer) => answer.Status is { } status
        ? PrintedJson.Bytes(json => ViewJson.Write(json, status.View))
        : PrintedJson.Array(answer.Figures.Select(f => f.View), ViewJson.Write);

    private static List<ArchiveFile> Derived(EvidenceAnswer answer) =>
    [
        new(BundleNames.Readme, Encoding.UTF8.GetBytes(BundleReadme.Text(answer))),
        new(BundleNames.Report, Encoding.UTF8.GetBytes(ReportPage.Html(answer))),
        new(BundleNames.View, View(answer)),
        new(BundleNames.Explanation, PrintedJson.Bytes(json => AuditJson.Write(json, answer.Explanation))),
        new(BundleNames.History, PrintedJson.Bytes(json => AuditJson.Write(json, answer.History))),
        new(BundleNames.Facts, PrintedJson.Array(answer.Facts, Write)),
        new(BundleNames.Sources, PrintedJson.Array(answer.Sources, ViewJson.Write)),
        new(BundleNames.Corrections, PrintedJson.Array(answer.Corrections, Write)),
        new(BundleNames.Gazetteer, PrintedJson.Array(GazetteerEntry.All(answer.Names), GazetteerJson.Write)),
        new(BundleNames.Provenance, PrintedJson.Bytes(json => new Provenance(answer).Write(json))),
    ];

    private static IEnumerable<ArchiveFile> Given(EvidenceSet set)
    {
        yield return new ArchiveFile(BundleNames.Question, set.Question.ToJson());
        yield return new ArchiveFile(BundleNames.Policy, EvidencePolicy.ToJson(set.Policy));
        if (set.Seal is { } seal)
        {
            yield return new ArchiveFile(BundleNames.Checkpoint, seal.Checkpoint.Note.ToUtf8());
            yield return new ArchiveFile(BundleNames.FirstKey, Encoding.UTF8.GetBytes(seal.FirstKey + "\n"));
            for (var i = 0; i < seal.Rotations.Count; i++) yield return new ArchiveFile(BundleNames.Rotation(i + 1), seal.Rotations[i]);
            if (seal.Earlier is { } earlier) yield return new ArchiveFile(BundleNames.Earlier, earlier.Note.ToUtf8());
            if (seal.Growth is { } growth) yield return new ArchiveFile(BundleNames.Growth, Encoding.UTF8.GetBytes(growth.ToString()));
        }

        foreach (var evidence in set.Events)
        {
            var name = BundleNames.Event(evidence.Position);
            yield return new ArchiveFile(name + BundleNames.DataEnd, evidence.Recorded.Data.ToArray());
            yield return new ArchiveFile(name + BundleNames.MetadataEnd, evidence.Recorded.Metadata.ToArray());
            yield return new ArchiveFile(name + BundleNames.EntryEnd, evidence.Entry);
            if (evidence.Proof is { } proof) yield return new ArchiveFile(name + BundleNames.ProofEnd, Encoding.UTF8.GetBytes(proof.ToString()));
        }
    }

    private static byte[] Manifest(IEnumerable<ArchiveFile> files) => PrintedJson.Bytes(json =>
    {
        json.WriteStartObject();
        json.WriteString("format", EvidenceQuestion.Format);
        json.WriteStartArray("files");
        foreach (var file in files)
        {
            json.WriteStartObject();
            json.WriteString("name", file.Name);
            json.WriteNumber("bytes", file.Content.Length);
            json.WriteString("sha256", Convert.ToHexStringLower(SHA256.HashData(file.Content)));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter json, EvidenceFact fact)
    {
        json.WriteStartObject();
        json.WriteString("role", fact.Role);
        json.WriteString("rule", fact.Rule);
        json.WriteString("by", fact.By);
        json.WritePropertyName("fact");
        ViewJson.Write(json, fact.Detail);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, EvidenceCorrection correction)
    {
        json.WriteStartObject();
        json.WriteNumber("position", correction.Position);
        json.WriteString("type", correction.Type);
        json.WriteString("subject", correction.Subject);
        json.WriteString("reason", correction.Reason);
        json.WriteString("correctedBy", correction.CorrectedBy);
        json.WriteString("recordedAt", correction.Recorded.RecordedAt.UtcDateTime);
        json.WriteString("recordedBy", correction.Recorded.RecordedBy);
        json.WriteEndObject();
    }
}
