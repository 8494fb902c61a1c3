using System.Diagnostics;
using System.Text;
using System.Threading.Channels;

namespace Reports.Faults;

/// <summary>A program in a process of its own, for a test to kill. Not thread safe.</summary>
public sealed class ChildProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _errors = new();
    private readonly Channel<string> _errorLines = Channel.CreateUnbounded<string>();

    private ChildProcess(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null)
            {
                _errorLines.Writer.Complete();
                return;
            }

            lock (_errors) _errors.AppendLine(line.Data);
            _errorLines.Writer.TryWrite(line.Data);
        };
        process.BeginErrorReadLine();
    }

    /// <summary>What it wrote to standard error so far.</summary>
    public string Errors
    {
        get
        {
            lock (_errors) return _errors.ToString();
        }
    }

    public int Id => _process.Id;

    /// <summary>Starts <c>Reports.Faults</c>, behind another program when one is given.</summary>
    public static ChildProcess Start(IEnumerable<string> arguments, IEnumerable<string>? behind = null) =>
        Start(typeof(ScriptedLedger).Assembly.Location, arguments, behind);

    /// <summary>Starts the program in an assembly.</summary>
    public static ChildProcess Start(string assembly, IEnumerable<string> arguments, IEnumerable<string>? behind = null)
    {
        var dotnet = Environment.ProcessPath is { } own && Path.GetFileNameWithoutExtension(own) == "dotnet" ? own : "dotnet";
        string[] command = [.. behind ?? [], dotnet, assembly, .. arguments];
        return StartProgram(command[0], command[1..]);
    }

    /// <summary>Starts any program.</summary>
    public static ChildProcess StartProgram(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        return new ChildProcess(Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start"));
    }

    /// <summary>Waits until a line of its standard error says something.</summary>
    public async Task UntilErrorAsync(string text)
    {
        using var patience = new CancellationTokenSource(Patience);
        await foreach (var line in _errorLines.Reader.ReadAllAsync(patience.Token))
            if (line.Contains(text, StringComparison.Ordinal)) return;
        throw new InvalidOperationException($"the process ended before it said '{text}': {Errors}");
    }

    /// <summary>The next line that it writes; null when it ended.</summary>
    public async Task<string?> LineAsync() => await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience);

    /// <summary>Reads on until it writes a line; fails when it ends without.</summary>
    public async Task UntilAsync(string line)
    {
        string? read;
        while ((read = await LineAsync()) != line)
            if (read is null) throw new InvalidOperationException($"the process ended before it wrote '{line}': {Errors}");
    }

    public async Task<List<string>> LinesAsync()
    {
        var lines = new List<string>();
        while (await LineAsync() is { } line) lines.Add(line);
        return lines;
    }

    /// <summary>Writes a line for it to read. One that ended is told nothing; its exit code tells why.</summary>
    public void Tell(string line) => WhileItLives(() =>
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    });

    /// <summary>Ends what it reads.</summary>
    public void CloseInput() => WhileItLives(_process.StandardInput.Close);

    private static void WhileItLives(Action write)
    {
        try
        {
            write();
        }
        catch (IOException)
        {
            // A broken pipe: it ended between its last line and this one.
        }
    }

    /// <summary>SIGKILL.</summary>
    public void Kill() => _process.Kill();

    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
