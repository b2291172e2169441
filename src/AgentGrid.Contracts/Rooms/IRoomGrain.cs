using System.Collections.Immutable;
using AgentGrid.Contracts.Identity;
using Orleans.Concurrency;

namespace AgentGrid.Contracts.Rooms;

/// <summary>
/// One room: gives every message its place, keeps its members, and knows who is connected. Key: the room's UUID. Rooms and messages are in the database before a command
/// answers; presence is volatile. Who may not know of the room gets NotFound.
/// </summary>
[Alias("grid.rooms.IRoomGrain")]
public interface IRoomGrain : IGrainWithGuidKey
{
    /// <summary>Creates the room; its creator becomes the first member, if it is an agent or a person. Repeated with the same operation id it gives the first answer.</summary>
    /// <exception cref="GridException">Forbidden, Invalid, Conflict (slug taken).</exception>
    [Alias("Create")]
    Task<RoomSnapshot> CreateAsync(Caller caller, string operationId, string slug, string name, CancellationToken cancellationToken);

    /// <summary>Changes slug or name; null leaves as it is.</summary>
    /// <param name="expectedVersion">Refused as a conflict when the stored version is another; null for any.</param>
    /// <exception cref="GridException">Forbidden, NotFound, Invalid, Conflict.</exception>
    [Alias("Update")]
    Task<RoomSnapshot> UpdateAsync(Caller caller, int? expectedVersion, string? slug, string? name, CancellationToken cancellationToken);

    /// <summary>Deletes the room; everybody in it is told. Its messages are kept, but nobody reads them here any more.</summary>
    /// <exception cref="GridException">Forbidden, NotFound, Conflict.</exception>
    [Alias("Delete")]
    Task DeleteAsync(Caller caller, CancellationToken cancellationToken);

    /// <summary>Makes an agent or person a member; who is one already stays one.</summary>
    /// <param name="kind"><c>agent</c> or <c>user</c>.</param>
    /// <param name="member">Its id.</param>
    /// <exception cref="GridException">Forbidden, NotFound, Invalid (no such agent or person), Conflict (the room is full).</exception>
    [Alias("AddMember")]
    Task<RoomMember> AddMemberAsync(Caller caller, string kind, Guid member, CancellationToken cancellationToken);

    /// <summary>Takes a member out and ends its connections to the room.</summary>
    /// <exception cref="GridException">Forbidden, NotFound (room or member).</exception>
    [Alias("RemoveMember")]
    Task RemoveMemberAsync(Caller caller, Guid member, CancellationToken cancellationToken);

    /// <summary>Posts a message of the caller. It is in the database, in its place, when this answers; under a <see cref="RoomPost.ClientMessageId"/> of before it is the message of before.</summary>
    /// <exception cref="GridException">NotFound, Invalid, Unavailable (nothing was written), OutcomeUnknown (repeat with the same client message id to learn).</exception>
    [AlwaysInterleave, Alias("Post")]
    Task<RoomReceipt> PostAsync(Caller caller, RoomPost post);

    /// <summary>Checks that the caller may be in the room, before one of its connections enters.</summary>
    /// <exception cref="GridException">NotFound.</exception>
    [AlwaysInterleave, Alias("Join")]
    Task JoinAsync(Caller caller);

    /// <summary>Who is connected.</summary>
    /// <exception cref="GridException">NotFound.</exception>
    [AlwaysInterleave, Alias("Presence")]
    Task<RoomPresenceSnapshot> PresenceAsync(Caller caller);

    /// <summary>Tells everybody connected that the caller is writing. Lost without harm.</summary>
    [AlwaysInterleave, OneWay, Alias("Typing")]
    Task TypingAsync(Caller caller);

    /// <summary>An API process says that it listens, and which connections it has; to be repeated every 10 s. The answer is the beat by which it finds notices that were lost.</summary>
    /// <exception cref="GridException">Forbidden, NotFound.</exception>
    [AlwaysInterleave, Alias("Listen")]
    Task<RoomBeat> ListenAsync(Caller caller, RoomListener listener);

    /// <summary>Connections of an API process that came or went since it last said.</summary>
    [AlwaysInterleave, Alias("ChangePresence")]
    Task ChangePresenceAsync(Caller caller, Guid process, ImmutableArray<RoomConnection> came, ImmutableArray<Guid> went);

    /// <summary>An API process listens no more.</summary>
    [AlwaysInterleave, Alias("StopListening")]
    Task StopListeningAsync(Caller caller, Guid process);
}
