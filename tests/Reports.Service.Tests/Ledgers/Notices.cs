using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace Reports.Service.Tests.Ledgers;

/// <summary>Keeps what is logged while it lives, from a level up. Tests that use it must not run beside one another.</summary>
public sealed class Notices : ILogEventSink, IDisposable
{
    private readonly ILogger _before = Log.Logger;
    private readonly List<string> _texts = [];
    private readonly List<Exception> _failures = [];

    public Notices(LogEventLevel from = LogEventLevel.Warning) =>
        Log.Logger = new LoggerConfiguration().MinimumLevel.Is(from).WriteTo.Sink(this).CreateLogger();

    public IReadOnlyList<string> Texts
    {
        get
        {
            lock (_texts) return [.. _texts];
        }
    }

    /// <summary>What was logged with an exception, that exception.</summary>
    public IReadOnlyList<Exception> Failures
    {
        get
        {
            lock (_texts) return [.. _failures];
        }
    }

    public void Emit(LogEvent logEvent)
    {
        lock (_texts)
        {
            _texts.Add(logEvent.RenderMessage());
            if (logEvent.Exception is { } failure) _failures.Add(failure);
        }
    }

    public void Dispose() => Log.Logger = _before;
}
