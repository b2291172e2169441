using System.Net;
using System.Net.Security;
using System.Runtime.ExceptionServices;

namespace AgentGrid.Providers.Upstream;

/// <summary>
/// The one HTTP client for all upstreams: no redirects, cookies, proxy or decompression of its own, connections only to checked addresses. HTTP/1.1, and HTTP/2 where an
/// https upstream offers it. It has no overall timeout: the caller's token decides. Thread-safe; one per process.
/// </summary>
public sealed class UpstreamHttp : IDisposable
{
    private readonly HttpMessageInvoker _invoker;

    public UpstreamHttp(UpstreamOptions options, IUpstreamResolver resolver, TimeProvider time)
        : this(options, resolver, time, null)
    {
    }

    /// <param name="trust">Decides about server certificates instead of the system's trust store (closed networks with their own authority); null for the system's.</param>
    public UpstreamHttp(UpstreamOptions options, IUpstreamResolver resolver, TimeProvider time, RemoteCertificateValidationCallback? trust)
    {
        ArgumentNullException.ThrowIfNull(options);
        var dialer = new UpstreamDialer(options, resolver, time);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            UseProxy = false,
            // The caller passes traceparent itself: null takes the diagnostics handler out of the path.
            ActivityHeadersPropagator = null,
            ConnectTimeout = options.ConnectTimeout,
            PooledConnectionLifetime = options.ConnectionLifetime,
            PooledConnectionIdleTimeout = options.ConnectionIdleTimeout,
            MaxConnectionsPerServer = int.MaxValue,
            MaxResponseHeadersLength = options.MaxResponseHeadersKiB,
            // An answer that is not read to its end costs its connection; draining it would cost the upstream's tokens.
            MaxResponseDrainSize = 64 * 1024,
            ResponseDrainTimeout = TimeSpan.FromMilliseconds(100),
            EnableMultipleHttp2Connections = true,
            ConnectCallback = (context, cancellationToken) => dialer.ConnectAsync(context.DnsEndPoint, cancellationToken),
        };
        handler.SslOptions.RemoteCertificateValidationCallback = trust;
        _invoker = new HttpMessageInvoker(handler, disposeHandler: true);
    }

    /// <summary>A request with the protocol version that suits its scheme.</summary>
    public static HttpRequestMessage CreateRequest(HttpMethod method, Uri url)
    {
        ArgumentNullException.ThrowIfNull(url);
        return new HttpRequestMessage(method, url)
        {
            Version = url.Scheme == Uri.UriSchemeHttps ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
    }

    /// <summary>Sends and returns as soon as the response headers are there; the body is not buffered. Dispose the response: an unread body is cut off.</summary>
    /// <exception cref="AddressRefusedException">The upstream's address is refused; nothing was sent.</exception>
    /// <exception cref="HttpRequestException">No usable answer; <see cref="UpstreamFailure.Of"/> tells the kinds apart.</exception>
    /// <exception cref="OperationCanceledException">By the token, or (with an inner <see cref="TimeoutException"/>) by the connect timeout.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await _invoker.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException e) when (e.InnerException is AddressRefusedException refused)
        {
            ExceptionDispatchInfo.Throw(refused);
            throw;
        }
    }

    public void Dispose() => _invoker.Dispose();
}
