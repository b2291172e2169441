using System.Net;

namespace AgentGrid.Providers.Upstream;

/// <summary>The check of an endpoint when an agent or a provider is registered. Connections are checked again, because names can change (<see cref="UpstreamHttp"/>).</summary>
public sealed class EndpointRules(UpstreamOptions options, IUpstreamResolver resolver)
{
    /// <summary>Longest endpoint accepted, in characters.</summary>
    public const int MaxLength = 2048;

    /// <summary>Null when the text is an absolute http(s) URL of the accepted form, else the reason. Does not look at addresses.</summary>
    public static string? Refuse(string endpoint, out Uri? uri)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        uri = null;
        if (endpoint.Length > MaxLength)
            return $"longer than {MaxLength} characters";
        // Uri drops control characters and turns backslashes into slashes: what was checked would not be what the administrator reads.
        if (endpoint.AsSpan().ContainsAny("\\\t\r\n ") || !endpoint.Contains("://") || !Uri.TryCreate(endpoint, UriKind.Absolute, out var parsed))
            return "not an absolute URL";
        if (parsed.Scheme != Uri.UriSchemeHttp && parsed.Scheme != Uri.UriSchemeHttps)
            return "the scheme must be http or https";
        if (parsed.UserInfo.Length > 0 || endpoint.Contains('@'))
            return "credentials belong in the API key, not in the URL";
        if (parsed.Query.Length > 0 || endpoint.Contains('?'))
            return "a query string cannot be part of an endpoint";
        if (parsed.Fragment.Length > 0 || endpoint.Contains('#'))
            return "a fragment cannot be part of an endpoint";
        if (parsed.Host.Length == 0 || parsed.Port == 0)
            return "the host or the port is missing";
        uri = parsed;
        return null;
    }

    /// <summary>Checks form and addresses. A name that does not resolve now is accepted: the agent may come up later, and every connection is checked.</summary>
    /// <returns>The endpoint.</returns>
    /// <exception cref="AddressRefusedException">With the reason.</exception>
    public async ValueTask<Uri> CheckAsync(string endpoint, CancellationToken cancellationToken = default)
    {
        var refusal = Refuse(endpoint, out var uri);
        if (refusal is not null)
            throw new AddressRefusedException(Shorten(endpoint), refusal);
        await CheckAsync(uri!, cancellationToken);
        return uri!;
    }

    /// <inheritdoc cref="CheckAsync(string, CancellationToken)"/>
    public async ValueTask CheckAsync(Uri endpoint, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        var refusal = Refuse(endpoint.OriginalString, out _);
        if (refusal is not null)
            throw new AddressRefusedException(endpoint.IsAbsoluteUri ? endpoint.Host : Shorten(endpoint.OriginalString), refusal);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(options.ConnectTimeout);
        IPAddress[] addresses;
        try
        {
            addresses = await UpstreamDialer.ResolveAsync(endpoint.IdnHost, resolver, timeout.Token);
        }
        catch (System.Net.Sockets.SocketException)
        {
            return;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return;
        }
        UpstreamDialer.Allowed(endpoint.Host, addresses, options.AllowPrivateAddresses);
    }

    // Whatever was typed may hold a password before the @.
    private static string Shorten(string endpoint)
    {
        var at = endpoint.LastIndexOf('@');
        var text = at < 0 ? endpoint : endpoint[(at + 1)..];
        return text.Length > 100 ? text[..100] : text;
    }
}
