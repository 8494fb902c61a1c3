namespace Reports.Service.Access;

/// <summary>Why a caller is turned away.</summary>
public enum AccessProblem
{
    /// <summary>A key is needed and none was shown, or the one that was shown is none: HTTP 401.</summary>
    NotAuthenticated,

    /// <summary>The caller is known and may not do this: HTTP 403.</summary>
    Denied,

    /// <summary>Too many wrong keys came from there: HTTP 429.</summary>
    TooManyAttempts,
}

/// <summary>A caller is turned away. The message can be shown to the caller: it tells nothing of the keys that there are.</summary>
public sealed class AccessException(AccessProblem problem, string message, TimeSpan retryAfter = default) : Exception(message)
{
    public AccessProblem Problem { get; } = problem;

    /// <summary>When to come again, after too many attempts; zero otherwise.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}
