using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AgentGrid.Domain.Identity;

/// <summary>
/// Time-based one-time passwords (RFC 6238 over RFC 4226): SHA-1, 30 seconds, 6 digits, one step of tolerance to either side. A step is accepted once
/// (RFC 6238 section 5.2): the caller keeps the last accepted step and changes it by compare-and-set.
/// </summary>
public static class Totp
{
    /// <summary>Bytes of a new secret: as many as SHA-1 gives (RFC 4226 section 4, R6).</summary>
    public const int SecretBytes = 20;

    /// <summary>Seconds of a step.</summary>
    public const int StepSeconds = 30;

    /// <summary>Digits of a code.</summary>
    public const int Digits = 6;

    /// <summary>Steps that a device's clock may be early or late.</summary>
    public const int Tolerance = 1;

    private const int MaxDigits = 9;

    /// <summary>A new random secret.</summary>
    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(SecretBytes);

    /// <summary>The step that a moment lies in, counted from 1970.</summary>
    public static long StepAt(DateTimeOffset now) => Math.DivRem(now.ToUnixTimeSeconds(), StepSeconds).Quotient;

    /// <summary>The code of a step: HOTP with the step as counter (RFC 4226 section 5.3).</summary>
    /// <param name="secret">The shared secret.</param>
    /// <param name="step">Zero or more.</param>
    /// <param name="digits">6 to 9.</param>
    public static string Code(ReadOnlySpan<byte> secret, long step, int digits = Digits)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfLessThan(digits, Digits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(digits, MaxDigits);
        Span<byte> counter = stackalloc byte[sizeof(long)];
        Span<byte> mac = stackalloc byte[SHA1.HashSizeInBytes];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
#pragma warning disable CA5350 // RFC 6238's default, and the only one that all authenticator apps know; HMAC does not rest on collision resistance.
        HMACSHA1.HashData(secret, counter, mac);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(mac[(mac[^1] & 0xF)..]) & int.MaxValue;
        return (number % (int)Math.Pow(10, digits)).ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
    }

    /// <summary>Finds the step whose code was entered. Takes equally long whatever the code is.</summary>
    /// <param name="secret">The shared secret.</param>
    /// <param name="code">As entered: six digits, with or without spaces.</param>
    /// <param name="now">The present time.</param>
    /// <param name="lastAccepted">The last step accepted for this secret, null for none: this one and all before are refused.</param>
    /// <returns>The step to store as last accepted, if it is still newer than what is stored; null when the code is wrong, used or too old.</returns>
    public static long? Match(ReadOnlySpan<byte> secret, string? code, DateTimeOffset now, long? lastAccepted)
    {
        var entered = (code ?? "").Replace(" ", "", StringComparison.Ordinal);
        if (entered.Length != Digits || !entered.All(char.IsAsciiDigit)) return null;
        long? matched = null;
        var current = StepAt(now);
        // The newest of equal codes wins, so that one code never opens twice.
        for (var step = Math.Max(0, current - Tolerance); step <= current + Tolerance; step++)
            if (CryptographicOperations.FixedTimeEquals(Ascii(Code(secret, step)), Ascii(entered)) & step > (lastAccepted ?? -1)) matched = step;
        return matched;
    }

    private static byte[] Ascii(string digits) => Encoding.ASCII.GetBytes(digits);
}
