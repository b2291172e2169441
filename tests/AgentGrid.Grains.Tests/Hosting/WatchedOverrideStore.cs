using AgentGrid.Domain;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Limits;

namespace AgentGrid.Grains.Tests.Hosting;

/// <summary>The real store, with a place before each reading where a test may hold it up or let it fail.</summary>
internal sealed class WatchedOverrideStore(ILimitOverrideStore store) : ILimitOverrideStore
{
    public Func<Task> BeforeGet { get; set; } = () => Task.CompletedTask;

    public async Task<LimitOverride?> GetAsync(string policy, string scope, string subject, CancellationToken cancellationToken)
    {
        await BeforeGet();
        return await store.GetAsync(policy, scope, subject, cancellationToken);
    }

    public Task<Page<LimitOverride>> ListAsync(int limit, string? cursor, CancellationToken cancellationToken) => store.ListAsync(limit, cursor, cancellationToken);

    public Task UpsertAsync(LimitOverride limitOverride, AuditEvent audit, CancellationToken cancellationToken) => store.UpsertAsync(limitOverride, audit, cancellationToken);

    public Task<bool> DeleteAsync(string policy, string scope, string subject, AuditEvent audit, CancellationToken cancellationToken) =>
        store.DeleteAsync(policy, scope, subject, audit, cancellationToken);
}
