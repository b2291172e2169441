using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Audit;

namespace AgentGrid.Api.Audit;

/// <summary>Makes audit events of what the API itself does.</summary>
internal static class RequestAudit
{
    /// <summary>An event with this caller as actor; the caller should know where it asks from.</summary>
    internal static AuditEvent Audit(
        this Caller caller, string action, DateTimeOffset now, AuditTarget? target = null, AuditResult result = AuditResult.Ok, string? details = null) => new()
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
