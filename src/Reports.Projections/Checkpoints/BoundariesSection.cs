using System.Collections.Immutable;
using System.Runtime.InteropServices;
using NodaTime;
using Reports.Domain.Gazetteer;
using Reports.Projections.Ledger;

namespace Reports.Projections.Checkpoints;

/// <summary>Every boundary that was drawn, with its position, in log order: of each ring the number of positions, then its coordinates.</summary>
internal sealed class BoundariesSection(LedgerState state) : RecordsSection("Boundaries")
{
    protected override void Take(BinaryReader reader) =>
        state.Boundaries.Add(reader.ReadInt64(), new PlaceBoundary
        {
            Place = reader.ReadString(),
            Source = reader.ReadString(),
            Licence = reader.ReadBoolean() ? reader.ReadString() : null,
            ValidOn = reader.ReadBoolean() ? new LocalDate(reader.ReadInt32(), reader.ReadByte(), reader.ReadByte()) : null,
            Geometry = Polygons(reader),
        });

    protected override void Put(BinaryWriter writer)
    {
        foreach (var (position, boundary) in state.Boundaries.Drawn)
        {
            writer.Write(position);
            writer.Write(boundary.Place);
            writer.Write(boundary.Source);
            writer.Write(boundary.Licence is not null);
            if (boundary.Licence is { } licence) writer.Write(licence);
            writer.Write(boundary.ValidOn is not null);
            if (boundary.ValidOn is { } day)
            {
                writer.Write(day.Year);
                writer.Write((byte)day.Month);
                writer.Write((byte)day.Day);
            }

            writer.Write(boundary.Geometry.Polygons.Length);
            foreach (var polygon in boundary.Geometry.Polygons)
            {
                writer.Write(polygon.Length);
                foreach (var ring in polygon)
                {
                    writer.Write(ring.Count);
                    writer.Write(MemoryMarshal.AsBytes(ring.Coordinates.AsSpan()));
                }
            }
        }
    }

    private static GeoPolygons Polygons(BinaryReader reader)
    {
        var polygons = ImmutableArray.CreateBuilder<ImmutableArray<GeoRing>>(reader.ReadInt32());
        while (polygons.Count < polygons.Capacity)
        {
            var rings = ImmutableArray.CreateBuilder<GeoRing>(reader.ReadInt32());
            while (rings.Count < rings.Capacity) rings.Add(Ring(reader));
            polygons.Add(rings.MoveToImmutable());
        }

        return GeoPolygons.TryCreate(polygons.MoveToImmutable(), out var made, out var problem) ? made! : throw new FormatException($"has a boundary of which {problem}");
    }

    private static GeoRing Ring(BinaryReader reader)
    {
        var coordinates = new int[2 * reader.ReadInt32()];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(coordinates.AsSpan()));
        return GeoRing.TryCreate(ImmutableCollectionsMarshal.AsImmutableArray(coordinates), out var ring, out var problem) ? ring! : throw new FormatException($"has a ring of which {problem}");
    }
}
