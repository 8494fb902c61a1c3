using Reports.Domain.Gazetteer;

namespace Reports.Service.Pages.Map;

/// <summary>
/// From degrees to places on a picture that is fitted to what it shows: equirectangular, true to scale at the middle latitude. Over a
/// country the error is below what such a picture can show.
/// </summary>
internal sealed class MapProjection
{
    private const double Margin = 36;
    private const double LeastDegrees = 0.02;
    private const double KilometresPerDegree = 111.32;

    private static readonly int[] s_round = [5, 2, 1];

    private readonly double _west, _north, _scale, _left, _top, _squeeze;

    /// <param name="positions">What is to be seen; at least one.</param>
    /// <param name="width">Of the picture, in its units.</param>
    /// <param name="mostHeight">The picture is lower where less is needed.</param>
    public MapProjection(IEnumerable<GeoPoint> positions, double width, double mostHeight)
    {
        var (south, west, north, east) = (90.0, 180.0, -90.0, -180.0);
        foreach (var (lat, lon) in positions)
        {
            (south, north) = (Math.Min(south, lat), Math.Max(north, lat));
            (west, east) = (Math.Min(west, lon), Math.Max(east, lon));
        }

        _squeeze = Math.Max(0.05, Math.Cos((south + north) / 2 * Math.PI / 180));
        var (across, down) = (Math.Max((east - west) * _squeeze, LeastDegrees), Math.Max(north - south, LeastDegrees));
        _scale = Math.Min((width - (2 * Margin)) / across, (mostHeight - (2 * Margin)) / down);
        Width = width;
        Height = Math.Max((down * _scale) + (2 * Margin), Math.Min(240, mostHeight));
        (_west, _north) = (west, north);
        _left = (width - ((east - west) * _squeeze * _scale)) / 2;
        _top = (Height - ((north - south) * _scale)) / 2;
    }

    public double Width { get; }

    public double Height { get; }

    public (double X, double Y) At(GeoPoint point) => (_left + ((point.Lon - _west) * _squeeze * _scale), _top + ((_north - point.Lat) * _scale));

    /// <summary>A round number of kilometres, and how long it is on the picture: at most a quarter of it.</summary>
    public (int Kilometres, double Length) ScaleBar
    {
        get
        {
            var unit = _scale / KilometresPerDegree;
            var rough = Width / 4 / unit;
            var power = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(rough, 1))));
            var round = s_round.Select(m => m * power).First(m => m <= Math.Max(rough, 1));
            return ((int)round, round * unit);
        }
    }
}
