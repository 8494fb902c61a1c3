using Reports.Service.Protocol.Reading;

namespace Reports.Service.Protocol.PersistentSubscriptions;

/// <summary>Which events of the whole log a group wants.</summary>
/// <param name="Regex">Empty for none: then the prefixes count.</param>
internal sealed record GroupFilter(FilterSubject Subject, string Regex, IReadOnlyList<string> Prefixes)
{
    /// <exception cref="ArgumentException">It is not one that readers may have.</exception>
    public EventSelection Selection() =>
        Regex.Length > 0 ? EventSelection.Matching(Subject, Regex) : EventSelection.StartsWith(Subject, Prefixes);
}
