using System.Globalization;
using System.Net.Mime;
using System.Text;

namespace AgentGrid.Api.Rooms.SocketIo;

/// <summary>Answers to requests that are refused, byte for byte those of the reference server where it has one.</summary>
internal sealed class EngineError
{
    internal static readonly EngineError UnknownTransport = new(0, "Transport unknown");
    internal static readonly EngineError UnknownSession = new(1, "Session ID unknown");
    internal static readonly EngineError BadMethod = new(2, "Bad handshake method");
    internal static readonly EngineError BadRequest = new(3, "Bad request");
    internal static readonly EngineError Forbidden = new(4, "Forbidden", StatusCodes.Status403Forbidden);
    internal static readonly EngineError UnsupportedVersion = new(5, "Unsupported protocol version");
    internal static readonly EngineError TooLarge = new(3, "Payload too large", StatusCodes.Status413PayloadTooLarge);
    internal static readonly EngineError TooManyPending = new(4, "Too many sessions of this address have not connected yet", StatusCodes.Status429TooManyRequests);
    internal static readonly EngineError Full = new(4, "No room for more sessions", StatusCodes.Status503ServiceUnavailable);

    private const int RetryAfterSeconds = 5;

    private readonly byte[] _body;

    private EngineError(int code, string message, int status = StatusCodes.Status400BadRequest)
    {
        _body = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"code":{{code}},"message":"{{message}}"}"""));
        Status = status;
    }

    internal int Status { get; }

    internal Task WriteAsync(HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = Status;
        response.ContentType = MediaTypeNames.Application.Json;
        response.ContentLength = _body.Length;
        if (Status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable) response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        return response.Body.WriteAsync(_body).AsTask();
    }
}
