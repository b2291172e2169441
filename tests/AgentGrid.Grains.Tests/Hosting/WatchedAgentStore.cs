using AgentGrid.Domain;
using AgentGrid.Domain.Agents;
using AgentGrid.Domain.Audit;

namespace AgentGrid.Grains.Tests.Hosting;

/// <summary>The real store, with a place before each call where a test may hold it up or let it fail. <see cref="Before"/> gets the method's name.</summary>
internal sealed class WatchedAgentStore(IAgentStore store) : IAgentStore
{
    public Func<string, Task> Before { get; set; } = _ => Task.CompletedTask;

    public async Task<AgentRecord?> GetAsync(Guid id, CancellationToken cancellationToken)
    {
        await Before(nameof(GetAsync));
        return await store.GetAsync(id, cancellationToken);
    }

    public async Task<AgentRecord?> FindByNameAsync(string name, CancellationToken cancellationToken)
    {
        await Before(nameof(FindByNameAsync));
        return await store.FindByNameAsync(name, cancellationToken);
    }

    public async Task<AgentInsertResult> InsertAsync(AgentRecord agent, AuditEvent audit, CancellationToken cancellationToken)
    {
        await Before(nameof(InsertAsync));
        return await store.InsertAsync(agent, audit, cancellationToken);
    }

    public async Task<AgentUpdateOutcome> UpdateAsync(AgentRecord agent, int expectedVersion, AuditEvent audit, CancellationToken cancellationToken)
    {
        await Before(nameof(UpdateAsync));
        return await store.UpdateAsync(agent, expectedVersion, audit, cancellationToken);
    }

    public async Task<bool> SoftDeleteAsync(Guid id, int expectedVersion, AuditEvent audit, CancellationToken cancellationToken)
    {
        await Before(nameof(SoftDeleteAsync));
        return await store.SoftDeleteAsync(id, expectedVersion, audit, cancellationToken);
    }

    public async Task<bool> SetStatusAsync(Guid id, string status, string? detail, AuditEvent audit, CancellationToken cancellationToken)
    {
        await Before(nameof(SetStatusAsync));
        return await store.SetStatusAsync(id, status, detail, audit, cancellationToken);
    }

    public async Task<Page<AgentRecord>> ListAsync(int limit, string? cursor, AgentFilter filter, CancellationToken cancellationToken)
    {
        await Before(nameof(ListAsync));
        return await store.ListAsync(limit, cursor, filter, cancellationToken);
    }

    public async Task<IReadOnlyList<AgentRecord>> ListPoolMembersAsync(string pool, CancellationToken cancellationToken)
    {
        await Before(nameof(ListPoolMembersAsync));
        return await store.ListPoolMembersAsync(pool, cancellationToken);
    }

    public async Task<IReadOnlyList<string>> ListPoolsAsync(CancellationToken cancellationToken)
    {
        await Before(nameof(ListPoolsAsync));
        return await store.ListPoolsAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<Guid>> ListProbedIdsAsync(CancellationToken cancellationToken)
    {
        await Before(nameof(ListProbedIdsAsync));
        return await store.ListProbedIdsAsync(cancellationToken);
    }

    public async Task<Page<AgentHealthEvent>> HealthHistoryAsync(Guid id, int limit, string? cursor, CancellationToken cancellationToken)
    {
        await Before(nameof(HealthHistoryAsync));
        return await store.HealthHistoryAsync(id, limit, cursor, cancellationToken);
    }

    public async Task<IReadOnlyList<AgentHealthEvent>> HealthChangesAsync(long? after, int limit, CancellationToken cancellationToken)
    {
        await Before(nameof(HealthChangesAsync));
        return await store.HealthChangesAsync(after, limit, cancellationToken);
    }
}
