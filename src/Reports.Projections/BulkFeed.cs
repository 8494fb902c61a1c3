using Reports.Domain.Events;

namespace Reports.Projections;

/// <summary>A run of events that is fed to views whole before anybody reads them. Not thread safe.</summary>
public sealed class BulkFeed : IDisposable
{
    private readonly Views _views;

    internal BulkFeed(Views views) => _views = views;

    /// <summary>Where the events go.</summary>
    public IFactSink Sink => _views.State;

    /// <summary>Brings late facts into their places; the views can be read from here on.</summary>
    public void Dispose() => _views.Apply(static _ => { });
}
