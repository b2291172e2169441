using System.Net.Sockets;
using AgentGrid.Providers.OpenAi;

namespace AgentGrid.Providers.Upstream;

/// <summary>Sorts the exceptions of <see cref="UpstreamHttp"/> and of reading its bodies.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Detail">A few words for logs and administrators, without payload or credential; only a refused address is named.</param>
public readonly record struct UpstreamFailure(UpstreamFailureKind Kind, string Detail)
{
    /// <summary>Sorts an exception; never throws.</summary>
    /// <param name="exception">What was caught.</param>
    /// <param name="cancelledByCaller">The token of the client was cancelled, so a cancellation is not a timeout.</param>
    public static UpstreamFailure Of(Exception exception, bool cancelledByCaller = false) => exception switch
    {
        AddressRefusedException refused => new(UpstreamFailureKind.AddressRefused, $"address refused: {refused.Reason}"),
        OperationCanceledException when cancelledByCaller => new(UpstreamFailureKind.Cancelled, "cancelled"),
        OperationCanceledException or TimeoutException => new(UpstreamFailureKind.Timeout, "no answer in time"),
        SocketException socket => OfSocket(socket),
        HttpRequestException request => OfRequest(request),
        HttpIOException io => OfError(io.HttpRequestError),
        BodyTooLargeException or SseEventTooLargeException or InvalidDataException => new(UpstreamFailureKind.Protocol, "unreadable or too large an answer"),
        IOException => new(UpstreamFailureKind.Cut, "connection cut"),
        _ => new(UpstreamFailureKind.Unknown, "failed"),
    };

    private static UpstreamFailure OfRequest(HttpRequestException request) => request.InnerException switch
    {
        SocketException socket => OfSocket(socket),
        AddressRefusedException refused => Of(refused),
        _ => OfError(request.HttpRequestError),
    };

    private static UpstreamFailure OfError(HttpRequestError error) => error switch
    {
        HttpRequestError.NameResolutionError => new(UpstreamFailureKind.NameNotFound, "name not found"),
        HttpRequestError.ConnectionError => new(UpstreamFailureKind.Connect, "cannot connect"),
        HttpRequestError.SecureConnectionError => new(UpstreamFailureKind.Tls, "TLS handshake failed"),
        HttpRequestError.ResponseEnded => new(UpstreamFailureKind.Cut, "connection cut"),
        HttpRequestError.HttpProtocolError or HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded
            => new(UpstreamFailureKind.Protocol, "not a valid HTTP answer"),
        _ => new(UpstreamFailureKind.Cut, "connection failed"),
    };

    private static UpstreamFailure OfSocket(SocketException socket) => socket.SocketErrorCode switch
    {
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => new(UpstreamFailureKind.NameNotFound, "name not found"),
        SocketError.ConnectionRefused => new(UpstreamFailureKind.Connect, "connection refused"),
        SocketError.TimedOut => new(UpstreamFailureKind.Timeout, "no answer in time"),
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => new(UpstreamFailureKind.Cut, "connection cut"),
        _ => new(UpstreamFailureKind.Connect, "cannot connect"),
    };
}
