namespace AgentGrid.Api.Limits;

/// <summary>Route metadata: not counted. Only for answers that cost nothing and that machines must always get (health probes).</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class UnlimitedAttribute : Attribute;
