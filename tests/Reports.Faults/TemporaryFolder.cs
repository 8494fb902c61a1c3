using System.Globalization;

namespace Reports.Faults;

/// <summary>A folder of a test's own, gone with it.</summary>
public sealed class TemporaryFolder : IDisposable
{
    private static int s_count;

    /// <param name="within">Where it is made; null for the system's folder of temporary files.</param>
    public TemporaryFolder(string? within = null)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"reports-{Environment.ProcessId}-{Interlocked.Increment(ref s_count)}");
        Path = Directory.CreateDirectory(System.IO.Path.Combine(within ?? System.IO.Path.GetTempPath(), name)).FullName;
    }

    public string Path { get; }

    public string Ledger => File("test.ledger");

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        if (Directory.Exists(Path)) Directory.Delete(Path, recursive: true);
    }
}
