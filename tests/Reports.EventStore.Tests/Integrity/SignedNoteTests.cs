using System.Text;
using CsCheck;
using Reports.EventStore.Integrity;
using Reports.Faults;

namespace Reports.EventStore.Tests.Integrity;

/// <summary>Notes, keys and cosignatures as the specifications have them, and as other implementations wrote them.</summary>
public sealed class SignedNoteTests
{
    /// <summary>The test key and note of Go's <c>golang.org/x/mod/sumdb/note</c>.</summary>
    private const string GoKey = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    private const string GoVerifier = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    private const string GoText = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    private const string GoLine = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=";

    /// <summary>The example of C2SP signed-note.</summary>
    private const string SpecificationVerifier = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
    private const string SpecificationNote =
        "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

    [Fact]
    public void A_note_is_signed_as_Go_signs_it()
    {
        using var key = SigningKey.Parse(GoKey);
        Assert.Equal(GoVerifier, key.Verifier.ToString());
        Assert.Equal(GoLine, key.Sign(GoText).ToString());
        Assert.Equal($"{GoText}\n{GoLine}\n", new SignedNote(GoText, [key.Sign(GoText)]).ToString());
    }

    [Theory]
    [InlineData(GoVerifier, GoText + "\n" + GoLine + "\n")]
    [InlineData(SpecificationVerifier, SpecificationNote)]
    public void Notes_of_others_verify_and_no_changed_one_does(string verifier, string note)
    {
        var key = Verifier(verifier);
        var bytes = Encoding.UTF8.GetBytes(note);
        Assert.True(Note(note).TryVerify([key], out var verified, out var error), error);
        Assert.Equal(key, Assert.Single(verified).Key);
        for (var at = 0; at < bytes.Length; at++)
            for (var bit = 0; bit < 8; bit++)
            {
                var changed = (byte[])bytes.Clone();
                changed[at] ^= (byte)(1 << bit);
                Assert.False(SignedNote.TryParse(changed, out var read, out _) && read.TryVerify([key], out _, out _), $"bit {bit} of byte {at}");
            }
    }

