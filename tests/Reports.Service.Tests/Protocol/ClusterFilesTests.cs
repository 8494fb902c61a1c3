using System.Diagnostics;
using Reports.Service.Coding;

namespace Reports.Service.Tests.Protocol;

/// <summary>The scripts and settings with which a cluster is run.</summary>
public sealed class ClusterFilesTests : IDisposable
{
    private static readonly string Cluster = RepositoryRoot.Of("eventstore", "cluster");

    private readonly string _folder = Directory.CreateTempSubdirectory("reports-").FullName;

    [Fact]
    public void Certificates_verify_name_their_nodes_and_keep_their_keys_to_their_owner()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || !Has("openssl") || !Has("sh"), "openssl and sh are needed");
        var certificates = Path.Combine(_folder, "certificates");
        var (code, _, error) = Run("make-certificates", certificates, "a.example.org=10.0.0.1,alias.example.org", "b.example.org");
        Assert.True(code == 0, error);
        foreach (var name in (string[])["a.example.org", "b.example.org"])
        {
            var certificate = Path.Combine(certificates, name, "node.crt");
            Assert.Equal($"{certificate}: OK\n", Tool("openssl", "verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", Path.Combine(certificates, "ca", "ca.crt"), certificate));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, ModeOf(Path.Combine(certificates, name, "node.key")));
        }

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, ModeOf(Path.Combine(certificates, "ca", "ca.key")));
        var names = Tool("openssl", "x509", "-noout", "-ext", "subjectAltName", "-in", Path.Combine(certificates, "a.example.org", "node.crt"));
        Assert.Contains("DNS:a.example.org, IP Address:10.0.0.1, DNS:alias.example.org", names, StringComparison.Ordinal);
        Assert.Contains("CN = eventstoredb-node", Tool("openssl", "x509", "-noout", "-subject", "-nameopt", "oneline", "-in", Path.Combine(certificates, "a.example.org", "node.crt")), StringComparison.Ordinal);
    }

    [Fact]
    public void Certificates_that_are_there_are_never_overwritten()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || !Has("openssl") || !Has("sh"), "openssl and sh are needed");
        Assert.Equal(0, Run("make-certificates", _folder, "a").Code);
        var before = Contents();
        var (code, _, error) = Run("make-certificates", _folder, "a", "b");
        Assert.Equal(0, code);
        Assert.Contains("stays as it is", error, StringComparison.Ordinal);
        var after = Contents();
        Assert.Equal(before, after.Where(f => before.ContainsKey(f.Key)).ToDictionary());
        Assert.Equal(before.Count + 2, after.Count);

        File.Delete(Path.Combine(_folder, "ca", "ca.key"));
        Assert.Equal(1, Run("make-certificates", _folder, "c").Code);
        Assert.Equal(1, Run("make-certificates", _folder, "../d").Code);
        Assert.Equal(2, Run("make-certificates").Code);
    }

    [Fact]
    public void A_database_is_saved_and_restored_and_nothing_is_overwritten()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || !Has("sh"), "sh is needed");
        var (data, copy, restored) = (Path.Combine(_folder, "data"), Path.Combine(_folder, "copy"), Path.Combine(_folder, "restored"));
        foreach (var file in (string[])["chaser.chk", "writer.chk", "truncate.chk", "chunk-000000.000000", "index/indexmap", "index/stream-existence/streamExistenceFilter.chk"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(data, file))!);
            File.WriteAllText(Path.Combine(data, file), file);
        }

        Assert.Equal($"saved 6 files to {copy}\n", Run("backup", "save", data, copy).Output);
        Assert.Equal(1, Run("backup", "save", data, copy).Code);
        Assert.Equal(0, Run("backup", "restore", copy, restored).Code);
        Assert.Equal("index/indexmap", File.ReadAllText(Path.Combine(restored, "index", "indexmap")));
        // The server cuts off at its start what came after the place that the copy is known to reach.
        Assert.Equal("chaser.chk", File.ReadAllText(Path.Combine(restored, "truncate.chk")));
        Assert.Equal(1, Run("backup", "restore", copy, restored).Code);
        Assert.Equal(1, Run("backup", "restore", _folder, Path.Combine(_folder, "elsewhere")).Code);
    }

    [Fact]
    public void Each_node_has_its_own_name_in_its_settings_and_the_others_as_seeds()
    {
        var lines = File.ReadAllLines(Path.Combine(Cluster, "compose.yaml")).Select(l => l.Trim()).ToList();
        foreach (var node in (int[])[1, 2, 3])
        {
            var service = lines.Skip(lines.IndexOf($"node{node}:")).TakeWhile((l, i) => i == 0 || !l.StartsWith("node", StringComparison.Ordinal)).ToList();
            var seeds = string.Join(',', Enumerable.Range(1, 3).Where(n => n != node).Select(n => $"node{n}:2113"));
            Assert.Contains($"EVENTSTORE_GOSSIP_SEED: {seeds}", service);
            Assert.Contains($"EVENTSTORE_NODE_HOST_ADVERTISE_AS: node{node}", service);
            Assert.Contains($"EVENTSTORE_REPLICATION_HOST_ADVERTISE_AS: node{node}", service);
            Assert.Contains($"- ./certificates/node{node}:/etc/eventstore/certs/node:ro", service);
        }

        // The authority's key is on no node.
        Assert.DoesNotContain(lines, l => l.Contains("ca.key", StringComparison.Ordinal) || l.Contains("./certificates/ca:", StringComparison.Ordinal));
        var settings = DocumentReader.Read("eventstore.conf", File.ReadAllBytes(Path.Combine(Cluster, "eventstore.conf")));
        Assert.NotNull(settings);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Dictionary<string, string> Contents() =>
        Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).ToDictionary(f => f, File.ReadAllText);

    private static UnixFileMode ModeOf(string file) => OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(file);

    private static bool Has(string tool) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(f => File.Exists(Path.Combine(f, tool)));

    private static (int Code, string Output, string Error) Run(string script, params string[] args) => Start("sh", [Path.Combine(Cluster, script), .. args]);

    private static string Tool(string tool, params string[] args)
    {
        var (code, output, error) = Start(tool, args);
        Assert.True(code == 0, error);
        return output;
    }

    private static (int Code, string Output, string Error) Start(string program, string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo(program, args) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
