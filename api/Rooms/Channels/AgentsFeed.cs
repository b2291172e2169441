using System.Runtime.CompilerServices;
using AgentGrid.Api.Rooms.Sessions;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Agents;

namespace AgentGrid.Api.Rooms.Channels;

/// <summary>Channel <c>agents</c>: changes of the agents' health, within a second, from whichever process saw them.</summary>
internal sealed class AgentsFeed(IAgentStore store, TimeProvider time) : IChannelFeed
{
    private const int AtOnce = 100;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    public string Name => "agents";

    public string Role => GridRoles.Operator;

    public async IAsyncEnumerable<RoomEvent> ListenAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var newest = await store.HealthChangesAsync(null, 1, cancellationToken);
        var after = newest.Count > 0 ? newest[0].Id : 0;
        while (true)
        {
            await Task.Delay(LookEvery, time, cancellationToken);
            foreach (var change in await store.HealthChangesAsync(after, AtOnce, cancellationToken))
            {
                after = change.Id;
                yield return RoomEvents.Make("agents:health", json =>
                {
                    json.WriteString("agentId", change.AgentId);
                    json.WriteString("status", change.Status);
                    json.WriteString("at", change.At);
                    if (change.Detail is { } detail) json.WriteString("detail", detail);
                });
            }
        }
    }
}
