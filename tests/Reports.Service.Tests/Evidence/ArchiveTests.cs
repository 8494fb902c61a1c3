using System.IO.Compression;
using System.Text;
using CsCheck;
using Reports.Service.Evidence;
using Reports.Service.Queries;

namespace Reports.Service.Tests.Evidence;

/// <summary>The archive that has one spelling.</summary>
public sealed class ArchiveTests
{
    private static readonly IReadOnlyList<ArchiveFile> Files =
    [
        new("manifest.json", "{}\n"u8.ToArray()), new("events/000000000001.entry", [0, 1, 2, 255]), new("empty", []),
    ];

    [Fact]
    public void What_is_written_is_a_ZIP_archive_that_others_read()
    {
        using var zip = new ZipArchive(new MemoryStream(EvidenceArchive.Write(Files)));
        Assert.Equal(Files.Select(f => f.Name), zip.Entries.Select(e => e.FullName));
        foreach (var (entry, file) in zip.Entries.Zip(Files))
        {
            using var stream = entry.Open();
            using var content = new MemoryStream();
            stream.CopyTo(content);
            Assert.Equal(file.Content, content.ToArray());
        }
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        Assert.True(EvidenceArchive.TryRead(EvidenceArchive.Write(Files), out var read, out _));
        Assert.Equal(Files.Select(f => (f.Name, Convert.ToHexString(f.Content))), read.Select(f => (f.Name, Convert.ToHexString(f.Content))));
    }

    [Fact]
    public void Any_byte_that_is_changed_is_found()
    {
        var archive = EvidenceArchive.Write(Files);
        for (var i = 0; i < archive.Length; i++)
            foreach (var flip in (byte[])[1, 0x80, 0xff])
            {
                var changed = archive.ToArray();
                changed[i] ^= flip;
                Assert.False(EvidenceArchive.TryRead(changed, out _, out var error), $"byte {i}");
                Assert.NotEmpty(error!);
            }
    }

    [Fact]
    public void Any_length_but_its_own_is_found()
    {
        var archive = EvidenceArchive.Write(Files);
        for (var length = 0; length < archive.Length; length++) Assert.False(EvidenceArchive.TryRead(archive.AsMemory(0, length), out _, out _), $"{length} bytes");
        Assert.False(EvidenceArchive.TryRead((byte[])[.. archive, 0], out _, out _));
        Assert.False(EvidenceArchive.TryRead((byte[])[0, .. archive], out _, out _));
    }

    [Fact]
    public void Anything_at_all_is_read_or_refused_with_a_reason() => Gen.Byte.Array[0, 200].Sample(bytes =>
    {
        byte[] begun = [0x50, 0x4b, 3, 4, .. bytes];
        Assert.True(EvidenceArchive.TryRead(bytes, out _, out var error) || error.Length > 0);
        Assert.True(EvidenceArchive.TryRead(begun, out _, out error) || error.Length > 0);
    });

    [Theory]
    [InlineData("../outside")]
    [InlineData("/etc/passwd")]
    [InlineData("events/../../outside")]
    [InlineData("events//x")]
    [InlineData("c:\\outside")]
    [InlineData(".hidden")]
    [InlineData("events/")]
    public void A_name_that_leads_elsewhere_is_refused(string name) =>
        Assert.False(EvidenceArchive.TryRead(EvidenceArchive.Write([new ArchiveFile(name, [1])]), out _, out _));

    [Fact]
    public void A_compressed_archive_is_refused_however_small_it_is()
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        using (var entry = zip.CreateEntry("view.json", CompressionLevel.SmallestSize).Open())
            for (var i = 0; i < 1000; i++) entry.Write(new byte[100_000]);
        Assert.False(EvidenceArchive.TryRead(stream.ToArray(), out _, out var error));
        Assert.NotEmpty(error!);
    }

    [Fact]
    public void More_than_an_archive_takes_is_not_written() =>
        Assert.Contains("ask a narrower question", Assert.Throws<RefusedException>(() => EvidenceArchive.Write(
            [.. Enumerable.Range(0, EvidenceArchive.MaxFiles + 1).Select(i => new ArchiveFile($"f{i}", Encoding.UTF8.GetBytes("")))])).Message, StringComparison.Ordinal);
}
