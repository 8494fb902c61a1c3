using System.Globalization;
using System.Text;
using Reports.EventStore.Integrity;
using Reports.EventStore.Log;
using Reports.Service.Access;
using Reports.Service.Evidence;
using Reports.Service.Integrity;
using Reports.Service.Queries;

namespace Reports.Service.Http;

/// <summary>Checkpoints, proofs and evidence, for auditors and their programs: what <c>reports checkpoint</c>, <c>proof</c> and <c>bundle</c> write.</summary>
/// <param name="files">Where the tree and the checkpoints are; null for a ledger that keeps none where it is served.</param>
internal sealed class IntegrityRoutes(IntegrityFiles? files)
{
    private const string Note = "text/plain; charset=utf-8";

    private static readonly ApiParameter Size = new("size", "The size of the checkpoint to prove against; the latest where it is not given.", "int64");

    public IReadOnlyList<ApiRoute> Reads =>
    [
        new("GET", ApiRoutes.Root + "/checkpoints", "Every checkpoint that was signed, by size.", Permission.Audit, [], List)
        {
            OperationId = "listCheckpoints", HasTag = false, Answer = "Checkpoints", Example = "/checkpoints",
        },
        new("GET", ApiRoutes.Root + "/checkpoints/{size}", "A checkpoint as it was signed: a C2SP signed note. 'latest' is the latest.", Permission.Audit,
            [ApiParameter.InPath("size", "The events that it has; latest.")], call => Text(SignedOf(call, call.Required("size")).Note.ToUtf8()))
        {
            OperationId = "getCheckpoint", HasTag = false, Answer = "Checkpoint", Content = [("text/plain", null)], Example = "/checkpoints/latest",
        },
        new("GET", ApiRoutes.Root + "/signing-key", "The public key that the log's first checkpoints were signed with, as a vkey; rotations are in /rotations.", Permission.Audit, [],
            _ => Text(Encoding.UTF8.GetBytes($"{Keys().All[0]}\n")))
        {
            OperationId = "getSigningKey", HasTag = false, Answer = "Key", Content = [("text/plain", null)], Example = "/signing-key",
        },
        new("GET", ApiRoutes.Root + "/rotations", "The notes by which one signing key handed over to the next, in their order.", Permission.Audit, [],
            _ => Text([.. Files().History.RotationNotes().SelectMany(n => n.Note)]))
        {
            OperationId = "getRotations", HasTag = false, Answer = "Rotations", Content = [("text/plain", null)], Example = "/rotations",
        },
        new("GET", ApiRoutes.Root + "/proofs/inclusion/{source}/{fact}", "That a fact is in the ledger as a checkpoint has it: its event, the path to the root, the signed root.", Permission.Audit,
            [ApiParameter.InPath("source", "The source's id."), ApiParameter.InPath("fact", "The fact's key in the source."), Size], FactAsync)
        {
            OperationId = "proveFact", HasTag = false, Answer = "InclusionProof", Example = "/proofs/inclusion/new-arab-2018-03-14/government-took-qadam",
        },
        new("GET", ApiRoutes.Root + "/proofs/inclusion/{position}", "That the event at a position is in the ledger as a checkpoint has it.", Permission.Audit,
            [ApiParameter.InPath("position", "Where it stands in the log."), Size], call => InclusionAsync(call, call.Number("position", 1, long.MaxValue)!.Value))
        {
            OperationId = "proveEvent", HasTag = false, Answer = "InclusionProof", Example = "/proofs/inclusion/1",
        },
        new("GET", ApiRoutes.Root + "/proofs/consistency", "That one checkpoint only added to another: a proof as 'reports proof consistency' writes it.", Permission.Audit,
            [new("from", "The size of the older checkpoint, or latest.") { IsRequired = true }, new("to", "The size of the newer one; the latest where it is not given.")], ConsistencyAsync)
        {
            OperationId = "proveConsistency", HasTag = false, Answer = "ConsistencyProof", Content = [("text/plain", null)], Example = "/proofs/consistency?from=latest",
        },
        new("GET", ApiRoutes.Root + "/bundle", "The evidence for one answer: an archive that 'reports verify' checks without the ledger.", Permission.Audit,
            [
                ApiRoutes.Subject, .. ApiRoutes.Cuts, new("policy", "A policy by name; the one in force at the cut where it is not given."),
                new("unsigned", "true leaves out the proofs.", "boolean") { Values = ["true", "false"] },
            ], BundleAsync)
        {
            OperationId = "getBundle", HasTag = false, IsLong = true, Answer = "Bundle", Content = [("application/zip", null)], Example = "/bundle?subject=qadam&on=2018-04-21&unsigned=true",
        },
    ];

