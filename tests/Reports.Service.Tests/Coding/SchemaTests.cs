using Reports.Service.Schemas;

namespace Reports.Service.Tests.Coding;

public sealed class SchemaTests
{
    public static TheoryData<string> Names => [.. SchemaCatalog.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_schema_in_the_repository_is_the_one_that_the_types_give(string name) =>
        Assert.Equal(SchemaCatalog.Text(name), File.ReadAllText(RepositoryRoot.Of("eventstore", "schemas", SchemaCatalog.FileName(name))));

    [Fact]
    public void No_schema_is_left_over() => Assert.Equal(
        SchemaCatalog.Names.Select(SchemaCatalog.FileName).Order(StringComparer.Ordinal),
        Directory.GetFiles(RepositoryRoot.Of("eventstore", "schemas")).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
}
