namespace AgentGrid.Api.Rooms;

/// <summary>A room.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Slug">Short unique name.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Epoch">Grows when the room goes on from a restored backup; cursors of another epoch begin anew.</param>
/// <param name="Head">Seq of its last message, 0 for none.</param>
/// <param name="Members">How many members it has.</param>
/// <param name="Version">Counts changes of the room and of its members; the value of the <c>ETag</c>.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="UpdatedAt">When it, or its members, were last changed.</param>
public sealed record RoomResponse(Guid Id, string Slug, string Name, long Epoch, long Head, int Members, int Version, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);
