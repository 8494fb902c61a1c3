using System.Xml.Linq;

namespace Reports.Domain.Tests;

/// <summary>Dependencies point one way: Cli → Service → Projections and EventStore → Domain. Read from the project files.</summary>
public sealed class ArchitectureTests
{
    private static readonly string Sources = Path.Combine(Root(), "src");

    [Theory]
    [InlineData("Reports.Domain", "")]
    [InlineData("Reports.EventStore", "Reports.Domain")]
    [InlineData("Reports.Projections", "Reports.Domain")]
    [InlineData("Reports.Service", "Reports.Domain Reports.EventStore Reports.Projections")]
    [InlineData("Reports.Cli", "Reports.Service")]
    public void A_project_references_only_the_ones_below_it(string project, string expected) =>
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), References(project));

    [Fact]
    public void Every_project_has_its_place_in_this_order() =>
        Assert.Equal(
            ["Reports.Cli", "Reports.Domain", "Reports.EventStore", "Reports.Projections", "Reports.Service"],
            Directory.GetDirectories(Sources).Where(d => Directory.GetFiles(d, "*.csproj").Length > 0).Select(d => Path.GetFileName(d)).Order(StringComparer.Ordinal));

    [Fact]
    public void The_domain_needs_no_package_but_NodaTime() => Assert.Equal(["NodaTime"], Packages("Reports.Domain"));

    [Fact]
    public void Views_need_no_package_but_the_checksum_of_their_checkpoints() => Assert.Equal(["System.IO.Hashing"], Packages("Reports.Projections"));

    [Fact]
    public void Nothing_in_src_references_a_test() =>
        Assert.All(Directory.GetFiles(Sources, "*.csproj", SearchOption.AllDirectories), file => Assert.DoesNotContain("tests", File.ReadAllText(file), StringComparison.Ordinal));

    private static IEnumerable<string> References(string project) =>
        Included(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/'))).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Packages(string project) => Included(project, "PackageReference");

    private static IEnumerable<string> Included(string project, string element) =>
        XDocument.Load(Path.Combine(Sources, project, project + ".csproj")).Descendants(element).Select(e => e.Attribute("Include")!.Value);

    private static string Root()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "Reports.sln")))
                return folder;
        throw new InvalidOperationException("Reports.sln stands in no folder above the tests");
    }
}
