using Reports.EventStore.Events;

namespace Reports.Service.Tests;

/// <summary>eventstore/README.md is what others build on: it lists every type that a ledger holds, and no other.</summary>
public sealed class CatalogueTests
{
    [Fact]
    public void The_catalogue_lists_the_event_types_that_there_are()
    {
        var lines = File.ReadAllLines(RepositoryRoot.Of("eventstore", "README.md"));
        var rows = lines.SkipWhile(line => line != "| type, version 1 | says |").Skip(2).TakeWhile(line => line.StartsWith('|'));
        // Names stand between backticks, in the first column.
        var listed = rows.Select(row => row.Split('|')[1]).SelectMany(names => names.Split('`').Where((_, i) => i % 2 == 1));
        Assert.Equal(EventTypes.All.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }
}
