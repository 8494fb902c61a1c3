using System.Buffers.Binary;
using System.IO.Hashing;
using Reports.Projections.Ledger;

namespace Reports.Projections.Checkpoints;

/// <summary>
/// Reads a checkpoint in two steps: the header, for the caller to compare with its log, then the views. Not thread safe.
/// </summary>
public sealed class CheckpointReader
{
    private readonly Stream _stream;
    private readonly CheckpointHeader _header;
    private readonly byte[] _headerBytes;

    private CheckpointReader(Stream stream, CheckpointHeader header, byte[] headerBytes) =>
        (_stream, _header, _headerBytes) = (stream, header, headerBytes);

    /// <summary>The log that the checkpoint says it was made from, and how far.</summary>
    public CheckpointOrigin Origin => _header.Origin;

    /// <summary>Reads the header. The stream stays the caller's.</summary>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static bool TryOpen(Stream stream, out CheckpointReader? reader, out CheckpointRefusal? refusal)
    {
        reader = CheckpointHeader.TryRead(stream, out var header, out var bytes, out refusal) ? new CheckpointReader(stream, header!, bytes) : null;
        return reader is not null;
    }

    /// <summary>Reads and verifies everything. To be called once.</summary>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public bool TryRead(out Views? views, out CheckpointRefusal? refusal, CancellationToken cancellation = default)
    {
        views = null;
        var state = new LedgerState();
        refusal = ReadInto(state, cancellation);
        if (refusal is not null) return false;
        state.Restore(_header.Origin.Position, _header.Events);
        views = new Views(state);
        return true;
    }

    private CheckpointRefusal? ReadInto(LedgerState state, CancellationToken cancellation)
    {
        var sections = StateSections.Of(state);
        if (!sections.Select(s => (s.Name, s.ElementSize)).SequenceEqual(_header.Sections.Select(s => (s.Name, s.ElementSize))))
            return new CheckpointRefusal(CheckpointProblem.OtherCode, "has other sections than this version of the code");
        if (_header.Sections.FirstOrDefault(s => s.Length < 0 || s.Length % s.ElementSize != 0) is { } impossible)
            return Damaged($"has a section {impossible.Name} of {impossible.Length} bytes");
        if (_stream.CanSeek && Expected() is var expected && _stream.Length - _stream.Position != expected)
            return Damaged($"has {_stream.Length - _stream.Position} bytes after its header, not {expected}");

        var total = new XxHash3();
        total.Append(_headerBytes);
        var input = new SectionInput(_stream, cancellation);
        Span<byte> hash = stackalloc byte[sizeof(ulong)];
        // One after another beside the reading: lists need names, and there are two cores.
        var settled = Task.CompletedTask;
        CheckpointRefusal? refusal = null;
        var name = "";
        try
        {
            for (var i = 0; i < sections.Count && refusal is null; i++)
            {
                var section = sections[i];
                name = section.Name;
                input.Begin(_header.Sections[i].Length);
                section.Read(input);
                if (!input.End(out var sectionHash)) refusal = Damaged($"has a damaged section {name}");
                BinaryPrimitives.WriteUInt64LittleEndian(hash, sectionHash);
                total.Append(hash);
                if (refusal is null) settled = SettleAfter(settled, section);
            }

            if (refusal is null)
            {
                name = "at its end";
                _stream.ReadExactly(hash);
                if (BinaryPrimitives.ReadUInt64LittleEndian(hash) != total.GetCurrentHashAsUInt64() || _stream.ReadByte() != -1)
                    refusal = Damaged("is damaged at its end");
            }
        }
        catch (EndOfStreamException)
        {
            refusal = Damaged($"ends early, in the section {name}");
        }
        catch (OverflowException)
        {
            refusal = Damaged($"has a section {name} that is too long");
        }

        try
        {
            settled.GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is FormatException or ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            refusal ??= Damaged($"holds what no state has: {e.Message}");
        }

        return refusal;
    }

    private static Task SettleAfter(Task before, Section section) => Task.Run(async () =>
    {
        await before;
        section.Settle();
    });

    private long Expected() => _header.Sections.Sum(s => s.Length + sizeof(ulong)) + sizeof(ulong);

    private static CheckpointRefusal Damaged(string reason) => new(CheckpointProblem.Damaged, reason);
}
