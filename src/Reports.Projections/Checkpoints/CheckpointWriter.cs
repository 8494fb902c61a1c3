using System.Buffers.Binary;
using System.IO.Hashing;
using Reports.Projections.Ledger;

namespace Reports.Projections.Checkpoints;

/// <summary>Writes a state: the header, each section followed by its XXH3, and the XXH3 of all of those at the end.</summary>
internal static class CheckpointWriter
{
    public static void Write(LedgerState state, CheckpointOrigin origin, Stream stream, CancellationToken cancellation)
    {
        if (origin.Position != state.Position)
            throw new ArgumentException($"the views are at position {state.Position}, not {origin.Position}", nameof(origin));
        var sections = StateSections.Of(state);
        var header = new CheckpointHeader(
            StateSections.Code, origin, state.EventCount,
            [.. sections.Select(s => new CheckpointHeader.Entry(s.Name, s.ElementSize, s.Length))]).ToBytes();
        stream.Write(header);
        var total = new XxHash3();
        total.Append(header);
        var output = new SectionOutput(stream, cancellation);
        Span<byte> hash = stackalloc byte[sizeof(ulong)];
        foreach (var section in sections)
        {
            section.Write(output);
            if (output.Written != section.Length)
                throw new InvalidOperationException($"the section {section.Name} has {output.Written} bytes where {section.Length} were announced");
            BinaryPrimitives.WriteUInt64LittleEndian(hash, output.End());
            total.Append(hash);
        }

        BinaryPrimitives.WriteUInt64LittleEndian(hash, total.GetCurrentHashAsUInt64());
        stream.Write(hash);
    }
}
