namespace Reports.Service.Pages.Frame;

/// <summary>The parts of a cut that a reader asked for, as they were written; null for those that were left to what is now.</summary>
public sealed record AskedCut(string? On = null, string? PublishedBy = null, string? At = null, string? RecordedBy = null, string? Policy = null)
{
    /// <summary>True while what is recorded from now on shows on the page.</summary>
    public bool IsOpen => At is null && RecordedBy is null;

    /// <summary>As parameters of a query, in the order in which addresses have them.</summary>
    public IEnumerable<(string Name, string? Value)> Parameters =>
        [("on", On), ("publishedBy", PublishedBy), ("at", At), ("recordedBy", RecordedBy), ("policy", Policy)];
}
