using System.Collections.Immutable;
using System.Globalization;
using Reports.Domain.Gazetteer;

namespace Reports.Benchmarks.Generation;

/// <summary>The places, actors and outlets of a generated ledger. The same size and seed give the same scene.</summary>
public sealed class Scene
{
    private const int Governorates = 14;
    private const int Speakers = 300;
    private const int OutletCount = 80;
    private const int FewestDistricts = 2_000;
    private const int MostDistricts = 8_000;

    private static readonly string[] First = ["kafr", "deir", "tell", "ain", "bab", "khan", "jisr", "wadi", "beit", "qal", "umm", "ras"];
    private static readonly string[] Second = ["hama", "zor", "nouba", "sour", "batna", "maar", "rasta", "sara", "dara", "lata", "mish", "houl", "shay", "qara"];
    private static readonly string[] Third = ["yin", "iya", "oun", "eh", "at", "ani", "ura", "ein"];

    /// <param name="facts">Facts of the ledger: more of them are about more districts, 2,000 to 8,000.</param>
    /// <param name="random">Seeded.</param>
    public Scene(long facts, Random random)
    {
        var count = (int)Math.Clamp(facts / 250, FewestDistricts, MostDistricts);
        Districts = [.. Enumerable.Range(0, count).Select(i => District(i, random))];
        Roots = [.. ((string[])["government", "opposition", "caliphate", "northern-forces"]).Select(id => Actor(id, "armed-group", null))];
        Groups = [.. Roots.SelectMany(r => Enumerable.Range(1, 8).Select(n => Actor($"{r.Id}-brigade-{n}", "armed-group", r.Id)))];
        Origins = [.. Enumerable.Range(1, Speakers).Select(n => Actor(
            $"{(n % 5 == 0 ? "agency" : n % 3 == 0 ? "monitor" : "activist")}-{n}", n % 5 == 0 ? "agency" : n % 3 == 0 ? "monitor" : "person",
            null, affiliation: n % 2 == 0 ? Roots[n % Roots.Length].Id : null))];
        Outlets = [.. Enumerable.Range(1, OutletCount).Select(n => new Outlet
        {
            Id = $"outlet-daily-{n}",
            Name = $"The Daily {n}",
            Country = "sy",
            Language = n % 3 == 0 ? "ar" : "en",
            Affiliation = n % 4 == 0 ? Roots[n % Roots.Length].Id : null,
        })];
        Places =
        [
            new Place { Id = "country", Name = "Country", Kind = "country" },
            .. Enumerable.Range(0, Governorates).Select(n => new Place
            {
                Id = Governorate(n), Name = string.Create(CultureInfo.InvariantCulture, $"Governorate {n}"), Kind = "governorate", Within = "country",
            }),
            .. Districts,
        ];
    }

    /// <summary>By rank: the first is reported on most.</summary>
    public ImmutableArray<Place> Districts { get; }

    /// <summary>The districts and what they lie in, wholes before parts.</summary>
    public ImmutableArray<Place> Places { get; }

    /// <summary>The parties.</summary>
    public ImmutableArray<Actor> Roots { get; }

    /// <summary>Parts of the parties.</summary>
    public ImmutableArray<Actor> Groups { get; }

    /// <summary>Who speaks without holding ground.</summary>
    public ImmutableArray<Actor> Origins { get; }

    public ImmutableArray<Outlet> Outlets { get; }

    private static Place District(int rank, Random random)
    {
        var name = $"{First[random.Next(First.Length)]}-{Second[random.Next(Second.Length)]}{Third[random.Next(Third.Length)]}";
        return new Place
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"{name}-{rank}"),
            Name = string.Create(CultureInfo.InvariantCulture, $"{name} {rank}"),
            Kind = "district",
            Within = Governorate(random.Next(Governorates)),
            Point = new GeoPoint(32 + Math.Round(random.NextDouble() * 5, 4), 36 + Math.Round(random.NextDouble() * 6, 4)),
        };
    }

    private static string Governorate(int number) => string.Create(CultureInfo.InvariantCulture, $"governorate-{number}");

    private static Actor Actor(string id, string kind, string? within, string? affiliation = null) => new()
    {
        Id = id,
        Name = id.Replace('-', ' '),
        Kind = kind,
        Within = within,
        Affiliation = affiliation,
    };
}
