namespace AgentGrid.Domain.Identity.Hashing;

/// <summary>Bounds of a <see cref="HashingQueue"/>.</summary>
public sealed record HashingQueueOptions
{
    /// <summary>Hashes computed at the same time, 1 to 64. Default: half of the processors, at least 1. Each needs the memory of its parameters.</summary>
    public int Threads { get; init; } = Math.Clamp(Environment.ProcessorCount / 2, 1, 64);

    /// <summary>Passwords and backup codes that may wait, at least 1. Default 256: about ten seconds of waiting on two processors.</summary>
    public int MaxWaitingPasswords { get; init; } = 256;

    /// <summary>
    /// API tokens that may wait, at least 1. Default 4,096: after a restart every agent comes at once, and the one that is refused comes again. Who waits costs a few
    /// kilobytes; the memory of a hash is taken when its turn comes.
    /// </summary>
    public int MaxWaitingTokens { get; init; } = 4096;
}
