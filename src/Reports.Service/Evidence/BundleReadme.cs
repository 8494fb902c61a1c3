using System.Globalization;

namespace Reports.Service.Evidence;

/// <summary>What stands in a bundle for whoever opens it with an archiver.</summary>
internal static class BundleReadme
{
    public static string Text(EvidenceAnswer answer)
    {
        var seal = answer.Set.Seal;
        return string.Create(CultureInfo.InvariantCulture, $"""
            EVIDENCE BUNDLE

            The question   {(answer.Question.IsStatus ? "status of" : "figures of")} {answer.Question.Subject}, on {answer.Question.Cut.On}, position {answer.Question.Cut.At}, policy {answer.Question.Policy}
            The answer     report.html for people, view.json for programs
            The evidence   {answer.Set.Events.Count} events, {answer.Facts.Length} facts, {answer.Sources.Length} sources
            The log        {(seal is null ? "not signed: nothing proves that these events are in a ledger" : $"{seal.Checkpoint.Checkpoint.Origin}, checkpoint of {seal.Checkpoint.Checkpoint.Size} events")}

            FILES

            manifest.json      every other file with its size and SHA-256
            question.json      what was asked, and at which cut
            view.json          the answer, as 'reports status PLACE --json' or 'reports figures ABOUT --json' prints it
            explanation.json   how the answer came about, event by event, and without what it would be another one
            history.json       how it changed as the ledger learned more
            facts.json         every fact that bears on it: its role (for, against, beside, expected, replaced, ended, later, context),
                               the rule, and the fact that did it
            sources.json       the documents, with the SHA-256 of the coded texts
            corrections.json   what was corrected, retracted or withdrawn, why and by whom
            gazetteer.json     places, actors and outlets as they read at the cut
            policy.json        the constants by which the answer follows from the facts, as an event of the log would store them
            prov.json          provenance, W3C PROV-JSON
            events/            each event at its position: .data.json and .metadata.json are the stored bytes, .entry is what the
                               tree hashes, .tlog-proof leads from there to the checkpoint (C2SP tlog-proof)
            checkpoint         size and root of the log's Merkle tree, signed (C2SP tlog-checkpoint, signed-note)
            keys/              the log's first public key and how it was handed on; trust a key that you were given elsewhere
            earlier/           the earliest checkpoint with all of these events, and a proof that nothing was altered since

            VERIFY IT WITH THE COMMAND

            reports verify BUNDLE.zip --key log.vkey
            reports verify BUNDLE.zip --ledger ledger.db        that nothing was left out: only the ledger can tell

            The command makes every file of this bundle again from the events and compares it byte for byte.

            VERIFY IT WITH STANDARD TOOLS

            1. Unpack it:                       unzip BUNDLE.zip -d bundle && cd bundle
            2. Files against the manifest:      jq -r '.files[] | .sha256 + "  " + .name' manifest.json | sha256sum -c
            3. An event against its entry:      an entry ends with the bytes of .data.json and then of .metadata.json (an entry of more
                                                than 65,535 bytes with the SHA-256 of each):
                                                cat events/N.data.json events/N.metadata.json | cmp - <(tail -c +$((46 + S + T)) events/N.entry)
                                                where S and T, the lengths of stream and type, are the two big-endian 16-bit numbers at
                                                byte 33 of the entry: od -An -j33 -N4 -tu2 --endian=big events/N.entry
            4. The leaf of an entry:            (printf '\0'; cat events/N.entry) | openssl dgst -sha256 -binary | base64
            5. From the leaf to the root:       the lines of N.tlog-proof between 'index' and the empty line are the path. With the
                                                index i and the last index n = size - 1, for each hash p of the path: if i is odd or
                                                i = n, the node is SHA-256(0x01 || p || node), and while i is even and not 0, both are
                                                halved; else it is SHA-256(0x01 || node || p). Then both are halved. At the end n is 0 and
                                                the node is the third line of 'checkpoint' (RFC 9162, section 2.1.3.2).
            6. The checkpoint's signature:      Ed25519 over the text up to and with the newline before the empty line. The signature line
                                                ends in base64: 4 bytes of key id, then 64 of signature. A key NAME+ID+KEY ends in base64
                                                of the byte 0x01 and the 32 bytes of the public key.

            WHAT IT CANNOT PROVE

            That the ledger holds nothing else that bears on the question, that a source said what was coded, or that it was true.

            """).ReplaceLineEndings("\n");
    }
}
