using Reports.Domain.Gazetteer;
using Reports.Projections.ControlStatus;

namespace Reports.Service.Pages.Map;

/// <summary>A district on a map: an area where its boundary is known, a point otherwise.</summary>
/// <param name="Name">As the label has it.</param>
/// <param name="Point">Where it is, where no boundary is known.</param>
/// <param name="Rings">The boundary: outer rings and holes, longitude and latitude in degrees; empty for none.</param>
public sealed record MapFeature(ControlStatusView View, string Name, GeoPoint? Point, IReadOnlyList<IReadOnlyList<GeoPoint>> Rings)
{
    /// <summary>Every position that the map must have room for.</summary>
    public IEnumerable<GeoPoint> Positions => Rings.Count > 0 ? Rings.SelectMany(r => r) : Point is { } point ? [point] : [];

    public bool IsArea => Rings.Count > 0;
}
