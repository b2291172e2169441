using System.Text.Json;
using AgentGrid.Contracts;

namespace AgentGrid.Api.Hosting;

/// <summary>The one table from error codes to HTTP: status, title and the written code; and to OpenAI's error types on <c>/v1</c>.</summary>
public static class ErrorMap
{
    private static readonly Dictionary<GridErrorCode, ErrorEntry> Entries = new()
    {
        [GridErrorCode.Internal] = new(500, "Internal error", "server_error"),
        [GridErrorCode.BadRequest] = new(400, "Bad request", "invalid_request_error"),
        [GridErrorCode.Invalid] = new(422, "Not valid", "invalid_request_error"),
        [GridErrorCode.Unauthenticated] = new(401, "Not authenticated", "authentication_error"),
        [GridErrorCode.Forbidden] = new(403, "Forbidden", "permission_error"),
        [GridErrorCode.NotFound] = new(404, "Not found", "invalid_request_error"),
        [GridErrorCode.Conflict] = new(409, "Conflict", "invalid_request_error"),
        [GridErrorCode.TooLarge] = new(413, "Too large", "invalid_request_error"),
        [GridErrorCode.UnsupportedMediaType] = new(415, "Unsupported media type", "invalid_request_error"),
        [GridErrorCode.RateLimited] = new(429, "Too many requests", "rate_limit_error"),
        [GridErrorCode.NoAgentAvailable] = new(503, "No agent available", "server_error"),
        [GridErrorCode.UpstreamFailed] = new(502, "Agent failed", "server_error"),
        [GridErrorCode.UpstreamTimeout] = new(504, "Agent timed out", "server_error"),
        [GridErrorCode.Unavailable] = new(503, "Temporarily unavailable", "server_error"),
        [GridErrorCode.OutcomeUnknown] = new(503, "Outcome unknown", "server_error"),
        [GridErrorCode.MethodNotAllowed] = new(405, "Method not allowed", "invalid_request_error"),
        [GridErrorCode.UpstreamRefused] = new(400, "Agent refused", "invalid_request_error"),
        [GridErrorCode.IdempotencyMismatch] = new(422, "Idempotency key used before", "invalid_request_error"),
    };

    /// <summary>How a code is shown.</summary>
    public static ErrorEntry Of(GridErrorCode code) => Entries[code];

    /// <summary>The code as written in answers, e.g. <c>no_agent_available</c>.</summary>
    public static string Written(GridErrorCode code) => JsonNamingPolicy.SnakeCaseLower.ConvertName(code.ToString());
}
