using AgentGrid.Domain.Audit;

namespace AgentGrid.Domain.Identity.OAuth;

/// <summary>Makes the audit event of what becomes of a grant; the caller knows who asks and from where.</summary>
/// <param name="action">One of <see cref="AuditActions"/>.</param>
/// <param name="grantId">The grant.</param>
/// <param name="cause">Why, in a word of ours.</param>
public delegate AuditEvent GrantAudit(string action, Guid grantId, string cause);
