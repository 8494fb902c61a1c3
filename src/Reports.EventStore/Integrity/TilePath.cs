using System.Globalization;
using System.Text;

namespace Reports.EventStore.Integrity;

/// <summary>Where the tiles of a tree stand (C2SP tlog-tiles).</summary>
public static class TilePath
{
    /// <summary>Hashes of a full tile.</summary>
    public const int Width = 1 << MerkleFrontier.TileHeight;

    /// <summary><c>tile/L/N</c>, with <c>.p/W</c> for a tile that is not full.</summary>
    /// <param name="level">0 for leaves; 0 to 7.</param>
    /// <param name="index">The tile's number within its level.</param>
    /// <param name="width">Hashes in it, 1 to 256.</param>
    public static string OfHashes(int level, long index, int width = Width) =>
        string.Create(CultureInfo.InvariantCulture, $"tile/{level}/{Number(index, width)}");

    /// <summary><c>tile/entries/N</c>, with <c>.p/W</c> for a bundle that is not full.</summary>
    public static string OfEntries(long index, int width = Width) => $"tile/entries/{Number(index, width)}";

    /// <summary>Three digits for each folder, all but the last behind an x: 1234067 is x001/x234/067.</summary>
    private static string Number(long index, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, Width);
        var path = new StringBuilder((index % 1000).ToString("000", CultureInfo.InvariantCulture));
        for (index /= 1000; index > 0; index /= 1000) path.Insert(0, string.Create(CultureInfo.InvariantCulture, $"x{index % 1000:000}/"));
        if (width < Width) path.Append(CultureInfo.InvariantCulture, $".p/{width}");
        return path.ToString();
    }
}
