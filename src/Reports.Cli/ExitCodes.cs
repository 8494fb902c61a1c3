namespace Reports.Cli;

internal static class ExitCodes
{
    public const int Done = 0;
    public const int Refused = 1;
    public const int Usage = 2;
    public const int Damaged = 3;
    public const int Unavailable = 4;

    /// <summary>Stopped by the user: 128 + SIGINT.</summary>
    public const int Interrupted = 130;
}
