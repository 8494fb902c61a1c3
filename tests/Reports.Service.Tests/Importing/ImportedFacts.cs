using Reports.Domain.Facts;
using Reports.EventStore.Events;
using Reports.Service.Appending;
using Reports.Service.Coding;
using Reports.Service.Ingest;

namespace Reports.Service.Tests.Importing;

/// <summary>What an import recorded, read as the source files that would have reported it.</summary>
internal static class ImportedFacts
{
    /// <summary>Every source of the ledger, and every fact of it, passes the checks that a file passes, and reads the same.</summary>
    public static async Task<int> AssertValidAsync(Workspace workspace)
    {
        using var serializer = new EventSerializer();
        var names = new ExactNames(new LedgerNames(workspace.Ledger.Gazetteer, workspace.Ledger.Views, new HashSet<string>(StringComparer.Ordinal)));
        var sources = new Dictionary<string, RecordedSource>(StringComparer.Ordinal);
        foreach (var (_, @event, _, recorded) in await workspace.EventsAsync())
        {
            if (!recorded.StreamText.StartsWith("source-", StringComparison.Ordinal)) continue;
            if (!sources.TryGetValue(recorded.StreamText, out var source)) sources.Add(recorded.StreamText, source = new RecordedSource());
            source.Apply(@event, recorded.Id, recorded.Revision);
        }

        foreach (var source in sources.Values)
        {
            var facts = source.Facts.Values.Where(f => f.Retracted is null).Select(f => f.Fact).ToList();
            var root = FactNodes.Document(
                ("source", FactNodes.Of(source.Header, 1)),
                ("incidents", FactNodes.List(facts.Where(f => f is IncidentFact).Select(f => FactNodes.Of(f, 1)))),
                ("facts", FactNodes.List(facts.Where(f => f is not IncidentFact).Select(f => FactNodes.Of(f, 1)))));
            var reader = new SourceFileReader(source.Header.Id, names);
            var document = reader.Read(root);
            Assert.Empty(reader.Errors);
            Assert.Equal(
                facts.Select(f => Convert.ToHexString(serializer.Serialize(f))).Order(StringComparer.Ordinal),
                document!.Facts.Select(f => Convert.ToHexString(serializer.Serialize(f.Fact))).Order(StringComparer.Ordinal));
        }

        return sources.Count;
    }

    /// <summary>The facts of one source that stand, by key.</summary>
    public static async Task<Dictionary<string, Fact>> OfAsync(Workspace workspace, string source)
    {
        var recorded = await RecordedSource.ReadAsync(workspace.Ledger.Log, source, TestContext.Current.CancellationToken);
        return recorded!.Facts.Where(f => f.Value.Retracted is null).ToDictionary(f => f.Key, f => f.Value.Fact, StringComparer.Ordinal);
    }

    /// <summary>Every event but when and by which command it was recorded.</summary>
    public static async Task<List<string>> ContentAsync(Workspace workspace) =>
        [.. (await workspace.EventsAsync()).Select(e => $"{e.Recorded.StreamText}@{e.Recorded.Revision} {e.Recorded.Id} {e.Type} {System.Text.Encoding.UTF8.GetString(e.Recorded.Data.Span)}")];
}
