using System.Net;

namespace AgentGrid.Providers.Upstream;

/// <summary>The IPv4 addresses that an IPv6 address may end up at.</summary>
internal static class EmbeddedAddresses
{
    private static readonly IPNetwork Compatible = IPNetwork.Parse("::/96");
    private static readonly IPNetwork Mapped = IPNetwork.Parse("::ffff:0:0/96");
    private static readonly IPNetwork Translated = IPNetwork.Parse("::ffff:0:0:0/96");
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");
    private static readonly IPNetwork Teredo = IPNetwork.Parse("2001::/32");

    public static IEnumerable<IPAddress> Of(IPAddress address)
    {
        var b = address.GetAddressBytes();
        var last = new IPAddress(b.AsSpan(12, 4));
        if (Compatible.Contains(address))
        {
            // ::1 and :: are addresses of their own (RFC 4291 section 2.5), not 0.0.0.1 and 0.0.0.0.
            if (b.AsSpan(12, 3).ContainsAnyExcept((byte)0))
                yield return last;
        }
        else if (Mapped.Contains(address) || Translated.Contains(address) || Nat64.Contains(address))
        {
            yield return last;
        }
        else if (SixToFour.Contains(address))
        {
            yield return new IPAddress(b.AsSpan(2, 4));
        }
        else if (Teredo.Contains(address))
        {
            yield return new IPAddress(b.AsSpan(4, 4));
            yield return new IPAddress([(byte)~b[12], (byte)~b[13], (byte)~b[14], (byte)~b[15]]);
        }
        else if (b is [_, _, _, _, _, _, _, _, 0x00 or 0x02, 0x00, 0x5e, 0xfe, ..])
        {
            // ISATAP (RFC 5214 section 6.1).
            yield return last;
        }
    }
}
