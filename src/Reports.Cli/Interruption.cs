using System.Runtime.InteropServices;

namespace Reports.Cli;

/// <summary>
/// SIGINT and SIGTERM of a command that ends in order, however long that takes it: the first signal asks for it, the second ends the process at
/// once, as if nobody handled it.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _interrupted;
    private readonly PosixSignalRegistration[] _registrations;
    private int _signals;

    /// <param name="cancellation">Interrupts the command as well.</param>
    public Interruption(CancellationToken cancellation)
    {
        _interrupted = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle)];
    }

    public CancellationToken Token => _interrupted.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
        _interrupted.Dispose();
    }

    private void Handle(PosixSignalContext signal)
    {
        if (Interlocked.Increment(ref _signals) > 1) return;
        signal.Cancel = true;
        _ = _interrupted.CancelAsync();
    }
}
