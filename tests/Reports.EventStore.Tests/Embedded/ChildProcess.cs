using System.Diagnostics;
using Reports.Faults;

namespace Reports.EventStore.Tests.Embedded;

/// <summary>The fault harness in a process of its own, for a test to kill.</summary>
internal sealed class ChildProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private ChildProcess(Process process) => _process = process;

    public int Id => _process.Id;

    /// <summary>Starts <c>Reports.Faults</c>, behind another program when one is given.</summary>
    public static ChildProcess Start(IEnumerable<string> arguments, IEnumerable<string>? behind = null)
    {
        string[] command = [.. behind ?? [], Environment.ProcessPath is { } dotnet && Path.GetFileNameWithoutExtension(dotnet) == "dotnet" ? dotnet : "dotnet",
            typeof(ScriptedLedger).Assembly.Location, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start) ?? throw new InvalidOperationException("the harness did not start");
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        return new ChildProcess(process);
    }

    /// <summary>The next line that it writes; null when it ended.</summary>
    public async Task<string?> LineAsync() => await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience);

    /// <summary>Reads on until it writes a line; fails when it ends without.</summary>
    public async Task UntilAsync(string line)
    {
        string? read;
        while ((read = await LineAsync()) != line) Assert.NotNull(read);
    }

    public async Task<List<string>> LinesAsync()
    {
        var lines = new List<string>();
        while (await LineAsync() is { } line) lines.Add(line);
        return lines;
    }

    public void Tell(string line) => _process.StandardInput.WriteLine(line);

    public void CloseInput() => _process.StandardInput.Close();

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
