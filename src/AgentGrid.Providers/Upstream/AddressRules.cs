using System.Net;
using System.Net.Sockets;

namespace AgentGrid.Providers.Upstream;

/// <summary>
/// Which addresses requests may go to. Never: link-local and cloud metadata addresses, multicast, broadcast, unspecified and reserved ones, also when an IPv6 address wraps them
/// (IPv4-mapped and -compatible, NAT64, 6to4, Teredo, ISATAP). Only by option: loopback and the private ranges. Registries: RFC 6890, RFC 8190.
/// </summary>
public static class AddressRules
{
    private static readonly (IPNetwork Network, string Reason)[] Never =
    [
        (IPNetwork.Parse("0.0.0.0/8"), "the unspecified network"),
        (IPNetwork.Parse("169.254.0.0/16"), "a link-local address, where clouds serve credentials"),
        (IPNetwork.Parse("100.100.100.200/32"), "a cloud metadata address"),
        (IPNetwork.Parse("168.63.129.16/32"), "a cloud metadata address"),
        (IPNetwork.Parse("192.0.0.0/24"), "a reserved network with cloud metadata addresses"),
        (IPNetwork.Parse("224.0.0.0/4"), "a multicast address"),
        (IPNetwork.Parse("240.0.0.0/4"), "a reserved or broadcast address"),
        (IPNetwork.Parse("::/128"), "the unspecified address"),
        (IPNetwork.Parse("fe80::/10"), "a link-local address"),
        (IPNetwork.Parse("ff00::/8"), "a multicast address"),
        (IPNetwork.Parse("100::/64"), "a discard address"),
        (IPNetwork.Parse("64:ff9b:1::/48"), "a local NAT64 address, which can lead to any IPv4 address (RFC 8215)"),
        (IPNetwork.Parse("fd00:ec2::/32"), "a cloud metadata address"),
        (IPNetwork.Parse("fd20:ce::/32"), "a cloud metadata address"),
    ];

    private static readonly (IPNetwork Network, string Reason)[] Private =
    [
        (IPNetwork.Parse("127.0.0.0/8"), "a loopback address"),
        (IPNetwork.Parse("10.0.0.0/8"), "a private address"),
        (IPNetwork.Parse("172.16.0.0/12"), "a private address"),
        (IPNetwork.Parse("192.168.0.0/16"), "a private address"),
        (IPNetwork.Parse("100.64.0.0/10"), "a carrier-grade NAT address"),
        (IPNetwork.Parse("198.18.0.0/15"), "a benchmarking address"),
        (IPNetwork.Parse("::1/128"), "a loopback address"),
        (IPNetwork.Parse("fc00::/7"), "a private address"),
        (IPNetwork.Parse("fec0::/10"), "a site-local address"),
    ];

    /// <summary>Null when requests may go there, else the reason in a few words.</summary>
    /// <param name="address">Any IPv4 or IPv6 address; a scope id is ignored.</param>
    /// <param name="allowPrivate">Loopback, RFC 1918, unique local and carrier-grade NAT addresses are allowed.</param>
    public static string? Refuse(IPAddress address, bool allowPrivate)
    {
        ArgumentNullException.ThrowIfNull(address);
        foreach (var (network, reason) in Never)
        {
            if (network.Contains(address))
                return reason;
        }
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            foreach (var wrapped in EmbeddedAddresses.Of(address))
            {
                if (Refuse(wrapped, allowPrivate) is { } reason)
                    return $"{reason} inside an IPv6 address";
            }
        }
        else if (address.AddressFamily != AddressFamily.InterNetwork)
        {
            return "neither an IPv4 nor an IPv6 address";
        }
        if (allowPrivate)
            return null;
        foreach (var (network, reason) in Private)
        {
            if (network.Contains(address))
                return $"{reason}, and private addresses are not allowed here";
        }
        return null;
    }
}
