using System.Text;
using Reports.Domain.Time;
using Reports.Projections.Symbols;

namespace Reports.Projections.Ledger;

/// <summary>Valid times by number: the same text is parsed once, however many facts have it.</summary>
internal sealed class TimeTable
{
    /// <summary>Null until somebody asks, after a checkpoint was loaded: a start asks for few of them.</summary>
    private ValidTime?[] _times = new ValidTime?[256];

    public Utf8Symbols Texts { get; } = new();

    /// <summary>Two readers may both parse a time that nobody asked for before; they get equal ones.</summary>
    public ValidTime this[int number] => _times[number] ??= ValidTime.Parse(Texts.Text(number));

    public int Intern(ReadOnlySpan<byte> edtf)
    {
        var number = Texts.Intern(edtf);
        if (number >= _times.Length) Array.Resize(ref _times, _times.Length * 2);
        _times[number] ??= ValidTime.Parse(Encoding.UTF8.GetString(edtf));
        return number;
    }

    /// <summary>Makes room for the times of <see cref="Texts"/> after they were loaded.</summary>
    internal void Reparse() => _times = new ValidTime?[Math.Max(256, Texts.Count)];
}
