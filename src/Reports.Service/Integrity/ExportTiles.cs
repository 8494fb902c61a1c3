using System.Buffers.Binary;
using MediatR;
using Reports.EventStore.Integrity;
using Reports.EventStore.Log;
using Reports.Service.Access;
using Reports.Service.Queries;

namespace Reports.Service.Integrity;

/// <summary>
/// Writes the log as static files that any web server can give out (C2SP tlog-tiles): <c>checkpoint</c>, the tiles of the tree, and
/// the entries in bundles; as of the latest signed checkpoint, with the rotations of the key that signs them.
/// </summary>
/// <param name="Folder">Where to; what it has of an earlier export is left, or replaced by what grew out of it.</param>
[Needs(Permission.Manage)]
public sealed record ExportTiles(IEventLog Log, IntegrityFiles Files, string Folder, IProgress<long>? Progress = null) : IRequest<TilesExported>;

/// <param name="Signed">The checkpoint that was exported.</param>
/// <param name="Written">Files that were written.</param>
public sealed record TilesExported(SignedCheckpoint Signed, int Written);

internal sealed class ExportTilesHandler : IRequestHandler<ExportTiles, TilesExported>
{
    public async Task<TilesExported> Handle(ExportTiles request, CancellationToken cancellationToken)
    {
        var signed = request.Files.History.Latest()
            ?? throw new RefusedException("there is no checkpoint yet to be exported: 'reports checkpoint' signs one");
        var size = signed.Checkpoint.Size;
        using var tree = LogTree.OpenToRead(request.Log, request.Files.Tiles);
        if (tree.Size < size) await tree.CatchUpAsync(null, cancellationToken);
        if (tree.Size < size || tree.Proofs.RootAt(size) != signed.Checkpoint.Root)
            throw new LogDamagedException($"the log does not follow from the checkpoint of size {size}: nothing is exported; 'reports verify' names what was changed");
        var written = await WriteEntriesAsync(request, tree, size, cancellationToken);
        for (var (level, count) = (0, size); count > 0; level++, count >>= MerkleFrontier.TileHeight)
            for (var index = 0L; index * TilePath.Width < count; index++)
            {
                var width = (int)Math.Min(TilePath.Width, count - (index * TilePath.Width));
                written += Write(request.Folder, TilePath.OfHashes(level, index, width), tree.Tile(level, index, width)) ? 1 : 0;
            }

        // Whoever trusts an earlier key follows them to the one that signed the checkpoint.
        foreach (var (name, note) in request.Files.History.RotationNotes()) written += Write(request.Folder, name, note) ? 1 : 0;
        // Last, so that whoever fetches it finds everything that it needs.
        written += Write(request.Folder, "checkpoint", signed.Note.ToUtf8()) ? 1 : 0;
        return new TilesExported(signed, written);
    }

    private static async Task<int> WriteEntriesAsync(ExportTiles request, LogTree tree, long size, CancellationToken cancellation)
    {
        var bundle = new MemoryStream();
        var entry = new byte[sizeof(ushort) + LogEntry.MaxBytes];
        var (number, written) = (0L, 0);
        await foreach (var page in request.Log.ReadAllAsync(default, cancellation))
        {
            foreach (var recorded in page.Events.ToArray())
            {
                if (number == size) break;
                var length = LogEntry.Write(recorded, ++number, entry.AsSpan(sizeof(ushort)));
                if (MerkleHash.OfLeaf(entry.AsSpan(sizeof(ushort), length)) != tree.Leaf(number - 1))
                    throw new LogDamagedException($"the event at position {recorded.Position} is not the one that was signed: 'reports verify' names what was changed");
                BinaryPrimitives.WriteUInt16BigEndian(entry, (ushort)length);
                bundle.Write(entry, 0, sizeof(ushort) + length);
                if (number % TilePath.Width != 0 && number != size) continue;
                var first = (number - 1) / TilePath.Width;
                written += Write(request.Folder, TilePath.OfEntries(first, (int)(number - (first * TilePath.Width))), bundle.GetBuffer().AsSpan(0, (int)bundle.Length)) ? 1 : 0;
                bundle.SetLength(0);
            }

            request.Progress?.Report(number);
            if (number == size) break;
        }

        return written;
    }

    /// <summary>True when the file was not there with the same bytes.</summary>
    private static bool Write(string folder, string name, ReadOnlySpan<byte> content)
    {
        var path = Path.Combine(folder, Path.Combine(name.Split('/')));
        if (File.Exists(path) && new FileInfo(path).Length == content.Length && content.SequenceEqual(File.ReadAllBytes(path))) return false;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return true;
    }
}
