namespace AgentGrid.Api.Limits;

/// <summary>Another limit for one subject, token or address.</summary>
public sealed record LimitOverrideResponse(string Policy, string Scope, string Subject, int Permits, int WindowSeconds);
