using System.Text;
using Reports.Service.Protection;
using Reports.Service.Queries;

namespace Reports.Cli.Terminal;

/// <summary>
/// Reads a secret from standard input: from a person without showing it, from a pipe as its first line. Never an argument: those stand in
/// the shell's history and in the list of processes.
/// </summary>
internal static class SecretInput
{
    private const int MaxCharacters = 1000;

    /// <param name="prompt">What a person is asked for.</param>
    /// <param name="error">Where the prompt goes.</param>
    /// <exception cref="RefusedException">There is no more input, or too much of it.</exception>
    public static SecretText Read(string prompt, TextWriter error)
    {
        var isPerson = !Console.IsInputRedirected;
        if (isPerson) error.Write($"{prompt} (not shown): ");
        var text = new StringBuilder();
        while (true)
        {
            var next = isPerson ? Key(error) : Console.In.Read();
            if (next < 0 && text.Length == 0) throw new RefusedException("there is nothing on standard input: the name is read from there");
            if (next is < 0 or '\n') break;
            if (next == '\b') text.Length = Math.Max(0, text.Length - 1);
            else if (next != '\r') text.Append((char)next);
            if (text.Length > MaxCharacters) throw new RefusedException($"the first line of standard input has more than {MaxCharacters} characters");
        }

        return new SecretText(text.ToString());
    }

    private static int Key(TextWriter error)
    {
        var key = Console.ReadKey(intercept: true);
        if (key.Key == ConsoleKey.Enter)
        {
            error.WriteLine();
            return '\n';
        }

        return key.Key == ConsoleKey.Backspace ? '\b' : key.KeyChar == '\0' ? '\r' : key.KeyChar;
    }
}
