using Reports.Domain.Facts;
using Reports.Domain.Gazetteer;
using Reports.Domain.Grades;
using Reports.Domain.Time;

namespace Reports.Benchmarks.Generation;

/// <summary>Who speaks and of whom: outlets and origins by Zipf's law, holders that change slowly and are named wrongly at times.</summary>
public sealed class Voices
{
    private readonly Scene _scene;
    private readonly Random _random;
    private readonly Zipf _districts;
    private readonly Zipf _origins;
    private readonly Zipf _outlets;
    private readonly int[] _holders;

    public Voices(Scene scene, Random random)
    {
        _scene = scene;
        _random = random;
        _districts = new Zipf(scene.Districts.Length);
        _origins = new Zipf(scene.Origins.Length);
        _outlets = new Zipf(scene.Outlets.Length);
        _holders = [.. scene.Districts.Select(_ => random.Next(scene.Roots.Length))];
    }

    public int District() => _districts.Draw(_random);

    public Outlet Outlet() => _scene.Outlets[_outlets.Draw(_random)];

    public ControlFact Control(string key, int place, Day on, Wording wording)
    {
        var isChange = _random.Next(100) < 2;
        if (isChange) _holders[place] = _random.Next(_scene.Roots.Length);
        var isWrong = _random.Next(100) < 6;
        var party = isWrong ? _random.Next(_scene.Roots.Length) : _holders[place];
        var actor = _random.Next(100) < 70 ? _scene.Roots[party] : _scene.Groups[(party * 8) + _random.Next(8)];
        var relation = isChange ? Relation.Took : _random.Next(100) switch
        {
            < 70 => Relation.Holds,
            < 78 => Relation.Took,
            < 84 => Relation.Left,
            < 92 => Relation.Besieges,
            _ => Relation.Entered,
        };
        return Common(new ControlFact
        {
            Key = key,
            Place = _scene.Districts[place].Id,
            Actor = actor.Id,
            Relation = relation,
            On = wording.Time(on, relation is Relation.Holds or Relation.Besieges),
            Extent = _random.Next(100) switch { < 60 => Extent.Unstated, < 80 => Extent.Whole, < 95 => Extent.Part, _ => Extent.Pocket },
        });
    }

    /// <summary>Adds what facts of every kind have: a chain, a stance, a grade, a locator.</summary>
    public T Common<T>(T fact)
        where T : Fact
    {
        var by = _random.Next(100) switch
        {
            < 35 => Attribution.OwnVoice,
            < 90 => new Attribution([_scene.Origins[_origins.Draw(_random)].Id]),
            < 97 => new Attribution([_scene.Origins[_origins.Draw(_random)].Id, _scene.Origins[_origins.Draw(_random)].Id]),
            _ => new Attribution([], Lost: true),
        };
        // A chain does not name one voice twice.
        if (by.Speakers.Length == 2 && by.Speakers[0] == by.Speakers[1]) by = new Attribution([by.Speakers[0]]);
        var from = _random.Next(200);
        return fact with
        {
            By = by,
            Stance = _random.Next(100) switch { < 93 => Stance.Asserted, < 95 => Stance.Denied, < 97 => Stance.Alleged, < 99 => Stance.Expected, _ => Stance.Conditional },
            Grade = _random.Next(100) < 20 ? Grade.FromByte((byte)_random.Next(1, 37)) : null,
            At = new Locator(_random.Next(1, 40), _random.Next(100) < 60 ? (from, from + _random.Next(20, 200)) : null),
        };
    }
}
