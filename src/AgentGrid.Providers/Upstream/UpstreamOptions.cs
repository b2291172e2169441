using System.ComponentModel.DataAnnotations;

namespace AgentGrid.Providers.Upstream;

/// <summary>How the gateway talks to upstreams.</summary>
public sealed class UpstreamOptions
{
    /// <summary>Endpoints may lie on loopback and private networks. Default false; the all-in-one host turns it on.</summary>
    public bool AllowPrivateAddresses { get; set; }

    /// <summary>Bound of name resolution, TCP and TLS handshake together. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Head start of each address of a name over the next one (RFC 8305 section 5). Default 250 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:02")]
    public TimeSpan ConnectionAttemptDelay { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Age at which a connection is not used again, so that DNS changes take effect. Default 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan ConnectionLifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long an unused connection stays open. Default 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan ConnectionIdleTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Most bytes of response headers, in KiB. Default 32.</summary>
    [Range(1, 1024)]
    public int MaxResponseHeadersKiB { get; set; } = 32;
}
