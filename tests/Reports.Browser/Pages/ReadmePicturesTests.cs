using Reports.Browser.Serving;
using Reports.Browser.Viewing;

namespace Reports.Browser.Pages;

/// <summary>Takes the pictures of the README anew; whoever finds them good copies them to <c>eventstore/pictures</c>.</summary>
public sealed class ReadmePicturesTests(Chromium chromium, Ledgers ledgers)
{
    [Theory]
    [InlineData("districts", "/?on=2018-04-21&within=damascus", 960)]
    [InlineData("district", "/districts/qadam?on=2018-04-21", 1000)]
    public async Task A_picture_of_the_readme_can_be_taken(string name, string path, int height)
    {
        await using var visit = await Visit.OfAsync(chromium, await ledgers.ArticlesAsync(), new() { ViewportSize = new() { Width = 960, Height = height } });
        await visit.GoAsync(path);
        await visit.Page.Locator(".live", new() { HasText = "Live at position" }).WaitForAsync();
        await visit.PictureAsync("readme-" + name, isWhole: false);
        Assert.True(File.Exists(Service.Tests.RepositoryRoot.Of("eventstore", "pictures", name + ".png")), "eventstore/pictures has no such picture");
        visit.Check();
    }
}
