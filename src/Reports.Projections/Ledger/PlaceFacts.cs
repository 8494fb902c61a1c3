namespace Reports.Projections.Ledger;

/// <summary>What is reported about control of one place, in the order of <see cref="ControlStatus.ControlRules"/>.</summary>
internal sealed class PlaceFacts
{
    /// <summary>Asserted and alleged holds, took, left, entered.</summary>
    public OrderedPostings Claims { get; } = new();

    /// <summary>Those of the claims that cover more than their first day.</summary>
    public OrderedPostings Spanning { get; } = new();

    /// <summary>Sieges, denials, expectations and conditions: what stands beside the claims.</summary>
    public OrderedPostings Layers { get; } = new();

    /// <summary>Statements of evacuations from the place, in log order.</summary>
    public List<int> Evacuations { get; } = [];

    /// <summary>Origins that ever claimed something here; bounds the backward search.</summary>
    public HashSet<int> Origins { get; } = [];

    public bool IsDirty { get; set; }
}
