namespace Reports.Cli.Tests;

/// <summary>What the READMEs show is what comes out: line by line, but for what they leave out with "…".</summary>
public sealed class ReadmeTests
{
    private const string LeftOut = "…";

    [Theory]
    [InlineData("README.md")]
    [InlineData("eventstore/README.md")]
    public async Task The_commands_of_a_readme_print_what_it_shows(string readme)
    {
        var root = Path.GetDirectoryName(Path.GetDirectoryName(Cli.Articles))!;
        using var cli = readme == "README.md" ? new Cli() : await Cli.WithArticlesAsync();
        var examples = Examples(await File.ReadAllLinesAsync(Path.Combine(root, readme), TestContext.Current.CancellationToken)).ToList();
        Assert.True(examples.Count >= 3);

        foreach (var (command, shown) in examples)
        {
            var args = command.Replace("eventstore/sources", Cli.Articles, StringComparison.Ordinal).Replace("eventstore/imports", Path.Combine(root, "eventstore", "imports"), StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var outcome = await cli.RunAsync(args);
            var printed = new Queue<string>(outcome.Out.Replace(root + Path.DirectorySeparatorChar, "", StringComparison.Ordinal).Split('\n'));
            foreach (var line in shown.Where(l => l.Length > 0 && l != LeftOut))
            {
                while (printed.Count > 0 && printed.Peek() != line) printed.Dequeue();
                Assert.True(printed.Count > 0, $"'reports {command}' does not print, where {readme} has it: {line}");
            }
        }
    }

    /// <summary>Commands of <c>reports</c> in console blocks, with the lines that follow them.</summary>
    private static IEnumerable<(string Command, List<string> Shown)> Examples(string[] readme)
    {
        string? command = null;
        var shown = new List<string>();
        var isConsole = false;
        foreach (var line in readme)
        {
            var isPrompt = isConsole && line.StartsWith("$ ", StringComparison.Ordinal);
            if (isPrompt || line == "```")
            {
                if (command is not null) yield return (command, shown);
                (command, shown) = (null, []);
            }

            if (line.StartsWith("```", StringComparison.Ordinal)) isConsole = line == "```console";
            else if (isPrompt && line.Contains("src/Reports.Cli -- ", StringComparison.Ordinal)) command = line.Split("src/Reports.Cli -- ")[1];
            else if (isPrompt && line.StartsWith("$ reports ", StringComparison.Ordinal)) command = line["$ reports ".Length..];
            else if (command is not null) shown.Add(line);
        }
    }
}
