namespace AgentGrid.Domain.Identity.Hashing;

/// <summary>The cost of one Argon2id hash (RFC 9106 section 3.1). Bounded, so that a stored string cannot ask for gigabytes or minutes.</summary>
/// <param name="MemoryKiB">Memory in KiB: at least 8 per lane, at most <see cref="MaxMemoryKiB"/>.</param>
/// <param name="Passes">Passes over the memory, 1 to <see cref="MaxPasses"/>.</param>
/// <param name="Lanes">Lanes, 1 to <see cref="MaxLanes"/>. They change the result, not the time: all are computed on the calling thread.</param>
public sealed record Argon2idParameters(int MemoryKiB, int Passes, int Lanes)
{
    /// <summary>Most memory of one hash: 256 MiB.</summary>
    public const int MaxMemoryKiB = 256 * 1024;

    /// <summary>Most passes.</summary>
    public const int MaxPasses = 16;

    /// <summary>Most lanes.</summary>
    public const int MaxLanes = 4;

    /// <summary>19 MiB, 2 passes, 1 lane: what OWASP's password storage guide names as the least.</summary>
    public static Argon2idParameters Default { get; } = new(19 * 1024, 2, 1);

    /// <summary>Whether all three lie inside the bounds.</summary>
    public bool IsValid => Lanes is >= 1 and <= MaxLanes && Passes is >= 1 and <= MaxPasses && MemoryKiB >= 8 * Lanes && MemoryKiB <= MaxMemoryKiB;
}
