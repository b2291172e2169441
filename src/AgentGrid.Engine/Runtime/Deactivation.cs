namespace Orleans;

/// <summary>A wish to end an activation. An object of its own, to keep activations without it small.</summary>
internal sealed record Deactivation(DeactivationReason Reason);