    [Fact]
    public void Signatures_of_unknown_keys_are_ignored_and_one_wrong_signature_of_a_known_key_refuses_the_note()
    {
        using var stranger = SigningKey.Create("stranger.example");
        using var namesake = SigningKey.Create("PeterNeumann");
        var (go, note) = (Verifier(GoVerifier), Note($"{GoText}\n{GoLine}\n"));
        var more = note.With(stranger.Sign(GoText), namesake.Sign(GoText), note.Signatures[0]);
        Assert.Equal(3, more.Signatures.Count);
        Assert.True(Note(more.ToString()).TryVerify([go], out var verified, out _));
        Assert.Single(verified);
        Assert.False(more.TryVerify([Verifier(SpecificationVerifier)], out _, out var error));
        Assert.Contains("none of its signatures is by example.com/foo", error, StringComparison.Ordinal);
        Assert.False(more.TryVerify([], out _, out error));

        var wrong = more with { Signatures = [.. more.Signatures, stranger.Sign("another text\n") with { Id = stranger.Verifier.Id }] };
        Assert.True(wrong.TryVerify([go], out _, out _));
        Assert.False(wrong.TryVerify([go, stranger.Verifier], out _, out error));
        Assert.Contains("stranger.example", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("text\n")]
    [InlineData("text\n\n")]
    [InlineData("text\n\n— name AAAAAAAA")]
    [InlineData("text\n\n- name AAAAAAAA\n")]
    [InlineData("text\n\n— name\n")]
    [InlineData("text\n\n— a+b AAAAAAAA\n")]
    [InlineData("text\n\n— name AAAA\n")]
    [InlineData("text\n\n— name AAAAAB==\n")]
    [InlineData("te\txt\n\n— name AAAAAAAA\n")]
    [InlineData("text\r\n\n— name AAAAAAAA\n")]
    [InlineData("text\n— name AAAAAAAA\n")]
    [InlineData("text\n\n— name AAAAAAAA\n\n")]
    public void What_is_no_note_is_refused(string text)
    {
        Assert.False(SignedNote.TryParse(Encoding.UTF8.GetBytes(text), out _, out var error));
        Assert.NotEmpty(error);
    }

    [Fact]
    public void A_note_has_limits()
    {
        var line = "— name " + Convert.ToBase64String(new byte[20]) + "\n";
        Assert.True(SignedNote.TryParse(Encoding.UTF8.GetBytes("t\n\n" + string.Concat(Enumerable.Repeat(line, 100))), out _, out _));
        Assert.False(SignedNote.TryParse(Encoding.UTF8.GetBytes("t\n\n" + string.Concat(Enumerable.Repeat(line, 101))), out _, out _));
        Assert.False(SignedNote.TryParse(new byte[SignedNote.MaxBytes + 1], out _, out _));
        Assert.False(SignedNote.TryParse([.. "t"u8, 0xC3, .. "\n\n— name AAAAAAAA\n"u8], out _, out _));
    }

    [Theory]
    [InlineData("PeterNeumann+c74f20a3")]
    [InlineData("PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("PeterNeuman+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("PeterNeumann+c74f20a3+AhpcOQcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10Q=")]
    public void What_is_no_verifier_key_is_refused_with_its_reason(string text)
    {
        Assert.False(VerifierKey.TryParse(text, out _, out var error));
        Assert.NotEmpty(error);
    }

    [Fact]
    public void A_witness_cosigns_the_whole_checkpoint_and_a_time()
    {
        using var log = SigningKey.Create("log.example");
        using var witness = SigningKey.Create("witness.example/w1", SignatureType.CosignatureV1);
        var at = DateTimeOffset.FromUnixTimeSeconds(1679315147);
        var checkpoint = new Checkpoint("log.example", 20852163, MerkleHash.Empty);
        var line = witness.Cosign(checkpoint, at);
        Assert.Equal(72, line.Bytes.Length);
        Assert.Equal("cosignature/v1\ntime 1679315147\nlog.example\n20852163\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
            Encoding.UTF8.GetString(VerifierKeyMessage(checkpoint, 1679315147)));

        var signed = new SignedCheckpoint(checkpoint, new SignedNote(checkpoint.Text, [log.Sign(checkpoint.Text), line]));
        Assert.True(signed.TryVerify([log.Verifier], [witness.Verifier], out var verified, out var error), error);
        Assert.Equal([null, at], verified.Select(v => v.At));
        for (var i = 0; i < line.Bytes.Length; i++)
        {
            var bytes = line.Bytes.ToArray();
            bytes[i] ^= 1;
            Assert.False((signed with { Note = signed.Note with { Signatures = [signed.Note.Signatures[0], line with { Bytes = bytes }] } })
                .TryVerify([log.Verifier], [witness.Verifier], out _, out _));
        }

        var alone = signed with { Note = signed.Note with { Signatures = [signed.Note.Signatures[0]] } };
        Assert.False(alone.TryVerify([log.Verifier], [witness.Verifier], out _, out error));
        Assert.Contains("witness.example/w1", error, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => witness.Sign(checkpoint.Text));
        Assert.Throws<InvalidOperationException>(() => log.Cosign(checkpoint, at));
    }

    [Fact]
    public void A_checkpoint_of_another_log_is_not_taken_for_this_ones()
    {
        using var log = SigningKey.Create("log.example");
        var text = new Checkpoint("other.example", 1, MerkleHash.Empty).Text;
        Assert.True(SignedCheckpoint.TryParse(new SignedNote(text, [log.Sign(text)]).ToUtf8(), out var signed, out _));
        Assert.False(signed.TryVerify([log.Verifier], [], out _, out var error));
        Assert.Contains("of 'other.example'", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("origin\n5\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", true)]
    [InlineData("origin\n5\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nextension\n", true)]
    [InlineData("origin\n05\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", false)]
    [InlineData("origin\n-5\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", false)]
    [InlineData("origin\n5\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n", false)]
    [InlineData("origin\n5\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuA==\n", false)]
    [InlineData("\n5\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", false)]
    [InlineData("origin\n5\n", false)]
    [InlineData("origin\n9223372036854775808\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", false)]
    public void A_checkpoint_has_an_origin_a_size_and_a_root(string text, bool isCheckpoint) =>
        Assert.Equal(isCheckpoint, Checkpoint.TryParse(text, out _, out _));

    [Fact]
    public void Whatever_is_read_as_a_note_is_written_as_it_was() => Gen.Char["a \n—+="].Array[0, 60].Sample(chars =>
    {
        var text = new string(chars) + "\n\n" + GoLine + "\n";
        return !SignedNote.TryParse(Encoding.UTF8.GetBytes(text), out var note, out _) || note.ToString() == text;
    });

    [Fact]
    public void A_key_file_is_its_owners_alone_and_never_overwritten()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("key");
        using var key = SigningKey.Create("log.example");
        key.Save(path);
        using (var again = SigningKey.Load(path)) Assert.Equal(key.Verifier, again.Verifier);
        Assert.Throws<IOException>(() => key.Save(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
        Assert.Equal("log.example", key.ToString());
        if (OperatingSystem.IsWindows()) return;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        Assert.Throws<UnauthorizedAccessException>(() => SigningKey.Load(path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("PRIVATE+KEY+PeterNeumann+c74f20a3")]
    [InlineData("PRIVATE+KEY+PeterNeumann+c74f20a4+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")]
    [InlineData("PRIVATE+KEY+PeterNeumann+c74f20a3+AoEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")]
    [InlineData("PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDF")]
    public void What_is_no_signing_key_is_refused_without_repeating_it(string line)
    {
        var refusal = Assert.Throws<FormatException>(() => SigningKey.Parse(line));
        Assert.DoesNotContain("AYEKFALV", refusal.Message, StringComparison.Ordinal);
    }

    private static byte[] VerifierKeyMessage(Checkpoint checkpoint, ulong seconds) =>
        Encoding.UTF8.GetBytes($"cosignature/v1\ntime {seconds}\n{checkpoint.Text}");

    private static VerifierKey Verifier(string text) => VerifierKey.TryParse(text, out var key, out var error) ? key : throw new FormatException(error);

    private static SignedNote Note(string text) => SignedNote.TryParse(Encoding.UTF8.GetBytes(text), out var note, out var error) ? note : throw new FormatException(error);
}
