using System.Globalization;

namespace Reports.Benchmarks.Measuring;

/// <summary>A folder of one run's files, removed when the run is over.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <param name="under">Made when it is not there; on the disk that is to be measured.</param>
    /// <param name="name">What the folder is for.</param>
    public TemporaryFolder(string under, string name)
    {
        Path = System.IO.Path.Combine(under, string.Create(CultureInfo.InvariantCulture, $"{name}-{Environment.ProcessId}"));
        if (Directory.Exists(Path)) Directory.Delete(Path, recursive: true);
        Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
