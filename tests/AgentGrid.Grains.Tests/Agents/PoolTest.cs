using System.Collections.Immutable;
using AgentGrid.Contracts.Agents;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Agents;
using AgentGrid.Grains.Tests.Hosting;
using AgentGrid.Testing;

namespace AgentGrid.Grains.Tests.Agents;

/// <summary>Base of the pool tests: members are rows, so that no health check disturbs them.</summary>
public abstract class PoolTest(TestPostgres postgres) : GrainTest(postgres)
{
    private protected IAgentPoolGrain Pool => PoolName.Default.Grain(Grains);

    /// <summary>Writes a member's row without telling the pool.</summary>
    private protected async Task<AgentRecord> WriteAsync(
        string name, int weight = 1, int maxFails = 3, int? maxConcurrency = null, string pool = "default", string? endpoint = "http://agents.example", string status = "unknown")
    {
        var now = Time.GetUtcNow();
        var inserted = await Host.Agents.InsertAsync(
            new AgentRecord
            {
                Id = Guid.CreateVersion7(now),
                Name = name,
                DisplayName = name,
                Kind = endpoint is null ? "none" : "openai",
                Endpoint = endpoint,
                Pool = pool,
                Weight = weight,
                MaxFails = maxFails,
                MaxConcurrency = maxConcurrency,
                Status = status,
                StatusChangedAt = now,
                CreatedAt = now,
                UpdatedAt = now,
            },
            AnEvent(),
            Cancel);
        return inserted.Agent!;
    }

    /// <summary>Writes members with names of one letter doubled (<c>aa</c>, <c>bb</c>, …), in this order, and tells the pool.</summary>
    private protected async Task<AgentRecord[]> FillAsync(int[] weights, int maxFails = 3)
    {
        var rows = new List<AgentRecord>();
        foreach (var (weight, i) in weights.Select((w, i) => (w, i))) rows.Add(await WriteAsync(new string((char)('a' + i), 2), weight, maxFails));
        await Pool.RefreshAsync(Caller.System);
        return [.. rows];
    }

    private protected ValueTask<AgentLease> LeaseAsync(AgentRecord? named = null, params AgentRecord[] tried) =>
        Pool.LeaseAsync(Someone, named is null ? null : new AgentId(named.Id), [.. tried.Select(row => new AgentId(row.Id))]);

    private protected ValueTask SettleAsync(AgentLease lease, LeaseResult result = LeaseResult.Succeeded, double latencyMs = 10, long? coolDownMs = null) =>
        Pool.SettleAsync(Someone, new LeaseSettlement { LeaseId = lease.LeaseId, Result = result, LatencyMs = latencyMs, CoolDownMs = coolDownMs });

    /// <summary>Leases and settles at once, so many times; the letters of those picked, <c>-</c> for nobody.</summary>
    private protected async Task<string> PicksAsync(int count, Caller? caller = null)
    {
        var picked = new char[count];
        for (var i = 0; i < count; i++)
        {
            var lease = await Pool.LeaseAsync(caller ?? Someone, null, []);
            picked[i] = lease.Target?.Name[0] ?? '-';
            if (lease.Outcome == LeaseOutcome.Granted) await SettleAsync(lease);
        }

        return new string(picked);
    }

    private protected async Task<PoolMemberSnapshot> MemberAsync(AgentRecord row) => Assert.Single(await MembersAsync(), member => member.Id.Value == row.Id);

    private protected async Task<ImmutableArray<PoolMemberSnapshot>> MembersAsync() => (await Pool.GetAsync(Someone)).Members;

    private protected Task ReportAsync(AgentRecord row, AgentHealthStatus status) => Pool.ReportHealthAsync(
        Caller.System, new AgentId(row.Id), new AgentHealthReport { Status = status, Succeeded = status == AgentHealthStatus.Healthy, CheckedAt = Time.GetUtcNow(), Detail = "test" });
}
