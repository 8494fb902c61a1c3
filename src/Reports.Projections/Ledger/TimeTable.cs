using System.Text;
using Reports.Domain.Time;
using Reports.Projections.Symbols;

namespace Reports.Projections.Ledger;

/// <summary>Valid times by number: the same text is parsed once, however many facts have it.</summary>
internal sealed class TimeTable
{
    private readonly List<ValidTime> _times = [];

    public Utf8Symbols Texts { get; } = new();

    public ValidTime this[int number] => _times[number];

    public int Intern(ReadOnlySpan<byte> edtf)
    {
        var number = Texts.Intern(edtf);
        if (number == _times.Count) _times.Add(ValidTime.Parse(Encoding.UTF8.GetString(edtf)));
        return number;
    }

    internal void Reparse()
    {
        _times.Clear();
        for (var i = 0; i < Texts.Count; i++) _times.Add(ValidTime.Parse(Texts.Text(i)));
    }
}
