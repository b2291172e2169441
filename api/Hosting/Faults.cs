using AgentGrid.Contracts;
using AgentGrid.Domain.Identity.Hashing;
using AgentGrid.Domain.Settings;
using AgentGrid.Providers.Upstream;

namespace AgentGrid.Api.Hosting;

/// <summary>Turns what went wrong into a refusal of the closed set.</summary>
public static class Faults
{
    /// <summary>The refusal for an exception; <see cref="GridErrorCode.Internal"/> for one that nobody foresaw.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="isReading">The request only reads, so whatever became of it, nothing was changed.</param>
    public static GridException ToRefusal(Exception exception, bool isReading = false) => exception switch
    {
        GridException refusal => refusal,
        HashingQueueFullException full => new GridException(GridErrorCode.Unavailable, full.Message)
        {
            RetryAfterMs = (long)full.RetryAfter.TotalMilliseconds,
        },
        DatabaseUnavailableException { OutcomeUnknown: true } away when !isReading =>
            new GridException(GridErrorCode.OutcomeUnknown, "The database went away before it answered; it may have been carried out. Repeat with the same Idempotency-Key to learn which.")
            {
                RetryAfterMs = (long)away.RetryAfter.TotalMilliseconds,
            },
        DatabaseUnavailableException away => new GridException(GridErrorCode.Unavailable, "The database is not reachable; nothing was changed. Try again shortly.")
        {
            RetryAfterMs = (long)away.RetryAfter.TotalMilliseconds,
        },
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } or BodyTooLargeException =>
            new GridException(GridErrorCode.TooLarge, "The body is larger than this route takes (1 MiB on /api, 32 MiB on /v1)."),
        BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType } =>
            new GridException(GridErrorCode.UnsupportedMediaType, "Send the body as application/json."),
        BadHttpRequestException bad => new GridException(GridErrorCode.BadRequest, UnreadableRequest.Explain(bad)),
        // A grain call that ran into its time-out may have been carried out all the same.
        TimeoutException => new GridException(GridErrorCode.OutcomeUnknown, "The answer did not come in time; it may have been carried out. Repeat with the same Idempotency-Key to learn which.")
        {
            RetryAfterMs = 1000,
        },
        _ => new GridException(GridErrorCode.Internal, "Something went wrong on our side; the log has the details under this trace id."),
    };
}
