using System.Runtime.CompilerServices;
using System.Text.Json;
using AgentGrid.Api.Audit;
using AgentGrid.Api.Rooms.Sessions;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Audit;

namespace AgentGrid.Api.Rooms.Channels;

/// <summary>Channel <c>audit</c>: entries of the system's chain as they are added, in order.</summary>
internal sealed class AuditFeed(IAuditStore store, TimeProvider time) : IChannelFeed
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    public string Name => "audit";

    public string Role => GridRoles.Operator;

    public async IAsyncEnumerable<RoomEvent> ListenAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = (await store.GetHeadAsync(AuditChains.System, cancellationToken)).Index;
        while (true)
        {
            await Task.Delay(LookEvery, time, cancellationToken);
            var head = (await store.GetHeadAsync(AuditChains.System, cancellationToken)).Index;
            if (head <= after) continue;
            await foreach (var entry in store.ReadAsync(AuditChains.System, after + 1, head, cancellationToken))
                if (!entry.IsSealed) yield return new RoomEvent("audit:entry", JsonSerializer.SerializeToUtf8Bytes(AuditEntryResponse.Of(entry), JsonSerializerOptions.Web));
            after = head;
        }
    }
}
