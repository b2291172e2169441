using AgentGrid.Contracts.Audit;
using AgentGrid.Domain.Audit;

namespace AgentGrid.Grains.Audit;

/// <summary>Between the wire and the domain.</summary>
internal static class AuditMapping
{
    public static AuditEvent ToEvent(AuditRecord record) => AuditEventBounds.Fit(new AuditEvent
    {
        Time = record.Time,
        Actor = new AuditActor(record.ActorId, record.ActorKind, record.ActorName),
        Action = record.Action,
        Target = record.TargetType is null || record.TargetId is null ? null : new AuditTarget(record.TargetType, record.TargetId, record.TargetName),
        Result = record.Result switch
        {
            AuditRecordResult.Ok => AuditResult.Ok,
            AuditRecordResult.Refused => AuditResult.Refused,
            _ => AuditResult.Failed,
        },
        Address = record.Address,
        RequestId = record.RequestId,
        Details = record.Details,
    });
}
