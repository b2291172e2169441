using AgentGrid.Api.Rooms.Sessions;

namespace AgentGrid.Api.Rooms.Channels;

/// <summary>Something besides rooms that sockets can subscribe to. Runs only while somebody does.</summary>
internal interface IChannelFeed
{
    /// <summary>What clients call it.</summary>
    string Name { get; }

    /// <summary>The role it takes.</summary>
    string Role { get; }

    /// <summary>What happens from now on, for as long as the enumeration runs. Ends by an exception only when it cannot go on now; it is then begun anew.</summary>
    IAsyncEnumerable<RoomEvent> ListenAsync(CancellationToken cancellationToken);
}
