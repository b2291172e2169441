namespace AgentGrid.Api.Audit;

/// <summary>Route metadata: whatever its method says, the route changes nothing that must have an entry, so it is served while the audit log is behind.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LeavesNoEntryAttribute : Attribute;
