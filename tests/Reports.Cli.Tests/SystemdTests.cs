using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Reports.Cli.Tests;

/// <summary>What a server tells systemd, on a socket such as systemd gives to a service of <c>Type=notify</c>.</summary>
public sealed class SystemdTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_says_when_it_is_ready_that_it_lives_and_that_it_stops()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("systemd is Linux's");
        using var cli = await Cli.WithArticlesAsync();
        using var systemd = new Systemd(Path.Combine(cli.Folder, "notify"));
        using var server = await Served.StartAsync(cli.Ledger, "0", "0", $"NOTIFY_SOCKET={systemd.Path}", "WATCHDOG_USEC=100000");
        Assert.Contains("\nSTATUS=serving ", await systemd.UntilAsync("READY=1"), StringComparison.Ordinal);
        using (var http = server.Client()) Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health/ready", Cancellation)).StatusCode);
        for (var i = 0; i < 3; i++) await systemd.UntilAsync("WATCHDOG=1");
        await server.TerminateAsync();
        await systemd.UntilAsync("STOPPING=1");
        Assert.Equal(0, await server.ExitAsync());
    }

    [Fact]
    public async Task It_lives_for_a_watchdog_of_its_own_alone()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("systemd is Linux's");
        using var cli = await Cli.WithArticlesAsync();
        using var systemd = new Systemd(Path.Combine(cli.Folder, "notify"));
        // A variable that was inherited from a service which started this one.
        using var server = await Served.StartAsync(cli.Ledger, "0", "0", $"NOTIFY_SOCKET={systemd.Path}", "WATCHDOG_USEC=1000", "WATCHDOG_PID=1");
        await systemd.UntilAsync("READY=1");
        await server.TerminateAsync();
        await systemd.UntilAsync("STOPPING=1");
        Assert.DoesNotContain("WATCHDOG=1", systemd.Told);
        Assert.Equal(0, await server.ExitAsync());
    }

    /// <summary>The end of the socket that systemd has.</summary>
    private sealed class Systemd : IDisposable
    {
        private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

        public Systemd(string path)
        {
            Path = path;
            _socket.Bind(new UnixDomainSocketEndPoint(path));
        }

        public string Path { get; }

        /// <summary>All that it was told so far.</summary>
        public List<string> Told { get; } = [];

        /// <summary>Waits until it is told something that begins so.</summary>
        public async Task<string> UntilAsync(string state)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            patience.CancelAfter(TimeSpan.FromSeconds(60));
            var buffer = new byte[4096];
            while (true)
            {
                var count = await _socket.ReceiveAsync(buffer, patience.Token);
                Told.Add(Encoding.UTF8.GetString(buffer, 0, count));
                if (Told[^1].StartsWith(state, StringComparison.Ordinal)) return Told[^1];
            }
        }

        public void Dispose() => _socket.Dispose();
    }
}
