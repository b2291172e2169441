using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace AgentGrid.Domain.Audit;

/// <summary>A SHA-256 digest. As text: 64 lower-case hexadecimal digits. The default value is 32 zero bytes.</summary>
public readonly record struct AuditFingerprint
{
    /// <summary>Bytes of a digest.</summary>
    public const int Bytes = SHA256.HashSizeInBytes;

    private readonly ulong _first;
    private readonly ulong _second;
    private readonly ulong _third;
    private readonly ulong _fourth;

    /// <summary>Takes a digest.</summary>
    /// <exception cref="ArgumentException">Not <see cref="Bytes"/> bytes.</exception>
    public AuditFingerprint(ReadOnlySpan<byte> digest)
    {
        if (digest.Length != Bytes)
            throw new ArgumentException($"A fingerprint has {Bytes} bytes.", nameof(digest));
        _first = BinaryPrimitives.ReadUInt64BigEndian(digest);
        _second = BinaryPrimitives.ReadUInt64BigEndian(digest[8..]);
        _third = BinaryPrimitives.ReadUInt64BigEndian(digest[16..]);
        _fourth = BinaryPrimitives.ReadUInt64BigEndian(digest[24..]);
    }

    /// <summary>The digest of some bytes.</summary>
    public static AuditFingerprint Of(ReadOnlySpan<byte> data)
    {
        Span<byte> digest = stackalloc byte[Bytes];
        SHA256.HashData(data, digest);
        return new AuditFingerprint(digest);
    }

    /// <summary>Reads the text form: exact, lower case.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out AuditFingerprint fingerprint)
    {
        Span<byte> digest = stackalloc byte[Bytes];
        fingerprint = default;
        if (text.Length != 2 * Bytes || text.ContainsAnyInRange('A', 'F') || Convert.FromHexString(text, digest, out _, out _) != OperationStatus.Done)
            return false;
        fingerprint = new AuditFingerprint(digest);
        return true;
    }

    /// <summary>Reads the text form in UTF-8.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out AuditFingerprint fingerprint)
    {
        Span<byte> digest = stackalloc byte[Bytes];
        fingerprint = default;
        if (utf8.Length != 2 * Bytes || utf8.ContainsAnyInRange((byte)'A', (byte)'F') || Convert.FromHexString(utf8, digest, out _, out _) != OperationStatus.Done)
            return false;
        fingerprint = new AuditFingerprint(digest);
        return true;
    }

    /// <summary>Writes the <see cref="Bytes"/> bytes.</summary>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _first);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _second);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], _third);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], _fourth);
    }

    /// <summary>The bytes.</summary>
    public byte[] ToArray()
    {
        var digest = new byte[Bytes];
        CopyTo(digest);
        return digest;
    }

    /// <summary>The text form.</summary>
    public override string ToString() => Convert.ToHexStringLower(ToArray());
}
