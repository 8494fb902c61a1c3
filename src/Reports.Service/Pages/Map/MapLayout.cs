using Reports.Domain.Gazetteer;

namespace Reports.Service.Pages.Map;

/// <summary>
/// Where things stand on a map: marks that would cover one another are moved apart, with a line to where they belong, and names are
/// written where there is room. A function of the features alone, in their order.
/// </summary>
internal sealed class MapLayout
{
    public const double Radius = 9;

    private const double Width = 960, MostHeight = 560, Gap = 2, LetterWidth = 6.6, LineHeight = 14;
    private const int MostMovable = 400, Rounds = 80, LongestName = 26;

    public MapLayout(IReadOnlyList<MapFeature> features)
    {
        Projection = new MapProjection(features.SelectMany(f => f.Corners), Width, MostHeight);
        var marks = features.Select(f => new Mark(f, Projection.At(Centre(f)))).ToList();
        var points = marks.FindAll(m => !m.Feature.IsArea);
        if (points.Count <= MostMovable) Separate(points);
        Name(marks);
        Marks = marks;
    }

    public MapProjection Projection { get; }

    public IReadOnlyList<Mark> Marks { get; }

    private static GeoPoint Centre(MapFeature feature)
    {
        if (feature.Boundary is not { } area) return feature.Point!.Value;
        // The middle of its largest part.
        var ring = area.Polygons.Select(p => p[0]).MaxBy(r => r.SignedArea)!.Coordinates;
        var (west, east, south, north) = (int.MaxValue, int.MinValue, int.MaxValue, int.MinValue);
        for (var i = 0; i < ring.Length; i += 2)
        {
            (west, east) = (Math.Min(west, ring[i]), Math.Max(east, ring[i]));
            (south, north) = (Math.Min(south, ring[i + 1]), Math.Max(north, ring[i + 1]));
        }

        return MapFeature.Degrees((south + (double)north) / 2, (west + (double)east) / 2);
    }

    private void Separate(List<Mark> marks)
    {
        const double apart = (2 * Radius) + Gap;
        for (var round = 0; round < Rounds; round++)
        {
            var hasMoved = false;
            for (var i = 0; i < marks.Count; i++)
                for (var j = i + 1; j < marks.Count; j++)
                {
                    var (a, b) = (marks[i], marks[j]);
                    var (dx, dy) = (b.X - a.X, b.Y - a.Y);
                    var distance = Math.Sqrt((dx * dx) + (dy * dy));
                    if (distance >= apart) continue;
                    // Two at one place part in a direction that their order gives.
                    if (distance < 0.01) (dx, dy, distance) = (Math.Cos(j), Math.Sin(j), 1);
                    var push = (apart - Math.Min(distance, apart)) / 2 / distance;
                    a.Move(-dx * push, -dy * push, Projection);
                    b.Move(dx * push, dy * push, Projection);
                    hasMoved = true;
                }

            if (!hasMoved) return;
        }
    }

    private void Name(List<Mark> marks)
    {
        var taken = marks.Where(m => !m.Feature.IsArea).Select(m => new Box(m.X - Radius, m.Y - Radius, m.X + Radius, m.Y + Radius)).ToList();
        foreach (var mark in marks.OrderByDescending(m => m.Feature.View.Status is Projections.ControlStatus.StatusKind.Disputed or Projections.ControlStatus.StatusKind.Contested))
        {
            var name = mark.Feature.Name.Length <= LongestName ? mark.Feature.Name : mark.Feature.Name[..(LongestName - 1)] + "…";
            var length = name.Length * LetterWidth;
            foreach (var (anchor, dx, dy) in mark.Feature.IsArea ? s_within : s_beside)
            {
                var (x, y) = (mark.X + dx, mark.Y + dy);
                var left = anchor switch { "start" => x, "end" => x - length, _ => x - (length / 2) };
                var box = new Box(left, y - LineHeight + 3, left + length, y + 3);
                if (box.Left < 0 || box.Right > Width || box.Top < 0 || box.Bottom > Projection.Height || taken.Exists(box.Meets)) continue;
                taken.Add(box);
                mark.Label = new Label(name, x, y, anchor);
                break;
            }
        }
    }

    private static readonly (string Anchor, double X, double Y)[] s_beside =
        [("start", Radius + 4, 4), ("end", -Radius - 4, 4), ("middle", 0, -Radius - 5), ("middle", 0, Radius + LineHeight)];

    private static readonly (string Anchor, double X, double Y)[] s_within = [("middle", 0, 4), ("middle", 0, -10), ("middle", 0, 18)];

    /// <summary>A feature on the picture.</summary>
    internal sealed class Mark(MapFeature feature, (double X, double Y) home)
    {
        public MapFeature Feature { get; } = feature;

        public (double X, double Y) Home { get; } = home;

        public double X { get; private set; } = home.X;

        public double Y { get; private set; } = home.Y;

        public bool IsMoved => Math.Abs(X - Home.X) + Math.Abs(Y - Home.Y) > Radius;

        /// <summary>Null where there was no room.</summary>
        public Label? Label { get; set; }

        public void Move(double dx, double dy, MapProjection within) =>
            (X, Y) = (Math.Clamp(X + dx, Radius + 1, within.Width - Radius - 1), Math.Clamp(Y + dy, Radius + 1, within.Height - Radius - 1));
    }

    internal sealed record Label(string Text, double X, double Y, string Anchor);

    private readonly record struct Box(double Left, double Top, double Right, double Bottom)
    {
        public bool Meets(Box other) => Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;
    }
}
