namespace Reports.Projections.Ledger;

/// <summary>What is reported about control of one place, in the order of <see cref="ControlStatus.ControlRules"/>.</summary>
internal sealed class PlaceFacts
{
    /// <summary>Asserted and alleged holds, took, left, entered, none later than its publication.</summary>
    public OrderedPostings Claims { get; } = new();

    /// <summary>Those of the claims and layers that cover more than their first day.</summary>
    public OrderedPostings Spanning { get; } = new();

    /// <summary>Claims dated ahead of their publication.</summary>
    public OrderedPostings Ahead { get; } = new();

    /// <summary>Sieges and denials.</summary>
    public OrderedPostings Layers { get; } = new();

    /// <summary>Expectations and conditions.</summary>
    public OrderedPostings Expected { get; } = new();

    /// <summary>All of the postings, for what is done to each.</summary>
    public IEnumerable<OrderedPostings> All => [Claims, Spanning, Ahead, Layers, Expected];

    /// <summary>Statements of evacuations from the place, in log order.</summary>
    public List<int> Evacuations { get; } = [];

    /// <summary>Origins that ever claimed something here; bounds the backward search.</summary>
    public HashSet<int> Origins { get; } = [];

    public bool IsDirty { get; set; }
}
