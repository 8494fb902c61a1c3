namespace Reports.Projections.Ledger;

internal enum FactKind
{
    Control = 0,
    Figure = 1,
    Incident = 2,
}

/// <summary>Names a fact of any kind in 32 bits: two for its kind, thirty for its number.</summary>
internal readonly record struct FactRef(int Value)
{
    public const int NoneValue = -1;

    public const int MaxIndex = (1 << 30) - 1;

    public static readonly FactRef None = new(NoneValue);

    public FactRef(FactKind kind, int index)
        : this(((int)kind << 30) | index)
    {
    }

    public bool IsNone => Value == NoneValue;

    public FactKind Kind => (FactKind)((uint)Value >> 30);

    public int Index => Value & MaxIndex;
}
