using AgentGrid.Contracts.Agents;
using AgentGrid.Domain.Agents;

namespace AgentGrid.Grains.Agents;

internal sealed partial class AgentPoolGrain
{
    private int _readings;
    private int _shown;

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        var reading = ++_readings;
        var rows = await store.ListPoolMembersAsync(Name.Value, cancellationToken);
        // Readings overlap; an older one must not undo a newer one.
        if (reading < _shown) return;
        _shown = reading;

        var asked = rows.Where(row => row.Endpoint is not null).ToArray();
        _exists |= rows.Count > 0;
        if (!Changed(asked)) return;

        var balancer = new SmoothWeightedBalancer([.. asked.Select(row =>
            new PeerSettings(row.Weight, row.MaxFails, row.FailTimeoutSeconds * 1000, row.MaxConcurrency))]);
        var members = new PoolMember[asked.Length];
        for (var i = 0; i < asked.Length; i++)
        {
            var target = Target(asked[i]);
            if (_byId.Remove(target.Id, out var member))
            {
                balancer.CopyHealthFrom(_balancer, member.Index, i);
                member.Target = target;
                member.Index = i;
            }
            else
            {
                member = new PoolMember(target, i) { Health = StatusOf(asked[i]) };
                balancer.SetDown(i, member.Health == AgentHealthStatus.Unhealthy);
            }

            members[i] = member;
        }

        foreach (var gone in _byId.Values) gone.Index = -1;
        _byId.Clear();
        foreach (var member in members) _byId[member.Target.Id] = member;
        _members = members;
        _balancer = balancer;
    }

    // A cycle begins anew only when somebody changed something, not at every reading.
    private bool Changed(AgentRecord[] rows)
    {
        var before = _versions;
        _versions = [.. rows.Select(row => (row.Id, row.Version))];
        return !_versions.AsSpan().SequenceEqual(before);
    }

    private static AgentTarget Target(AgentRecord row) => new()
    {
        Id = new AgentId(row.Id),
        Name = row.Name,
        Kind = row.Kind,
        Endpoint = row.Endpoint!,
        Model = row.Model,
        ApiKeyEncrypted = row.ApiKeyEncrypted,
        TimeoutSeconds = row.TimeoutSeconds,
    };

    private static AgentHealthStatus StatusOf(AgentRecord row) => row.Status switch
    {
        "healthy" => AgentHealthStatus.Healthy,
        "unhealthy" => AgentHealthStatus.Unhealthy,
        _ => AgentHealthStatus.Unknown,
    };
}
