using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Reports.EventStore.Log;

namespace Reports.Service.Hosting;

/// <summary>
/// What systemd is told of a server (<c>sd_notify(3)</c>): that it is ready, that it stops and, where the unit has <c>WatchdogSec</c>, that it
/// lives. Where nobody listens nothing is told.
/// </summary>
public sealed class SystemdNotices : IAsyncDisposable
{
    /// <summary>Where systemd listens; null where nobody does. A leading <c>@</c> stands for the null byte of an abstract socket.</summary>
    private readonly string? _socket = Environment.GetEnvironmentVariable("NOTIFY_SOCKET") is { Length: > 1 } path ? path[0] == '@' ? '\0' + path[1..] : path : null;

    private readonly CancellationTokenSource _stopped = new();
    private readonly IEventLog _log;
    private readonly TimeProvider _time;
    private Task _living = Task.CompletedTask;

    private SystemdNotices(IEventLog log, TimeProvider time)
    {
        _log = log;
        _time = time;
    }

    /// <summary>Tells that the server is ready, and then, until it is disposed, that it lives.</summary>
    /// <param name="log">What is served: a server lives that can look at it.</param>
    /// <param name="status">One line for <c>systemctl status</c>.</param>
    /// <param name="time">The clock of the watchdog.</param>
    public static SystemdNotices Start(IEventLog log, string status, TimeProvider time)
    {
        var notices = new SystemdNotices(log, time);
        if (notices._socket is null) return notices;
        notices.Tell($"READY=1\nSTATUS={status}");
        if (WatchdogInterval() is { } interval) notices._living = Task.Run(() => notices.LiveAsync(interval));
        return notices;
    }

    /// <summary>Tells that the server stops.</summary>
    public async ValueTask DisposeAsync()
    {
        Tell("STOPPING=1");
        await _stopped.CancelAsync();
        await _living;
        _stopped.Dispose();
    }

    /// <summary>Half of the time after which systemd restarts what has not spoken, as its manual advises; null where it does not watch this process.</summary>
    private static TimeSpan? WatchdogInterval()
    {
        if (Environment.GetEnvironmentVariable("WATCHDOG_PID") is { Length: > 0 } process && process != Environment.ProcessId.ToString(CultureInfo.InvariantCulture)) return null;
        return long.TryParse(Environment.GetEnvironmentVariable("WATCHDOG_USEC"), NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds) && microseconds > 0
            ? TimeSpan.FromMicroseconds(microseconds / 2.0)
            : null;
    }

    private async Task LiveAsync(TimeSpan interval)
    {
        using var timer = new PeriodicTimer(interval, _time);
        try
        {
            do
            {
                try
                {
                    await _log.HeadAsync(_stopped.Token);
                }
                catch (LogException e)
                {
                    // It answers, and says what is wrong: a restart mends what hangs, not this.
                    Serilog.Log.Warning("{Ledger} cannot be looked at: {Problem}", _log.Name, e.Message);
                }

                Tell("WATCHDOG=1");
            }
            while (await timer.WaitForNextTickAsync(_stopped.Token));
        }
        catch (OperationCanceledException) when (_stopped.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private void Tell(string state)
    {
        if (_socket is null) return;
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.SendTo(Encoding.UTF8.GetBytes(state), new UnixDomainSocketEndPoint(_socket));
        }
        catch (SocketException e)
        {
            Serilog.Log.Warning("systemd cannot be told how the server is: {Problem}", e.Message);
        }
    }
}
