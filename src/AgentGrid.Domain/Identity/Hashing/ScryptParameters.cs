namespace AgentGrid.Domain.Identity.Hashing;

/// <summary>The cost of one scrypt hash (RFC 7914 section 2). Bounded, so that a stored string cannot ask for gigabytes or minutes.</summary>
/// <param name="LogN">log₂ of the cost N, 1 to 20.</param>
/// <param name="R">Block size in units of 128 bytes, 1 to 16. Memory is 128·R·N bytes.</param>
/// <param name="P">Repetitions, 1 to 16.</param>
public sealed record ScryptParameters(int LogN, int R, int P)
{
    /// <summary>Most of 128·N·R·P bytes: 256 MiB bounds memory and time.</summary>
    public const long MaxBytes = 256L * 1024 * 1024;

    /// <summary>N = 2^14, r = 8, p = 1: 16 MiB.</summary>
    public static ScryptParameters Default { get; } = new(14, 8, 1);

    /// <summary>Whether all three lie inside the bounds, and N &lt; 2^(128·r/8) as the RFC demands.</summary>
    public bool IsValid => LogN is >= 1 and <= 20 && R is >= 1 and <= 16 && P is >= 1 and <= 16 && LogN < 16 * R && (128L * R * P << LogN) <= MaxBytes;
}
