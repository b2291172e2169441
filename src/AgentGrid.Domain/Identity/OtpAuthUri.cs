namespace AgentGrid.Domain.Identity;

/// <summary>The <c>otpauth://totp/…</c> address that authenticator apps read from a QR code ("Key URI Format" of Google Authenticator).</summary>
public static class OtpAuthUri
{
    /// <summary>Writes the address of a secret.</summary>
    /// <param name="issuer">Who asks for the codes, e.g. the name of this grid. No colon.</param>
    /// <param name="account">Whose codes they are, e.g. the e-mail address. No colon.</param>
    /// <param name="secret">The shared secret.</param>
    /// <exception cref="ArgumentException">A name is empty or has a colon, which separates the two.</exception>
    public static string Write(string issuer, string account, ReadOnlySpan<byte> secret) =>
        $"otpauth://totp/{Escape(issuer, nameof(issuer))}:{Escape(account, nameof(account))}?secret={Base32.Encode(secret)}&issuer={Escape(issuer, nameof(issuer))}"
        + $"&algorithm=SHA1&digits={Totp.Digits}&period={Totp.StepSeconds}";

    // Escaped as RFC 3986 has it: apps do not read '+' as a space.
    private static string Escape(string name, string parameter)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name, parameter);
        return name.Contains(':', StringComparison.Ordinal) ? throw new ArgumentException("A colon would end the name.", parameter) : Uri.EscapeDataString(name);
    }
}
