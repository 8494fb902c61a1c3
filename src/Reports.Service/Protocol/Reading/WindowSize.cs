namespace Reports.Service.Protocol.Reading;

/// <summary>How many events the next window has: about as many as one sending takes, told by the last window's.</summary>
internal struct WindowSize
{
    /// <summary>The log reads so few on the caller's thread, without reading ahead.</summary>
    private const int Most = 512;

    private const int Least = 16;

    private int _rows;

    public readonly int Rows => _rows == 0 ? Most : _rows;

    public void Learn(int events, long bytes)
    {
        if (events > 0) _rows = (int)Math.Clamp((long)ReadResponses.WindowBytes * events / Math.Max(1, bytes), Least, Most);
    }
}
