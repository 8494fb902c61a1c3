namespace Reports.Service.Protocol;

/// <summary>Where clients reach this server; known once it listens.</summary>
internal sealed class ServerAddress
{
    private volatile Uri? _value;

    /// <exception cref="InvalidOperationException">The server does not listen yet.</exception>
    public Uri Value => _value ?? throw new InvalidOperationException("the server does not listen yet");

    public void Set(Uri value) => _value = value;
}
