namespace AgentGrid.Contracts;

/// <summary>The closed set of refusals. One table in the API maps each to an HTTP status and to the provider-shaped errors of <c>/v1</c>.</summary>
[GenerateSerializer, Alias("grid.error-code")]
public enum GridErrorCode
{
    /// <summary>A fault of ours; the details are in the log under the request id.</summary>
    Internal = 0,

    /// <summary>The request cannot be read (broken JSON, wrong header).</summary>
    BadRequest = 1,

    /// <summary>The request can be read, but a field is wrong; <see cref="GridException.Errors"/> says which.</summary>
    Invalid = 2,

    /// <summary>No credential, or one that does not hold.</summary>
    Unauthenticated = 3,

    /// <summary>A known caller without the right.</summary>
    Forbidden = 4,

    /// <summary>Absent, or not for this caller to know of.</summary>
    NotFound = 5,

    /// <summary>The thing has moved on: name taken, version changed, operation still running.</summary>
    Conflict = 6,

    /// <summary>The body is larger than the route takes.</summary>
    TooLarge = 7,

    /// <summary>The body's media type is not one that the route takes.</summary>
    UnsupportedMediaType = 8,

    /// <summary>A limit was reached; <see cref="GridException.RetryAfterMs"/> says when to come back.</summary>
    RateLimited = 9,

    /// <summary>The pool has no agent that may be asked now.</summary>
    NoAgentAvailable = 10,

    /// <summary>The agent answered with a failure, or its answer broke off.</summary>
    UpstreamFailed = 11,

    /// <summary>The agent did not answer in time.</summary>
    UpstreamTimeout = 12,

    /// <summary>A part that is needed (database, grains) is away; nothing was done.</summary>
    Unavailable = 13,

    /// <summary>It may or may not have been done; repeat with the same operation id to learn which.</summary>
    OutcomeUnknown = 14,

    /// <summary>An <c>Idempotency-Key</c> was used before with another request.</summary>
    IdempotencyMismatch = 15,

    /// <summary>The route exists, but not with this method.</summary>
    MethodNotAllowed = 16,

    /// <summary>The agent refused the request itself; the status is the agent's own.</summary>
    UpstreamRefused = 17,
}
