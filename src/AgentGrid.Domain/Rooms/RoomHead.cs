using AgentGrid.Domain.Audit;

namespace AgentGrid.Domain.Rooms;

/// <summary>Where a room ends: what the next message follows.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="Epoch">The room's epoch, from 1. Grows when the room goes on from a restored backup.</param>
/// <param name="Seq">Seq of the last message, 0 before the first.</param>
/// <param name="LastEpoch">Epoch of the last message; before the first 0.</param>
/// <param name="Fingerprint">Fingerprint of the last message; before the first all zero.</param>
public sealed record RoomHead(Guid RoomId, long Epoch, long Seq, long LastEpoch, AuditFingerprint Fingerprint)
{
    /// <summary>What the next message names as its previous fingerprint: the last one's, and at the beginning of an epoch one that covers it.</summary>
    public AuditFingerprint Next => LastEpoch == Epoch ? Fingerprint : AuditHead.Genesis(AuditChains.OfRoom(RoomId), Epoch, Fingerprint);

    /// <summary>The head once this message is the last.</summary>
    public RoomHead After(RoomMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return this with { Seq = message.Seq, LastEpoch = message.Epoch, Fingerprint = message.Fingerprint };
    }
}
