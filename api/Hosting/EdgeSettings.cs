using System.Net;

namespace AgentGrid.Api.Hosting;

/// <summary>Reads the settings of the edge; a wrong one stops the start with a clear line.</summary>
internal static class EdgeSettings
{
    /// <summary>Exact origins (RFC 6454): scheme, host and port, nothing else, no wildcard.</summary>
    internal static string[] Origins(string? text)
    {
        var origins = Split(text);
        foreach (var origin in origins)
        {
            if (!Uri.TryCreate(origin, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.GetLeftPart(UriPartial.Authority) != origin)
                throw new SettingException($"ALLOWED_ORIGINS has '{origin}', which is not an exact origin like https://console.example.org (no wildcard, no path).");
        }

        return origins;
    }

    /// <summary>Addresses or networks in CIDR form.</summary>
    internal static IPNetwork[] Networks(string? text) =>
    [
        .. Split(text).Select(part =>
            IPNetwork.TryParse(part, out var network) ? network
            : IPAddress.TryParse(part, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
            : throw new SettingException($"GRID_TRUSTED_PROXIES has '{part}', which is neither an address nor a network like 10.0.0.0/8.")),
    ];

    private static string[] Split(string? text) => (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
