using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace AgentGrid.Domain.Identity.Credentials;

/// <summary>SHA-256 of a credential and of the door it came through: may be kept in memory where the credential may not, and what is known of one door says nothing about another.</summary>
public readonly record struct CredentialFingerprint
{
    private readonly UInt128 _high;
    private readonly UInt128 _low;

    private CredentialFingerprint(UInt128 high, UInt128 low) => (_high, _low) = (high, low);

    /// <summary>Of this credential at this door.</summary>
    /// <param name="door">Any byte that names the door.</param>
    /// <param name="credential">Its text.</param>
    public static CredentialFingerprint Of(byte door, ReadOnlySpan<char> credential)
    {
        const int onStack = 1024;
        var most = Encoding.UTF8.GetMaxByteCount(credential.Length) + 1;
        var rented = most > onStack ? ArrayPool<byte>.Shared.Rent(most) : null;
        var bytes = rented ?? stackalloc byte[onStack];
        bytes[0] = door;
        var length = Encoding.UTF8.GetBytes(credential, bytes[1..]) + 1;
        Span<UInt128> hash = stackalloc UInt128[2];
        SHA256.HashData(bytes[..length], MemoryMarshal.AsBytes(hash));
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        return new CredentialFingerprint(hash[0], hash[1]);
    }
}
