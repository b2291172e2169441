namespace AgentGrid.Domain.Limits;

/// <summary>The end of an attempt's beginning.</summary>
/// <param name="State">What the key stands for.</param>
/// <param name="Until">When <see cref="IdempotencyState.Started"/> or <see cref="IdempotencyState.Running"/>: until then the owner is believed alive.</param>
/// <param name="Answer">The answer when <see cref="IdempotencyState.Done"/>.</param>
public sealed record IdempotencyResult(IdempotencyState State, DateTimeOffset? Until = null, IdempotentAnswer? Answer = null);
