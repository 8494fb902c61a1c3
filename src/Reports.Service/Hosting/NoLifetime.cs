using Microsoft.Extensions.Hosting;

namespace Reports.Service.Hosting;

/// <summary>The command line ends a server, not the server the process: signals are not its own to handle.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
