namespace Reports.Projections.Ledger;

/// <summary>What is reported about control of one place, in the order of <see cref="ControlStatus.ControlOrder"/>.</summary>
internal sealed class PlaceFacts
{
    /// <summary>Asserted and alleged holds, took, left, entered, none later than its publication.</summary>
    public OrderedPostings Claims { get; } = new();

    /// <summary>Sieges and denials, none later than its publication.</summary>
    public OrderedPostings Layers { get; } = new();

    /// <summary>Claims, sieges and denials dated ahead of their publication.</summary>
    public OrderedPostings Ahead { get; } = new();

    /// <summary>Expectations and conditions.</summary>
    public OrderedPostings Expected { get; } = new();

    /// <summary>Those of the claims and layers that cover more than their first day.</summary>
    public SpanPostings Spanning { get; } = new();

    /// <summary>Statements of evacuations from the place, in the order of <see cref="EvacuationOrder"/>.</summary>
    public SpanPostings Evacuations { get; } = new();

    /// <summary>Every control fact once, by kind.</summary>
    public IReadOnlyList<OrderedPostings> Controls => [Claims, Layers, Ahead, Expected];

    public IReadOnlyList<SpanPostings> Spans => [Spanning, Evacuations];

    /// <summary>Origins that ever claimed something here; bounds the backward search.</summary>
    public HashSet<int> Origins { get; } = [];

    /// <summary>The least last day of any denial here; <see cref="int.MaxValue"/> for none. What is older is over once every origin has spoken since.</summary>
    public int FirstDenial { get; set; } = int.MaxValue;

    public bool IsDirty { get; set; }
}
