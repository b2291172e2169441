namespace AgentGrid.Api.Limits;

/// <summary>The limits in force.</summary>
public sealed record LimitsResponse(IReadOnlyList<LimitPolicyResponse> Policies, IReadOnlyList<LimitOverrideResponse> Overrides);
