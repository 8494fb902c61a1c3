using System.IO.Hashing;
using Reports.Projections;
using Reports.Projections.Checkpoints;

namespace Reports.Service.Ledgers;

/// <summary>The live views and those rebuilt from the log alone, at one position.</summary>
/// <param name="Position">The position of both.</param>
/// <param name="Live">A digest of everything that the live views hold.</param>
/// <param name="Rebuilt">The same of the rebuilt ones.</param>
/// <param name="IsSwapped">True when the rebuilt views are the live ones now.</param>
public sealed record RebuildComparison(long Position, UInt128 Live, UInt128 Rebuilt, bool IsSwapped)
{
    /// <summary>False when the live views had gone wrong: the rebuilt ones are right, for they come from the log alone.</summary>
    public bool IsEqual => Live == Rebuilt;

    internal static async Task<UInt128> DigestAsync(Views views, CancellationToken cancellation)
    {
        await using var digest = new DigestStream();
        await views.SaveAsync(digest, new CheckpointOrigin(views.Position, 0, Guid.Empty), cancellation);
        return digest.Hash;
    }

    /// <summary>Hashes what is written to it, and keeps none of it.</summary>
    private sealed class DigestStream : Stream
    {
        private readonly XxHash128 _hash = new();

        public UInt128 Hash => _hash.GetCurrentHashAsUInt128();

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Write(byte[] buffer, int offset, int count) => _hash.Append(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer) => _hash.Append(buffer);

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
