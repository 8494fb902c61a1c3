using System.CommandLine;
using Reports.Service.Queries;

namespace Reports.Cli.Commands;

/// <summary><c>reports completion SHELL</c>: a script that asks the command itself what can come next.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        _reports() {
          local line="${COMP_LINE:0:COMP_POINT}"
          mapfile -t COMPREPLY < <(compgen -W "$(reports "[suggest:${#line}]" "$line" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}")
        }
        complete -o default -F _reports reports
        """;

    private const string Zsh = """
        #compdef reports
        _reports() {
          local line="${words[*]}"
          local -a found
          found=("${(@f)$(reports "[suggest:${#line}]" "$line" 2>/dev/null)}")
          compadd -- $found
        }
        compdef _reports reports
        """;

    private const string Fish = """
        complete -c reports -f -a '(reports "[suggest:"(commandline -C)"]" (commandline -cp) 2>/dev/null)'
        """;

    private static readonly Argument<string> Shell = new("shell") { HelpName = "shell", Description = "bash, zsh or fish." };

    public static Command Create(CommandContext context)
    {
        var command = new Command(
            "completion", "Print a script that completes this command in a shell.\n\nExample:\n  source <(reports completion bash)")
        {
            Shell,
        };
        Shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        command.SetAction(parsed =>
        {
            foreach (var line in (parsed.GetValue(Shell) switch
            {
                "bash" => Bash,
                "zsh" => Zsh,
                "fish" => Fish,
                var other => throw new RefusedException($"no completion for '{other}'"),
            }).Split('\n'))
                context.Screen.Line(line);
            return ExitCodes.Done;
        });
        return command;
    }
}
