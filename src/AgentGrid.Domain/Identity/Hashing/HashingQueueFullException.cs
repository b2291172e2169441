namespace AgentGrid.Domain.Identity.Hashing;

/// <summary>Too many hashes wait; nothing was computed. Answer 503 with this time in <c>Retry-After</c>.</summary>
public sealed class HashingQueueFullException(TimeSpan retryAfter)
    : Exception($"Too many sign-ins and token checks are waiting. Try again in {retryAfter.TotalSeconds:F0} s.")
{
    /// <summary>When the line should be short again: whole seconds, at least one.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}
