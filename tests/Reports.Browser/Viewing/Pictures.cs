namespace Reports.Browser.Viewing;

/// <summary>Pictures of pages, for people to look at; not kept with the sources.</summary>
internal static class Pictures
{
    private static readonly string s_folder = Path.Combine(Service.Tests.RepositoryRoot.Path, "artifacts", "pictures");

    public static async Task PictureAsync(this Visit visit, string name, bool isWhole = true)
    {
        Directory.CreateDirectory(s_folder);
        await visit.Page.ScreenshotAsync(new() { Path = Path.Combine(s_folder, name + ".png"), FullPage = isWhole });
    }
}
