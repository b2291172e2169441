namespace AgentGrid.Domain.Identity.Hashing;

/// <summary>Bounds of a <see cref="HashingQueue"/>.</summary>
public sealed record HashingQueueOptions
{
    /// <summary>Hashes computed at the same time, 1 to 64. Default: half of the processors, at least 1. Each needs the memory of its parameters.</summary>
    public int Threads { get; init; } = Math.Clamp(Environment.ProcessorCount / 2, 1, 64);

    /// <summary>Requests of one kind that may wait, at least 1. Default 256: about ten seconds of waiting for passwords on two processors.</summary>
    public int MaxWaiting { get; init; } = 256;
}
