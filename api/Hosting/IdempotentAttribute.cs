namespace AgentGrid.Api.Hosting;

/// <summary>Route metadata: <c>Idempotency-Key</c> is honoured.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class IdempotentAttribute : Attribute
{
    /// <summary>The answer shows a secret once: kept for repetitions, it is encrypted.</summary>
    public bool AnswerIsSecret { get; init; }
}
