using Reports.Service.Importing;

namespace Reports.Service.Tests.Importing;

/// <summary>Data sets of others, which are no part of the repository: tests over them are skipped where they are missing.</summary>
internal static class SharedData
{
    /// <summary>The file, or the end of the test as skipped.</summary>
    public static string PathOf(string name)
    {
        for (var folder = RepositoryRoot.Of(); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var path = Path.Combine(folder, "shared", "data", name);
            if (File.Exists(path)) return path;
        }

        Assert.Skip($"shared/data/{name} stands in no folder above the repository");
        return "";
    }

    public static ImportInput InputOf(string name) => ImportInput.Of(PathOf(name));
}
