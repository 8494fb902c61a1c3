namespace Reports.Service.Protocol;

/// <summary>What one client may ask of the server at most. Beyond a limit a call is refused with a clear error.</summary>
internal static class ProtocolLimits
{
    /// <summary>Bytes of one message in either direction: what clients of the protocol take. They cut batches at 3 MiB.</summary>
    public const int MessageBytes = 17 * 1024 * 1024;

    /// <summary>Bytes of data and metadata of one append, over all of its messages.</summary>
    public const int AppendBytes = 16 * 1024 * 1024;

    /// <summary>What an event counts for beside its data and metadata, so that empty ones are bounded too.</summary>
    public const int EventBytesBeside = 64;

    /// <summary>The same of all the appends of a session, which are made together.</summary>
    public const int SessionBytes = 32 * 1024 * 1024;

    /// <summary>Bytes of the appends of one call that wait for the log, before more of it is read.</summary>
    public const int WaitingBytes = 32 * 1024 * 1024;
}