    private static Task<ApiAnswer> Text(byte[] bytes) => Task.FromResult<ApiAnswer>(new ApiText(Note, bytes));

    private Task<ApiAnswer> List(ApiCall call)
    {
        var history = Files().History;
        var keys = Keys();
        return Task.FromResult<ApiAnswer>(new ApiDocument(json =>
        {
            json.WriteStartObject();
            json.WriteString("origin", keys.Current.Name);
            json.WriteString("key", keys.Current.ToString());
            json.WriteStartArray("items");
            foreach (var size in history.Sizes())
            {
                var checkpoint = history.Read(size);
                json.WriteStartObject();
                json.WriteNumber("size", size);
                json.WriteString("root", checkpoint.Checkpoint.Root.ToString());
                json.WriteNumber("signatures", checkpoint.Note.Signatures.Count);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }));
    }

    private async Task<ApiAnswer> FactAsync(ApiCall call)
    {
        var id = $"{call.Required("source")}/{call.Required("fact")}";
        var facts = await call.Mediator.Send(new GetFacts(call.Ledger, id, new CutRequest(Domain.Time.Day.Max)), call.Cancellation);
        // What stands says what the ledger says; a fact that was taken back is proved as it last was.
        return await InclusionAsync(call, facts.Items.OrderBy(f => f.View.IsCurrent).ThenBy(f => f.View.Position).Last().View.Position);
    }

    private async Task<ApiAnswer> InclusionAsync(ApiCall call, long position)
    {
        var proof = await call.Mediator.Send(new ProveInclusion(call.Ledger.Log, Files(), Position.At(position), call.Number("size", 1, long.MaxValue)), call.Cancellation);
        return new ApiDocument(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("position", position);
            json.WriteNumber("index", proof.Proof.Index);
            json.WriteNumber("size", proof.Proof.Size);
            json.WriteString("root", proof.Signed.Checkpoint.Root.ToString());
            json.WriteString("leaf", MerkleHash.OfLeaf(proof.Entry.Span).ToString());
            json.WriteBase64String("entry", proof.Entry.Span);
            json.WriteStartArray("path");
            foreach (var hash in proof.Proof.Path) json.WriteStringValue(hash.ToString());
            json.WriteEndArray();
            json.WriteString("checkpoint", proof.Signed.Note.ToString());
            json.WriteString("proof", proof.ToString());
            json.WriteEndObject();
        });
    }

    private async Task<ApiAnswer> ConsistencyAsync(ApiCall call)
    {
        var from = SignedOf(call, call.Required("from"));
        var to = SignedOf(call, call.Text("to") ?? "latest");
        var proof = await call.Mediator.Send(new ProveGrowth(call.Ledger.Log, Files(), from, to), call.Cancellation);
        return new ApiText(Note, Encoding.UTF8.GetBytes(proof.ToString()));
    }

    private async Task<ApiAnswer> BundleAsync(ApiCall call)
    {
        var subject = call.Required("subject");
        var bundle = await call.Mediator.Send(new MakeBundle(call.Ledger, subject, call.Cut(), call.Policy(), call.Flag("unsigned") ? null : Files()), call.Cancellation);
        return new ApiText("application/zip", bundle.Archive)
        {
            FileName = string.Create(CultureInfo.InvariantCulture, $"{bundle.Subject.Replace('/', '-')}-{bundle.Cut.On}-{bundle.Cut.At}.zip"),
        };
    }

    private SignedCheckpoint SignedOf(ApiCall call, string text)
    {
        var history = Files().History;
        if (text == "latest") return history.Latest() ?? throw new ApiProblem(ProblemKind.NotFound, "no checkpoint of this ledger was signed: 'reports checkpoint' signs one");
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size)) throw ApiCall.Invalid("size", "it is a number, or latest");
        return history.Sizes().Contains(size) ? history.Read(size) : throw new ApiProblem(ProblemKind.NotFound, $"there is no checkpoint of size {size}");
    }

    private IntegrityFiles Files() => files
        ?? throw new ApiProblem(ProblemKind.NotFound, "this server knows of no folder with the ledger's tree and checkpoints: it was started without --integrity-folder");

    private LogKeys Keys() => Files().History.Keys()
        ?? throw new ApiProblem(ProblemKind.NotFound, "this ledger has no signing key: 'reports signing-key create' makes one");
}
