using System.CommandLine;
using System.CommandLine.Parsing;
using Reports.Domain.Text;

namespace Reports.Cli;

/// <summary>What a person is told whose command line cannot be read: what is wrong, what was perhaps meant, where help is.</summary>
internal static class UsageErrors
{
    private const int Suggestions = 3;

    /// <summary>Writes to <paramref name="error"/> only: standard output is for results.</summary>
    public static async Task<int> WriteAsync(ParseResult parsed, RootCommand root, TextWriter error)
    {
        var command = parsed.CommandResult.Command;
        if (parsed.Tokens.Count == 0)
        {
            await root.Parse(["--help"]).InvokeAsync(new InvocationConfiguration { Output = error, Error = error });
            return ExitCodes.Usage;
        }

        var strange = StrangeOptions(parsed);
        var unmatched = strange.Count > 0 ? strange : parsed.UnmatchedTokens;
        foreach (var word in unmatched) await error.WriteLineAsync($"reports: {Unknown(word, command)}");
        // A word that is no command also leaves the command missing and is reported again as unmatched: once is enough.
        if (unmatched.Count == 0)
            foreach (var problem in parsed.Errors)
                await error.WriteLineAsync($"reports: {Plain(problem.Message)}");
        await error.WriteLineAsync($"see 'reports {Words(command, root)}--help'");
        return ExitCodes.Usage;
    }

    private static string Words(Command command, RootCommand root) =>
        command == root ? "" : Words(command.Parents.OfType<Command>().First(), root) + command.Name + " ";

    /// <summary>Options that no command has: read as they stand, they would pass for the name of a place.</summary>
    public static IReadOnlyList<string> StrangeOptions(ParseResult parsed) => parsed.Tokens.Any(t => t.Type == TokenType.DoubleDash)
        ? []
        : [.. parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(a => a.Tokens).Select(t => t.Value).Where(t => t.StartsWith("--", StringComparison.Ordinal))];

    /// <summary>The list of commands shows the first line of each description; the command's own help has the rest.</summary>
    public static void ShortenDescriptions(RootCommand root)
    {
        foreach (var command in root.Subcommands) command.Description = command.Description?.Split('\n')[0].TrimEnd();
    }

    private static string Unknown(string word, Command command)
    {
        var isOption = word.StartsWith('-');
        var isCommand = !isOption && command.Subcommands.Count > 0;
        var known = isOption
            ? command.Options.Concat(command.Parents.OfType<Command>().SelectMany(p => p.Options)).Select(o => o.Name)
            : command.Subcommands.Select(c => c.Name);
        var near = NameKey.Closest(word, known, Suggestions).Select(n => $"'{n}'").ToArray();
        var what = isOption ? "unknown option" : isCommand ? "unknown command" : "one word too many:";
        return $"{what} '{SafeText.Show(word)}'{(near.Length == 0 ? "" : $": did you mean {string.Join(" or ", near)}?")}";
    }

    private static string Plain(string message) =>
        SafeText.Show(string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))).TrimEnd('.');
}
