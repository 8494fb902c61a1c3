using System.Text.Json;

namespace Reports.Service.Http;

/// <summary>Why a request cannot be answered, as a problem of RFC 9457. The types are stable; <c>/problems/NAME</c> says what each means.</summary>
/// <param name="kind">Which.</param>
/// <param name="detail">What was wrong with this request; can be shown to the caller.</param>
internal sealed class ApiProblem(ProblemKind kind, string detail) : Exception(detail)
{
    public ProblemKind Kind { get; } = kind;

    /// <summary>When to come again; zero for never.</summary>
    public TimeSpan RetryAfter { get; init; }

    /// <summary>Further properties of the document.</summary>
    public Action<Utf8JsonWriter>? Extensions { get; init; }
}

/// <summary>The kinds of problem.</summary>
internal sealed record ProblemKind(string Name, int Status, string Title, string Meaning)
{
    public static readonly ProblemKind UnknownParameter = new("unknown-parameter", 400, "A parameter is not known here", "The query has a parameter that this operation does not take, or has one twice.");
    public static readonly ProblemKind InvalidParameter = new("invalid-parameter", 400, "A parameter has a value that it cannot have", "The detail names the parameter and says which values it takes.");
    public static readonly ProblemKind Refused = new("refused", 422, "What was asked cannot be done", "The request is well formed, and the ledger refuses it; the detail says why.");
    public static readonly ProblemKind InvalidDocument = new("invalid-document", 422, "The document has errors", "Each of errors names the line, the column and the path; nothing was recorded.");
    public static readonly ProblemKind NotFound = new("not-found", 404, "There is no such thing", "The ledger does not know what the path or a parameter names, at this cut.");
    public static readonly ProblemKind NotAuthenticated = new("not-authenticated", 401, "A key is needed", "Send Authorization: Bearer KEY, or Basic with the key's name and the key; a token of the issuer that the server trusts goes as Bearer.");
    public static readonly ProblemKind Denied = new("denied", 403, "The key may not do this", "The role of the key does not allow it; the detail says which does.");
    public static readonly ProblemKind TooManyRequests = new("too-many-requests", 429, "Too many requests", "Come again after the time that Retry-After gives.");
    public static readonly ProblemKind NotAcceptable = new("not-acceptable", 406, "No such representation", "The detail lists the media types that this operation has.");
    public static readonly ProblemKind UnsupportedMediaType = new("unsupported-media-type", 415, "The body is of another type", "A source file is application/yaml or application/json.");
    public static readonly ProblemKind TooLarge = new("too-large", 413, "The body is too large", "The detail says how large it may be.");
    public static readonly ProblemKind Conflict = new("conflict", 409, "The stream has moved on", "Somebody recorded something in between: read again and decide again.");
    public static readonly ProblemKind PreconditionFailed = new("precondition-failed", 412, "The precondition does not hold", "What If-Match names is not the current revision.");
    public static readonly ProblemKind IdempotencyKeyReused = new("idempotency-key-reused", 422, "The idempotency key was used for another request", "One Idempotency-Key belongs to one body.");
    public static readonly ProblemKind MethodNotAllowed = new("method-not-allowed", 405, "The method is not for this", "Allow has the methods that are.");
    public static readonly ProblemKind Timeout = new("timeout", 503, "It took too long", "The request, its body included, was not through within the time that the server gives each; a write may yet be recorded: its Idempotency-Key tells.");
    public static readonly ProblemKind Busy = new("busy", 503, "The server is busy", "As many requests as it takes are being answered; come again after Retry-After.");
    public static readonly ProblemKind NotReached = new("position-not-reached", 503, "The position is not reached yet", "The views did not reach minPosition within the wait.");
    public static readonly ProblemKind Unavailable = new("unavailable", 503, "The ledger cannot be reached", "The store does not answer; come again.");
    public static readonly ProblemKind Damaged = new("damaged", 500, "The ledger is damaged", "What was stored is not what was written: run reports verify.");
    public static readonly ProblemKind Internal = new("internal", 500, "The server failed", "The log of the server has the error, under the trace id.");

    public static readonly IReadOnlyList<ProblemKind> All =
    [
        UnknownParameter, InvalidParameter, Refused, InvalidDocument, NotFound, NotAuthenticated, Denied, TooManyRequests, NotAcceptable,
        UnsupportedMediaType, TooLarge, Conflict, PreconditionFailed, IdempotencyKeyReused, MethodNotAllowed, Timeout, Busy, NotReached, Unavailable, Damaged, Internal,
    ];

    public string Type => "/problems/" + Name;

    /// <summary>True where something is wrong with the server or its ledger, and not with what was asked or when.</summary>
    public bool IsFault => this == Unavailable || this == Damaged || this == Internal;
}
