using AgentGrid.Domain.Audit;

namespace AgentGrid.Domain.Rooms;

/// <summary>Where a room's chain stood when the system's chain was told so.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="Slug">Its slug then.</param>
/// <param name="Epoch">Epoch of its last message.</param>
/// <param name="Seq">Seq of its last message.</param>
/// <param name="Fingerprint">Fingerprint of its last message.</param>
public sealed record RoomAnchor(Guid RoomId, string Slug, long Epoch, long Seq, AuditFingerprint Fingerprint);
