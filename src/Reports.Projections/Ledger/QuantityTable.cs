using System.Text;
using Reports.Domain.Quantities;
using Reports.Projections.Symbols;

namespace Reports.Projections.Ledger;

/// <summary>Quantities by number: the same phrase is parsed once.</summary>
internal sealed class QuantityTable
{
    private readonly List<Quantity> _quantities = [];

    public Utf8Symbols Texts { get; } = new();

    public Quantity this[int number] => _quantities[number];

    public int Intern(ReadOnlySpan<byte> phrase)
    {
        var number = Texts.Intern(phrase);
        if (number == _quantities.Count) _quantities.Add(Quantity.Parse(Encoding.UTF8.GetString(phrase)));
        return number;
    }

    internal void Reparse()
    {
        _quantities.Clear();
        for (var i = 0; i < Texts.Count; i++) _quantities.Add(Quantity.Parse(Texts.Text(i)));
    }
}
