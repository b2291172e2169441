using System.Collections.Concurrent;
using AgentGrid.Contracts.Agents;
using AgentGrid.Domain.Agents;
using AgentGrid.Domain.Settings;

namespace AgentGrid.Api.Agents.Dispatch;

/// <summary>Keeps agents ready to be asked. Bounded; an entry is made anew when the lease says something else than the last one did.</summary>
internal sealed class UpstreamTargets(SecretBox secrets)
{
    private const int Most = 10_000;
    private readonly ConcurrentDictionary<AgentId, UpstreamTarget> _targets = new();

    /// <summary>The agent, ready.</summary>
    /// <exception cref="SecretException">Its stored key cannot be read.</exception>
    public UpstreamTarget Of(AgentTarget target)
    {
        if (_targets.TryGetValue(target.Id, out var known) && Same(known.Source, target)) return known;
        var key = target.ApiKeyEncrypted is null ? null : secrets.Unprotect(target.ApiKeyEncrypted, AgentSecret.Identity(target.Id.Value));
        var ready = new UpstreamTarget(target, key);
        if (_targets.Count >= Most) _targets.Clear();
        _targets[target.Id] = ready;
        return ready;
    }

    private static bool Same(AgentTarget a, AgentTarget b) =>
        ReferenceEquals(a, b) || (a.Endpoint == b.Endpoint && a.Model == b.Model && a.ApiKeyEncrypted == b.ApiKeyEncrypted && a.Name == b.Name && a.TimeoutSeconds == b.TimeoutSeconds);
}
