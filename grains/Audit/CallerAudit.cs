using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Audit;

namespace AgentGrid.Grains.Audit;

/// <summary>Makes audit events of what a caller ordered.</summary>
internal static class CallerAudit
{
    /// <summary>An event with this caller as actor.</summary>
    internal static AuditEvent Audit(this Caller caller, string action, AuditTarget? target, DateTimeOffset now, AuditResult result = AuditResult.Ok, string? details = null) => new()
    {
        Time = now,
        Actor = new AuditActor(caller.Subject, caller.Kind.ToString().ToLowerInvariant(), caller.Name),
        Action = action,
        Target = target,
        Result = result,
        Address = caller.Address,
        RequestId = caller.RequestId,
        Details = details,
    };
}
